"""How long things take in the lockstep loop (docs/numbers.md)."""

from dataclasses import dataclass

from limphome.resources import option


@dataclass(frozen=True)
class LockstepConfig:
    """Simulated latencies and periods [s] of the lockstep loop; monitors see these, never the machine's.

    The values are medians measured on the reference machine through ROS, rounded up.
    """

    tick_s: float = option(0.01, "step of the loop", 0.002, 0.02)
    transport_s: float = option(0.003, "a message from one process to the next", 0.0, 0.1)
    inference_s: float = option(0.037, "frame in, detections out; with transport 40 ms from capture", 0.001, 1.0)
    pilot_s: float = option(0.005, "scan in, nominal command out", 0.0, 0.1)
    gate_s: float = option(0.001, "nominal command in, command out", 0.0, 0.1)
    monitor_period_s: float = option(0.05, "between two judgements of the monitors", 0.01, 0.2)
    telemetry_period_s: float = option(0.1, "between two rows of telemetry", 0.05, 1.0)
    gate_period_s: float = option(0.05, "the gate's deadline timer", 0.01, 0.1)
    self_check_period_s: float = option(1.0, "between two golden frames", 0.1, 60.0)
    diagnosis_period_s: float = option(0.5, "between two diagnoses", 0.1, 5.0)
    perception_restart_s: float = option(1.5, "a restarted perception process loads its model", 0.0, 30.0)
    track_period_s: float = option(0.1, "between two samples of the driven path", 0.01, 1.0)
