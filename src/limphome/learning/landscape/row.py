"""What is told of one candidate."""

from typing import Any, Dict, Mapping, Optional

from limphome.learning.landscape.candidate import Candidate
from limphome.perception.bench import Timing
from limphome.perception.footprint import Footprint


def make_row(
    candidate: Candidate,
    figures: Optional[Mapping[str, Any]],
    timing: Timing,
    energy: Optional[Mapping[str, Any]],
    footprint: Optional[Footprint],
    paced: Mapping[str, Any],
) -> Dict[str, Any]:
    """Plain values, for JSON; None for what was not measured.

    Args:
        figures: of its accuracy. timing: of its laps.
        energy: of a lap, see :func:`limphome.perception.bench_energy.energy_per_frame`.
        paced: power mode and clocks meanwhile, see :func:`limphome.resources.power.conditions.pace`.
    """
    stages = timing.stages_ms()
    return {
        "label": candidate.label,
        "candidate": candidate.as_dict(),
        "accuracy": figures,
        "latency_ms": {name: value for name, value in stages.items() if name.startswith("whole")},
        "stages_ms": {name: stages[name] for name in ("before", "network", "after")},
        "network_cpu_ms": timing.latency_ms()["cpu_median"],
        "throughput_fps": round(candidate.batch * timing.throughput_fps(), 2),
        "energy_j": energy and energy["joule_per_frame"] / candidate.batch,
        "energy_above_idle_j": energy and energy["joule_per_frame_above_idle"] / candidate.batch,
        "memory_mb": footprint and footprint.memory_mb,
        "start_up_s": footprint and footprint.start_up_s,
        **paced,
    }
