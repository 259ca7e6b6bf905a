"""``limphome model bench``: what a frame costs on this machine."""

from typing import Any, Dict, List

import typer

from limphome.cli.model_options import MODEL, find_model
from limphome.cli.output import JSON, console, emit


def bench_command(
    model: str = MODEL,
    compare: str = typer.Option(
        "int8,fp32", help="What takes turns, the one that should be faster first: [MODEL:]VARIANT[@RUNTIME],..."
    ),
    threads: int = typer.Option(1, min=1, help="Of one inference."),
    seconds: float = typer.Option(10.0, min=0.1, help="How long to time; where there is a meter, as long again for energy."),
    start_up: bool = typer.Option(True, help="Start a process for each to see start-up time and memory."),
    json: bool = JSON,
) -> None:
    """Time a network: latency and the work around it, start-up, memory, energy; the ratio of those run in turn."""
    from limphome.perception.bench_report import bench_report
    from limphome.perception.contender import parse_contenders
    from limphome.perception.detector import Detector
    from limphome.resources.power.meters import find_meters

    folder = find_model(model)
    contenders = parse_contenders(compare, folder, find_model, threads)
    image = Detector.load(contenders[0].folder, contenders[0].variant).golden_image
    report = bench_report(contenders, image, seconds, find_meters(), start_up)
    result = {"model": str(folder), "threads": threads, **report}
    emit(result, json, lambda: _show(result))


def _show(result: Dict[str, Any]) -> None:
    from rich.table import Table

    table = Table("network", "ms median", "p90", "p99", "CPU ms", "before / after ms", "frames/s", "ready s", "MB", "mJ a frame")
    for label in result["latency_ms"]:
        table.add_row(label, *_cells(label, result))
    screen = console(False)
    screen.print(table)
    for label, ratio in result["speedups"].items():
        low, high = ratio["speedup_ci95"]
        screen.print(
            f"{label} over {result['baseline']}: {ratio['speedup']:.2f} times as fast ({low:.2f} to {high:.2f}), "
            f"of CPU time {ratio['speedup_cpu']:.2f}"
        )
    if result["energy"] is None:
        screen.print(result["energy_reason"])
    found = result["conditions"]
    screen.print(
        f"{found['cpu']}, {found['cores']} cores, power mode {found['power_mode'] or 'none'}, clocks {found['clocks']['cpu']}, "
        f"load {found['load_1min']}, {result['threads']} thread(s)"
    )
    screen.print(", ".join(f"{name} {version}" for name, version in found["versions"].items()))


def _cells(label: str, result: Dict[str, Any]) -> List[str]:
    ms, stages = result["latency_ms"][label], result["stages_ms"][label]
    start_up = (result["start_up"] or {}).get(label)
    energy = (result["energy"] or {}).get(label)
    return [
        *(f"{ms[name]:.3f}" for name in ("median", "p90", "p99", "cpu_median")),
        f"{stages['before']:.3f} / {stages['after']:.3f} ({100 * result['overhead'][label]:.1f} %)",
        f"{result['throughput_fps'][label]:.0f}",
        f"{start_up['start_up_s']:.2f}" if start_up else "-",
        f"{start_up['memory_mb']:.1f}" if start_up and start_up["memory_mb"] is not None else "-",
        f"{1e3 * energy['joule_per_frame']:.2f}" if energy else "-",
    ]
