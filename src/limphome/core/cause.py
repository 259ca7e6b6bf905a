"""One possible answer to "why did it break"."""

from dataclasses import dataclass
from typing import Any, Dict, Optional, Tuple


@dataclass(frozen=True)
class Cause:
    """One ranked cause.

    Attributes:
        fault: ``layer.kind`` as in the fault table, or ``none`` or ``unknown``.
        component: where it sits (``camera``); empty for ``none``.
        probability: calibrated, 0 to 1; a ranking sums to 1.
        onset_s: when it began [s]; None when nothing began.
        evidence: what speaks for it, one short text each (``camera.difference froze at 0.0, normal 4.1``).
    """

    fault: str
    component: str
    probability: float
    onset_s: Optional[float] = None
    evidence: Tuple[str, ...] = ()

    def as_dict(self) -> Dict[str, Any]:
        """The form that ``--json`` prints."""
        return {
            "fault": self.fault,
            "component": self.component,
            "probability": round(self.probability, 4),
            "onset_s": self.onset_s,
            "evidence": list(self.evidence),
        }
