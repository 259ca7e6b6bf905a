"""Turns what a recorder knows into sentences, each told once."""

from typing import Iterator, Tuple

from limphome.cli.report.drive_recorder import DriveRecorder
from limphome.core import Mode


class Narrator:
    """Remembers what it told; :meth:`news` gives what is new."""

    def __init__(self) -> None:
        self._faults: Tuple[str, ...] = ()
        self._mode: Mode = Mode.SAFE_STOP
        self._cause = "none"

    def news(self, recorder: DriveRecorder, now_s: float) -> Iterator[str]:
        """Sentences on faults that began or healed, on the mode, on the named cause."""
        for text in (*self._fault_news(recorder), *self._mode_news(recorder), *self._cause_news(recorder)):
            yield f"{now_s:6.1f} s  {text}"

    def _fault_news(self, recorder: DriveRecorder) -> Iterator[str]:
        before, self._faults = self._faults, recorder.active_faults
        for name in self._faults:
            if name not in before:
                yield f"!  {name} begins"
        for name in before:
            if name not in self._faults:
                yield f"+  {name} is healed"

    def _mode_news(self, recorder: DriveRecorder) -> Iterator[str]:
        if recorder.mode != self._mode:
            self._mode = recorder.mode
            reason = recorder.reason
            yield f"   {self._mode.name}{f': {reason}' if reason else ''}"

    def _cause_news(self, recorder: DriveRecorder) -> Iterator[str]:
        best = recorder.diagnosis.best if recorder.diagnosis else None
        if best is None or best.fault == self._cause:
            return
        self._cause = best.fault
        if best.fault == "none":
            yield "   diagnosis: nothing is wrong any more"
        else:
            where = f" in {best.component}" if best.component else ""
            yield f"?  diagnosis: {best.fault}{where}, probability {best.probability:.2f}"
