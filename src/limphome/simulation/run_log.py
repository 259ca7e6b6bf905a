"""What happened in a run, as it happened; the judge and the report read it afterwards."""

from dataclasses import dataclass, field
from typing import Dict, List, Optional, Sequence, Tuple

from limphome.core import Cause, Detections, Health, Mode, SafetyState, Verdict
from limphome.diagnosis.incident import Incident
from limphome.simulation.truth import Truth


@dataclass
class RunLog:
    """Grows while a run goes on. All times are simulated seconds since its start.

    Attributes:
        track: (time, truth, mode) at a fixed period.
        detections: what the network made of each frame.
        modes: (time, mode, first reason) at every change of mode, the first one included.
        errors: every verdict that turned from well to ill, the gate's on the supervisor too.
        incident_s, causes: when the first incident was confirmed, and the ranking then.
        diagnoses: (time, best cause) whenever the best cause changed.
        telemetry: every Health row that diagnosis was given.
        shown_s: fault -> first moment it changed anything, for those that did.
        contacts_nominal: touches that began in NOMINAL.
        approaches: at the end; False where the route would still have led away from its goal and back, see ``Pilot.approaches``.
    """

    track: List[Tuple[float, Truth, Mode]] = field(default_factory=list)
    detections: List[Detections] = field(default_factory=list)
    modes: List[Tuple[float, Mode, str]] = field(default_factory=list)
    errors: List[Verdict] = field(default_factory=list)
    incident_s: Optional[float] = None
    causes: Tuple[Cause, ...] = ()
    diagnoses: List[Tuple[float, Cause]] = field(default_factory=list)
    telemetry: List[Health] = field(default_factory=list)
    shown_s: Dict[str, float] = field(default_factory=dict)
    contacts_nominal: int = 0
    approaches: bool = True
    _ill: Dict[str, bool] = field(default_factory=dict)

    def add_position(self, truth: Truth, mode: Mode, now_s: float) -> None:
        """Note where the robot is, and a touch that is new."""
        before = self.track[-1][1].contacts if self.track else 0
        if truth.contacts > before and mode == Mode.NOMINAL:
            self.contacts_nominal += truth.contacts - before
        self.track.append((now_s, truth, mode))

    def add_state(self, state: SafetyState, now_s: float) -> None:
        """Note a change of mode."""
        if not self.modes or self.modes[-1][1] != state.mode:
            self.modes.append((now_s, state.mode, state.reasons[0] if state.reasons else ""))

    def add_verdicts(self, verdicts: Tuple[Verdict, ...]) -> None:
        """Note the monitors that turned from well to ill."""
        for verdict in verdicts:
            if not verdict.ok and not self._ill.get(verdict.monitor, False):
                self.errors.append(verdict)
            self._ill[verdict.monitor] = not verdict.ok

    def add_causes(self, causes: Tuple[Cause, ...], incidents: Sequence[Incident], now_s: float) -> None:
        """Note each change of the best cause, and the ranking when the first incident was confirmed."""
        if not self.diagnoses or self.diagnoses[-1][1].fault != causes[0].fault:
            self.diagnoses.append((now_s, causes[0]))
        if self.incident_s is None and incidents:
            self.incident_s, self.causes = incidents[0].confirmed_s, incidents[0].causes
