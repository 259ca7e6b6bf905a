"""What the fault commander is asked."""

import math
from typing import List, Tuple

from diagnostic_msgs.msg import DiagnosticArray
from rcl_interfaces.srv import SetParametersAtomically
from rclpy.parameter import Parameter

from limphome.core import FaultSpec, LimphomeError, topics
from limphome.nodes.asker import Asker
from limphome.nodes.convert.status import to_fault

COMMANDER = "fault_commander/set_parameters_atomically"
_WHO, _MEND = "fault commander", "'limphome up --armed' running"


def fault_request(spec: FaultSpec) -> SetParametersAtomically.Request:
    """Parameters that set a fault, together; severity 0 ends it."""
    values = {
        "severity": spec.severity,
        "start_s": spec.start_s,
        "duration_s": spec.duration_s if math.isfinite(spec.duration_s) else 0.0,
        "target": spec.target,
        "seed": spec.seed,
    }
    parameters = [Parameter(f"{spec.name}.{key}", value=value).to_parameter_msg() for key, value in values.items()]
    return SetParametersAtomically.Request(parameters=parameters)


def set_fault(asker: Asker, spec: FaultSpec) -> None:
    """Set or end a fault; LimphomeError when nobody answers, or with the commander's reason."""
    result = asker.call(SetParametersAtomically, COMMANDER, fault_request(spec), _WHO, _MEND).result
    if not result.successful:
        raise LimphomeError(f"refused: {result.reason}", str(spec))


def faults_that_are_set(asker: Asker) -> Tuple[FaultSpec, ...]:
    """What the commander repeats; LimphomeError when it is silent."""
    heard: List[DiagnosticArray] = []
    asker.hear(DiagnosticArray, topics.ACTIVE_FAULTS, heard.append)
    if not asker.until(lambda: bool(heard)):
        raise asker.silence(_WHO, _MEND)
    return tuple(to_fault(status)[0] for status in heard[-1].status)
