"""``limphome model quantize``: INT8 files, and what they cost."""

from pathlib import Path
from typing import Any, Dict, Optional

import typer

from limphome.cli import exit_status
from limphome.cli.model_bars import Bars
from limphome.cli.model_options import CACHE, find_model
from limphome.cli.output import JSON, console, emit
from limphome.cli.quantize_lines import show_quantized
from limphome.core import LimphomeError

PICTURES, TRIALS = 64, 60
MOST_LOSS, STEPS = 0.005, 400
"""Of training on with rounding."""


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
    pictures: Optional[int] = typer.Option(
        None, min=2, help="So many at most to calibrate, and so many to compare: 64; of frames of its training 256 and 200."
    ),
    trials: Optional[int] = typer.Option(
        None,
        min=1,
        help="Files made and compared in the search for nodes to leave in float: 60, with --calibration or --sensitivity.",
    ),
    sensitivity: bool = typer.Option(False, "--sensitivity", help="Measure each node alone in INT8, and go by that."),
    whole: bool = typer.Option(False, "--whole", help="Every convolution in INT8, for chips that know integers only."),
    aware_above: Optional[float] = typer.Option(
        None, min=0.0, help="mAP lost by calibration alone above which training goes on: 0.005."
    ),
    aware_steps: Optional[int] = typer.Option(
        None, min=0, help="Steps of that training, which feels the rounding: 400; 0: never."
    ),
    seconds: float = typer.Option(5.0, min=0.1, help="How long INT8 and FP32 take turns to be timed."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> None:
    """Quantize a network to INT8, find the nodes that break it, and hand it out only if it sees what its parent sees.

    With --calibration any network. Without it one of ours, from its checkpoint, on the frames of its training (--data for a
    folder, else rendered): there it is trained on with rounding where calibration alone costs too much, and nodes are searched
    for only with --trials or --sensitivity. Exit status 3: refused.
    """
    from limphome.learning.quantization.integer_form import IntegerForm

    _check_words(method, whole, trials)
    _check_alone(calibration, {"--whole": whole, "--data": data, "--aware-above": aware_above, "--aware-steps": aware_steps})
    form = IntegerForm(method, whole, _or(aware_above, MOST_LOSS), _or(aware_steps, STEPS), pictures or 0)
    folder = Path(model) if Path(model).is_file() else find_model(model)
    _check(folder, calibration, data, out)
    from limphome.learning.quantization.agreement import Bound  # a missing package comes after what the user can mend
    from limphome.learning.quantization.outcome import Options, Order

    order, bound = Order(folder, out, seconds), Bound(max_lost, max_added)
    searches = calibration is not None or (sensitivity and not whole)
    options = Options(method or "auto", bound, trials or (TRIALS if searches else 0), sensitivity)
    if calibration is None:
        result = _from_checkpoint(order, form, options, cache, data, json)
    else:
        result = _with_pictures(order, calibration, pictures or PICTURES, options, json)
    emit(result, json, lambda: show_quantized(result))
    if "refused" in result:
        raise typer.Exit(exit_status.VERDICT_FAILED)


def _from_checkpoint(order: Any, form: Any, options: Any, cache: Path, data: Optional[Path], json: bool) -> Dict[str, Any]:
    from limphome.learning.quantization.from_checkpoint import quantize_from_checkpoint

    with Bars(json) as bars:
        return quantize_from_checkpoint(order, form, options, cache, bars, data)


def _with_pictures(order: Any, folder: Path, most: int, options: Any, json: bool) -> Dict[str, Any]:
    from limphome.learning.quantization.command import quantize_with_pictures

    return quantize_with_pictures(order, folder, most, options, console(json).print)


def _check_words(method: str, whole: bool, trials: Optional[int]) -> None:
    from limphome.learning.quantization.integer_form import METHODS

    if method not in ("", "auto", *METHODS):
        raise LimphomeError(f"method '{method}'", "--method", ", ".join(("auto", *METHODS)))
    if whole and trials is not None:
        raise LimphomeError("--trials with --whole", "quantize", "one of them: --whole leaves no node in float")


def _check_alone(calibration: Optional[Path], options: Dict[str, Any]) -> None:
    """LimphomeError for an option of the way without pictures that would do nothing beside them."""
    given = [name for name, value in options.items() if value is not None and value is not False]
    if calibration is not None and given:
        raise LimphomeError(
            f"{given[0]} with --calibration", "quantize", f"{given[0]} for networks of ours, without --calibration"
        )


def _or(given: Any, usual: Any) -> Any:
    return usual if given is None else given


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
