"""What ``limphome model quantize`` prints."""

from typing import Any, Dict

from limphome.cli.output import console

MOST_SHOWN = 20


def show_quantized(result: Dict[str, Any]) -> None:
    """Print what a quantization gave: ``result`` as :func:`quantize_with_pictures` or :func:`quantize_from_checkpoint` says."""
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
        way = f"{_way_on(result)}; a larger --max-lost or --max-added allows it."
        screen.print(f"[red]refused[/]: {result['refused']}. {way}", soft_wrap=True)
        return
    low, high = result["speedup_ci95"]
    screen.print(f"{result['speedup']:.2f} times as fast as FP32 ({low:.2f} to {high:.2f})")
    screen.print(result["model"])


def _way_on(result: Dict[str, Any]) -> str:
    if "aware" not in result:
        return "More pictures make the figure finer"
    if not result["left_in_float"]:
        return "Without --whole scores and boxes stay in float"
    if not result["searched"]:
        return "--trials looks for nodes to leave in float"
    return "More --pictures give the search more to choose by"


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
