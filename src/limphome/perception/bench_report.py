"""Everything that ``limphome model bench`` measures, as plain values."""

from typing import Any, Dict, Sequence

import numpy as np

from limphome.perception.bench import Racer, Timing, race, speedup
from limphome.perception.bench_energy import energy_per_frame
from limphome.perception.contender import Contender
from limphome.perception.cpu_flags import cpu_flags
from limphome.perception.footprint import measure_footprint
from limphome.perception.manifest import Manifest
from limphome.perception.progress import Progress, nobody
from limphome.resources.power.conditions import conditions
from limphome.resources.power.meters import Meters

SCHEMA_VERSION = 1


def bench_report(
    contenders: Sequence[Contender],
    image: np.ndarray,
    seconds: float,
    meters: Meters,
    start_up: bool = True,
    progress: Progress = nobody,
) -> Dict[str, Any]:
    """Measure all contenders; every later one is a possible baseline, the last one is taken for ``speedup``.

    Args:
        image: RGB, what all see.
        seconds: of timing; as long again for energy if there is a meter.
        start_up: also start a process for each.
        progress: hears how far a runtime is that builds an engine.

    Returns:
        By label ``latency_ms, stages_ms, throughput_fps, overhead, start_up, energy`` (the last two None where not
        measured, ``energy_reason`` says why), the ratios, and the conditions.
    """
    racers = [Racer(contender, image, progress) for contender in contenders]
    timings = race(racers, seconds)
    energy = energy_per_frame(racers, meters, seconds) if meters.found else None
    return {
        "schema_version": SCHEMA_VERSION,
        "rounds": len(timings[contenders[0].label].network_s),
        "latency_ms": {label: timing.latency_ms() for label, timing in timings.items()},
        "stages_ms": {label: timing.stages_ms() for label, timing in timings.items()},
        "throughput_fps": {label: timing.throughput_fps() for label, timing in timings.items()},
        "overhead": {label: round(timing.overhead(), 4) for label, timing in timings.items()},
        "start_up": {one.label: measure_footprint(one).as_dict() for one in contenders} if start_up else None,
        "energy": energy,
        **({} if energy else {"energy_reason": meters.reason}),
        "networks": {one.label: _about(one) for one in contenders},
        "vnni": bool(cpu_flags() & {"avx512_vnni", "avx_vnni"}),
        "conditions": conditions(),
        **_ratios(contenders, timings),
    }


def _ratios(contenders: Sequence[Contender], timings: Dict[str, Timing]) -> Dict[str, Any]:
    """How many times as fast as the last one each other is; the first one's ratio again at the top."""
    baseline = contenders[-1].label
    others = [one.label for one in contenders[:-1]]
    ratios = {label: speedup(timings[label], timings[baseline], np.random.default_rng(0)) for label in others}
    return {"baseline": baseline, "speedups": ratios, **(ratios[others[0]] if others else {})}


def _about(contender: Contender) -> Dict[str, Any]:
    manifest = Manifest.load(contender.folder)
    file = manifest.file(contender.variant)
    runtime = file.runtime if contender.runtime == "auto" else contender.runtime
    size = f"{manifest.input.width}x{manifest.input.height}"
    return {"folder": str(contender.folder), "sha256": file.sha256, "precision": file.precision, "runtime": runtime, "size": size}
