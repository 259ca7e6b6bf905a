"""``limphome model quantize``: INT8 files, and what they cost."""

from pathlib import Path
from typing import Any, Dict, Optional

import typer

from limphome.cli import exit_status
from limphome.cli.model_bars import Bars
from limphome.cli.model_options import CACHE, find_model
from limphome.cli.output import JSON, console, emit
from limphome.core import LimphomeError

MOST_SHOWN = 20


def quantize_command(
    model: str = typer.Argument("yard_detector", help="Name from models/perception, a model folder, or an ONNX file in one."),
    calibration: Optional[Path] = typer.Option(None, help="Pictures, or a data folder; without it the frames of its training."),
    data: Optional[Path] = typer.Option(
        None, help="Data folder that the network was trained on, where it was trained with --data."
    ),
    out: Path = typer.Option(Path("runs/quantized"), help="Model folder to write."),
    method: str = typer.Option("", help="How ranges are measured: minmax, percentile, entropy, or auto: the best of them."),
    max_lost: float = typer.Option(0.02, min=0.0, max=1.0, help="Share of the parent's detections that may be lost."),
    max_added: float = typer.Option(0.05, min=0.0, max=1.0, help="Share of detections that the parent does not have."),
    pictures: int = typer.Option(64, min=2, help="So many at most to calibrate, and so many to compare."),
    trials: int = typer.Option(60, min=1, help="Files made and compared in the search for nodes to leave in float."),
    sensitivity: bool = typer.Option(False, "--sensitivity", help="Measure each node alone in INT8, and go by that."),
    whole: bool = typer.Option(False, "--whole", help="Every convolution in INT8, for chips that know integers only."),
    aware_above: float = typer.Option(0.005, min=0.0, help="mAP lost by calibration alone above which training goes on."),
    aware_steps: int = typer.Option(400, min=0, help="Steps of that training, which feels the rounding; 0: never."),
    seconds: float = typer.Option(5.0, min=0.1, help="How long INT8 and FP32 take turns to be timed."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> None:
    """Quantize a network to INT8, find the nodes that break it, and hand it out only if it sees what its parent sees.

    With --calibration any network. Without it one of ours, from its checkpoint, on the frames of its training (--data for a
    folder, else rendered): there it is trained on with rounding where calibration alone costs too much. Exit status 3: refused.
    """
    from limphome.learning.quantization.integer_form import IntegerForm

    form = IntegerForm(method, whole, aware_above, aware_steps)
    _check_form(form, calibration, data)
    folder = Path(model) if Path(model).is_file() else find_model(model)
    _check(folder, calibration, data, out)
    from limphome.learning.quantization.agreement import Bound  # a missing package comes after what the user can mend
    from limphome.learning.quantization.outcome import Options, Order

    order, bound = Order(folder, out, seconds), Bound(max_lost, max_added)
    if calibration is None:
        result = _from_checkpoint(order, form, bound, cache, data, json)
    else:
        options = Options(method or "auto", bound, trials, sensitivity)
        result = _with_pictures(order, calibration, pictures, options, json)
    emit(result, json, lambda: _show(result))
    if "refused" in result:
        raise typer.Exit(exit_status.VERDICT_FAILED)


def _from_checkpoint(order: Any, form: Any, bound: Any, cache: Path, data: Optional[Path], json: bool) -> Dict[str, Any]:
    from limphome.learning.quantization.from_checkpoint import quantize_from_checkpoint

    with Bars(json) as bars:
        return quantize_from_checkpoint(order, form, bound, cache, bars, data)


def _with_pictures(order: Any, folder: Path, most: int, options: Any, json: bool) -> Dict[str, Any]:
    from limphome.learning.quantization.command import quantize_with_pictures

    return quantize_with_pictures(order, folder, most, options, console(json).print)


def _check_form(form: Any, calibration: Optional[Path], data: Optional[Path]) -> None:
    from limphome.learning.quantization.integer_form import METHODS

    if form.method not in ("", "auto", *METHODS):
        raise LimphomeError(f"method '{form.method}'", "--method", ", ".join(("auto", *METHODS)))
    if form.whole and calibration is not None:
        raise LimphomeError("--whole with --calibration", "quantize", "--whole for networks of ours, without --calibration")
    if data is not None and calibration is not None:
        raise LimphomeError("--data with --calibration", "quantize", "one of them")


def _check(model: Path, calibration: Optional[Path], data: Optional[Path], out: Path) -> None:
    """LimphomeError for a network that cannot be quantized so, pictures that are not there, a folder that is taken."""
    from limphome.learning.data.origin import need_data
    from limphome.learning.quantization.parent import find_parent, find_trained
    from limphome.perception.importing.model_folder import check_folder
    from limphome.resources.user_path import need_folder, need_new_folder

    if calibration is None:
        need_data(find_trained(model)[0], data, "--calibration with pictures")
    else:
        find_parent(model)
        need_folder(calibration, "a folder with pictures, or one that limphome data wrote")
    check_folder(out)
    need_new_folder(out, "--out with a folder, new or there")


def _show(result: Dict[str, Any]) -> None:
    screen = console(False)
    _show_methods(result, screen)
    _show_sensitivity(result, screen)
    _show_training(result, screen)
    _show_float(result, screen)
    for name, file in result["files"].items():
        screen.print(f"{name}: keeps {file['kept']:.4f}, adds {file['added']:.4f}")
    for name, file in result["withheld"].items():
        screen.print(f"[yellow]not handed out[/]: {name}, {file['why']}")
    if "refused" in result:
        screen.print(f"[red]refused[/]: {result['refused']}. More pictures make the figure finer; a larger --max-lost allows it.")
        return
    low, high = result["speedup_ci95"]
    screen.print(f"{result['speedup']:.2f} times as fast as FP32 ({low:.2f} to {high:.2f})")
    screen.print(result["model"])


def _show_methods(result: Dict[str, Any], screen: Any) -> None:
    from rich.table import Table

    table = Table("calibration", "kept", "added")
    for name, figures in result["methods"].items():
        chosen = f"[bold]{name}[/]" if name == result["method"] else name
        table.add_row(chosen, f"{figures['kept']:.4f}", f"{figures['added']:.4f}")
    screen.print(table)


def _show_sensitivity(result: Dict[str, Any], screen: Any) -> None:
    from rich.table import Table

    table = Table("node", "mAP lost with it alone in INT8")
    for name, drop in list(result.get("sensitivity", {}).items())[:MOST_SHOWN]:
        table.add_row(name, f"{drop:.4f}")
    if table.rows:
        screen.print(table)


def _show_training(result: Dict[str, Any], screen: Any) -> None:
    aware = result.get("aware")
    if aware:
        lost = f"{aware['post_training_loss']:.4f} by calibration alone, {aware['aware_loss']:.4f} after {aware['steps']} steps"
        screen.print(f"mAP lost: {lost} with rounding; kept: {aware['kept'].replace('_', ' ')}", soft_wrap=True)


def _show_float(result: Dict[str, Any], screen: Any) -> None:
    left = result["left_in_float"]
    for node in left[:MOST_SHOWN]:
        screen.print(f"in float: {node} {result['ranges_of_those'].get(node, '')}", markup=False, soft_wrap=True)
    if len(left) > MOST_SHOWN:
        screen.print(f"in float: {len(left) - MOST_SHOWN} more; --json names all")
