"""The fault commander: parameters in, ``faults/active`` out; the only one that sets a fault while driving."""

import math
from dataclasses import dataclass
from typing import Any, Dict, List, Mapping, Tuple

from diagnostic_msgs.msg import DiagnosticArray
from rcl_interfaces.msg import FloatingPointRange, IntegerRange, ParameterDescriptor

from limphome.core import FaultSpec, LimphomeError, topics
from limphome.faults.fault_kind import ROS
from limphome.faults.table import COMPONENTS, check, fault_table
from limphome.nodes.convert.status import array_of, from_fault
from limphome.nodes.main import run_node
from limphome.nodes.stage_node import StageNode
from limphome.resources import option, share_dir

_REPEAT_S = 0.1  # the relays' heartbeat
_DAY_S = 86400.0
_FIELDS: Tuple[Tuple[str, Any, str, Any], ...] = (
    ("severity", 0, "0 off ... 5", IntegerRange(from_value=0, to_value=5, step=1)),
    ("start_s", 0.0, "begins so long after it was set [s]", FloatingPointRange(from_value=0.0, to_value=_DAY_S)),
    ("duration_s", 0.0, "lasts so long [s]; 0: until it is switched off", FloatingPointRange(from_value=0.0, to_value=_DAY_S)),
    ("target", "", "what it acts on; empty: the kind's default", None),
    ("seed", 0, "of the fault's own randomness", IntegerRange(from_value=0, to_value=2**31, step=1)),
)


@dataclass(frozen=True)
class FaultCommanderOptions:
    """When and where faults may be set."""

    armed: bool = option(False, "faults are refused unless this was true at the start", read_only=True)
    seed: int = option(0, "of the faults of the plan", 0, 2**31, read_only=True)
    relayed: Tuple[str, ...] = option(tuple(COMPONENTS), "topics that a relay stands in", read_only=True)
    plan: Tuple[str, ...] = option(
        ("",), "faults set on activation, as on the command line: layer.kind[target]:severity@start_s+duration_s"
    )


class FaultCommanderNode(StageNode):
    """Repeats at 10 Hz which faults are set and for how long; severity, start and duration are taken in one call.

    A fault set while driving takes the place of all of its name, those of the plan too; severity 0 ends them.
    """

    def __init__(self) -> None:
        self._set: Dict[str, Tuple[FaultSpec, float]] = {}
        self._changed: List[str] = []
        self._kinds = {name: kind for name, kind in fault_table().items() if ROS in kind.works_in}
        super().__init__("fault_commander")

    def declare(self) -> None:
        """``<fault>.severity`` and its companions, for each fault that works over ROS."""
        self.declare_config(FaultCommanderOptions, file=share_dir() / "config" / "fault_commander.yaml")
        self._options = self.config(FaultCommanderOptions)
        for name, kind in self._kinds.items():
            for field, default, text, bounds in _FIELDS:
                descriptor = ParameterDescriptor(description=f"{name}: {text}")
                if field == "target":
                    descriptor.additional_constraints = "one of " + ", ".join(kind.targets)
                if isinstance(bounds, IntegerRange):
                    descriptor.integer_range = [bounds]
                elif bounds is not None:
                    descriptor.floating_point_range = [bounds]
                self.declare_parameter(f"{name}.{field}", default, descriptor)

    def configure(self) -> None:
        """Check the plan; faults set by parameter files count from the activation."""
        self._plan = [self._allowed(FaultSpec.parse(text, self._options.seed)) for text in self._options.plan if text]
        self._active = self.publisher(DiagnosticArray, topics.ACTIVE_FAULTS)
        self.every(_REPEAT_S, self._repeat)

    def activate(self) -> None:
        """The clock of the faults begins."""
        now_s = self.steady_s()
        given = (self._spec(name, {}) for name in self._kinds)
        self._set = {str(spec): (spec, now_s) for spec in (*self._plan, *(self._allowed(one) for one in given if one.severity))}
        self._changed.clear()

    def refuses(self, changed: Mapping[str, Any]) -> str:
        """Why a fault cannot be set so: the reason reaches whoever called."""
        faults = {name.rpartition(".")[0] for name in changed if name.rpartition(".")[0] in self._kinds}
        try:
            for fault in sorted(faults):
                spec = self._spec(fault, changed)
                if spec.severity:
                    self._allowed(spec)
        except LimphomeError as error:
            return str(error)
        self._changed += sorted(faults)
        return "" if faults else super().refuses(changed)

    def _spec(self, fault: str, changed: Mapping[str, Any]) -> FaultSpec:
        names = {field: f"{fault}.{field}" for field, *_ in _FIELDS}
        value = {field: changed[name] if name in changed else self.get_parameter(name).value for field, name in names.items()}
        layer, _, kind = fault.partition(".")
        return FaultSpec(
            layer, kind, value["severity"], value["start_s"], value["duration_s"] or math.inf, value["target"], value["seed"]
        )

    def _allowed(self, spec: FaultSpec) -> FaultSpec:
        """The fault with its target; LimphomeError says why it cannot work here."""
        if not self._options.armed:
            raise LimphomeError(f"{spec} while disarmed", "fault_commander", "start with armed:=true")
        spec = check(spec, ROS)
        if fault_table()[spec.name].acts_on == "message" and spec.target not in self._options.relayed:
            raise LimphomeError(f"no relay stands in {spec.target}", spec.name, "one of " + ", ".join(self._options.relayed))
        return spec

    def _repeat(self) -> None:
        """Parameters set together arrive before this timer: they are one fault."""
        now_s = self.steady_s()
        while self._changed:
            fault = self._changed.pop()
            spec = self._spec(fault, {})
            self._set = {key: one for key, one in self._set.items() if one[0].name != fault}
            if spec.severity:
                self._set[str(spec)] = (self._allowed(spec), now_s)
        statuses = (from_fault(spec, now_s - set_at_s) for spec, set_at_s in self._set.values())
        self._active.publish(array_of(statuses, self.ros_s()))


def main() -> None:
    """Run the node."""
    run_node(FaultCommanderNode)


if __name__ == "__main__":
    main()
