"""``limphome model bench``: what a frame costs on this machine."""

from typing import Any, Dict, List

import typer

from limphome.cli.conditions_line import machine_text, pace_text
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
    from limphome.perception.progress import Seldom
    from limphome.resources.power.meters import find_meters

    folder = find_model(model)
    contenders = parse_contenders(compare, folder, find_model, threads)
    told = Seldom(lambda text: console(json).print(text, soft_wrap=True, markup=False))
    image = Detector.load(contenders[0].folder, contenders[0].variant, progress=told).golden_image
    report = bench_report(contenders, image, seconds, find_meters(), start_up, told)
    result = {"model": str(folder), "threads": threads, **report}
    emit(result, json, lambda: _show(result))


def _show(result: Dict[str, Any]) -> None:
    screen = console(False)
    for label in result["latency_ms"]:
        for line in _lines(label, result):
            screen.print(line, soft_wrap=True, markup=False)
    for label, ratio in result["speedups"].items():
        low, high = ratio["speedup_ci95"]
        told = f"{label} over {result['baseline']}: {ratio['speedup']:.2f} times as fast ({low:.2f} to {high:.2f})"
        screen.print(f"{told}, of CPU time {ratio['speedup_cpu']:.2f}")
    if result["energy"] is None:
        screen.print(result["energy_reason"], soft_wrap=True)
    for line in _conditions(result):
        screen.print(line, soft_wrap=True, markup=False)


def _lines(label: str, result: Dict[str, Any]) -> List[str]:
    ms, stages, around = result["latency_ms"][label], result["stages_ms"][label], 100 * result["overhead"][label]
    start_up, energy = (result["start_up"] or {}).get(label), (result["energy"] or {}).get(label)
    lines = [
        f"{label}: network {ms['median']:.3f} ms (p90 {ms['p90']:.3f}, p99 {ms['p99']:.3f}, CPU {ms['cpu_median']:.3f})",
        f"  before it {stages['before']:.3f} ms, after it {stages['after']:.3f} ms ({around:.1f} % of it); "
        f"{result['throughput_fps'][label]:.0f} frames/s",
    ]
    if start_up:
        memory = "" if start_up["memory_mb"] is None else f", {start_up['memory_mb']:.1f} MB at its highest"
        lines.append(f"  first detections {start_up['start_up_s']:.2f} s after the start of the process{memory}")
    if energy:
        used, above = 1e3 * energy["joule_per_frame"], 1e3 * energy["joule_per_frame_above_idle"]
        lines.append(f"  {used:.2f} mJ a frame, {above:.2f} above idle ({energy['meters']})")
    return lines


def _conditions(result: Dict[str, Any]) -> List[str]:
    found = result["conditions"]
    return [
        f"{pace_text(found)}, {result['threads']} thread(s), {result['rounds']} rounds in turn",
        machine_text(found),
    ]
