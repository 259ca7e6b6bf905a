"""Decides what the robot may do."""

from dataclasses import dataclass
from typing import Dict, Iterable, List, Optional, Tuple

from limphome.core import Mode, SafetyState, Verdict
from limphome.resources import option
from limphome.safety.finding import Finding
from limphome.safety.reactions import DEFAULT, REACTIONS, REQUEST


@dataclass(frozen=True)
class SupervisorConfig:
    """Options of the supervisor."""

    start_s: float = option(0.5, "how long all must be well before the robot may move for the first time [s]", 0.0, 60.0)
    monitors_silent_s: float = option(0.2, "how long a monitor may give no verdict [s]", 0.01, 10.0)


class Supervisor:
    """Of all findings the most restrictive wins; every reason is kept.

    Starts in SAFE_STOP until every monitor has been well for ``start_s``. A stop by request is
    latched until :meth:`reset`.
    """

    def __init__(self, config: SupervisorConfig) -> None:
        self._config = config
        self._findings: Dict[str, Finding] = {}
        self._heard_s: Dict[str, float] = {}
        self._well_since_s: Optional[float] = None
        self._starting = True
        self._requested = ""
        self._waiting: Tuple[str, ...] = ("starting: no monitor has spoken",)

    def update(self, verdicts: Iterable[Verdict], now_s: float) -> SafetyState:
        """The mode for now, from one verdict of each monitor.

        A monitor that was there once and stays out for ``monitors_silent_s`` demands SAFE_STOP,
        and so do verdicts that are older than that.
        """
        verdicts = tuple(verdict for verdict in verdicts if now_s - verdict.stamp_s <= self._config.monitors_silent_s)
        for verdict in verdicts:
            self._heard_s[verdict.monitor] = now_s
            self._finding(verdict.monitor).update(verdict, now_s)
        self._waiting = self._start(verdicts, now_s) if self._starting else ()
        demands = self._demands(now_s)
        mode = max((demand for demand, _ in demands), default=Mode.NOMINAL)
        return SafetyState(now_s, mode, tuple(reason for _, reason in sorted(demands, key=lambda pair: -pair[0])))

    def request_stop(self, reason: str) -> None:
        """Stop and stay stopped until :meth:`reset`."""
        self._requested = self._requested or f"{REQUEST}: {reason}"

    @property
    def waits_for_operator(self) -> str:
        """A reason that stands until :meth:`reset`, without the word that it was requested; empty for none."""
        reasons = (self._requested[len(f"{REQUEST}: ") :], *(one.reason for one in self._findings.values() if one.latched))
        return next(filter(None, reasons), "")

    def reset(self, now_s: float) -> Tuple[str, ...]:
        """An operator has looked: ends a requested stop and findings that wait for an operator, all of them or none.

        Returns:
            As :meth:`holds`. If there are any, nothing was ended.
        """
        held = self.holds(now_s)
        if not held:
            self._requested = ""
            for finding in self._findings.values():
                finding.release(now_s)
        return held

    def holds(self, now_s: float) -> Tuple[str, ...]:
        """Latched reasons that no reset ends now, because their cause is still there or needs a restart."""
        return tuple(finding.reason for finding in self._findings.values() if finding.holds(now_s))

    def demands(self, now_s: float) -> Tuple[str, ...]:
        """What is demanded now, ``MODE monitor: text`` each, most restrictive first."""
        found = sorted(self._demands(now_s), key=lambda pair: -pair[0])
        return tuple(f"{demand.name} {reason}" for demand, reason in found)

    def _finding(self, monitor: str) -> Finding:
        if monitor not in self._findings:
            self._findings[monitor] = Finding(REACTIONS.get(monitor, DEFAULT))
        return self._findings[monitor]

    def _start(self, verdicts: Tuple[Verdict, ...], now_s: float) -> Tuple[str, ...]:
        """What the robot waits for before it may move for the first time; empty once it has started."""
        waiting = tuple(f"starting: {verdict.monitor}: {verdict.reason}" for verdict in verdicts if not verdict.ok)
        if waiting or not verdicts:
            self._well_since_s = None
            return waiting or ("starting: no monitor has spoken",)
        self._well_since_s = now_s if self._well_since_s is None else self._well_since_s
        if now_s - self._well_since_s < self._config.start_s - 1e-9:
            return ("starting: all is well, about to start",)
        self._starting = False
        self._findings.clear()  # what was missing before the start is no fault
        return ()

    def _demands(self, now_s: float) -> List[Tuple[Mode, str]]:
        found = [(Mode.SAFE_STOP, self._requested)] if self._requested else []
        if self._waiting:  # before the start a finding is what is missing, and no fault
            return found + [(Mode.SAFE_STOP, reason) for reason in self._waiting]
        for monitor, heard_s in self._heard_s.items():
            if now_s - heard_s > self._config.monitors_silent_s:
                found.append((Mode.SAFE_STOP, f"{monitor}: the monitor has been silent for {now_s - heard_s:.1f} s"))
        return found + [(finding.demand, finding.reason) for finding in self._findings.values() if finding.demand]
