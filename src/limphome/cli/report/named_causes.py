"""What diagnosis named, from when to when."""

from dataclasses import dataclass, replace
from typing import List, Tuple

from limphome.cli.report.drive_log import DriveLog, FaultSpan


@dataclass(frozen=True)
class NamedCause:
    """One best cause, for as long as it was given."""

    fault: str
    component: str
    start_s: float
    end_s: float

    def __str__(self) -> str:
        where = f" in {self.component}" if self.component else ""
        return f"{self.fault}{where} from {self.start_s:.1f} s to {self.end_s:.1f} s"

    def names(self, fault: FaultSpan) -> bool:
        """True when this is what was injected, and was said while it acted."""
        same = (self.fault, self.component) == (fault.name, fault.component)
        return same and fault.start_s <= self.end_s and self.start_s <= fault.end_s


def named_causes(log: DriveLog) -> Tuple[NamedCause, ...]:
    """Every best cause but ``none``, in the order of time; neighbours of one name are one."""
    found: List[NamedCause] = []
    ends = [*(diagnosis.time_s for diagnosis in log.diagnoses[1:]), log.duration_s]
    for diagnosis, until_s in zip(log.diagnoses, ends):
        best = diagnosis.best
        if found and (found[-1].fault, found[-1].component) == (best.fault, best.component):
            found[-1] = replace(found[-1], end_s=until_s)
        else:
            found.append(NamedCause(best.fault, best.component, diagnosis.time_s, until_s))
    return tuple(one for one in found if one.fault != "none")
