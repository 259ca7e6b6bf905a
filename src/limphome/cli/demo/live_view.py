"""The demo on the terminal, live: mode, speed, active fault, named cause, progress, and what happened so far."""

from types import TracebackType
from typing import Any, List, Optional, Tuple, Type

from limphome.cli.demo.narrator import Narrator
from limphome.cli.report.drive_recorder import DriveRecorder
from limphome.core import Mode

_COLOUR = {Mode.NOMINAL: "black on #1b9e9e", Mode.LIMP_HOME: "black on #e69f00", Mode.SAFE_STOP: "white on #d1495b"}
_EVENTS_SHOWN = 9
_TOP_SPEED_MPS = 0.8
_PERIOD_S = 0.1


class LiveView:
    """Call :meth:`update` as often as one likes. Where no terminal is, every event is a line of text instead.

    Args:
        title: what runs.
        console: where to.
    """

    def __init__(self, title: str, console: Any) -> None:
        from rich.live import Live

        self._title, self._console = title, console
        self._narrator = Narrator()
        self._events: List[str] = []
        self._drawn_s = -1.0
        self._start_distance_m: Optional[float] = None
        self._live = Live(console=console, refresh_per_second=10, auto_refresh=False) if console.is_terminal else None

    def __enter__(self) -> "LiveView":
        if self._live is not None:
            self._live.start()
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], value: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        if self._live is not None:
            self._live.stop()

    def say(self, text: str) -> None:
        """Add a line of our own."""
        text = f"{'':10} {text}"
        self._events.append(text)
        if self._live is None:
            self._console.print(text, markup=False)
        else:
            self._live.update(self._screen(None, 0.0), refresh=True)

    def update(self, recorder: DriveRecorder, now_s: float) -> None:
        """Show how things stand at ``now_s`` of the robot's clock."""
        for text in self._narrator.news(recorder, now_s):
            self._events.append(text)
            if self._live is None:
                self._console.print(text, markup=False)
        if self._live is not None and not self._drawn_s <= now_s < self._drawn_s + _PERIOD_S:
            self._drawn_s = now_s
            self._live.update(self._screen(recorder, now_s), refresh=True)

    def _screen(self, recorder: Optional[DriveRecorder], now_s: float) -> Any:
        from rich.console import Group
        from rich.panel import Panel
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 2))
        for name, value in self._rows(recorder):
            grid.add_row(Text(name, style="dim"), value)
        events = Text("\n".join(self._events[-_EVENTS_SHOWN:]), no_wrap=True, overflow="ellipsis")
        return Panel(
            Group(grid, Text(""), events), title=f"[b]{self._title}[/]  {now_s:5.1f} s", width=min(self._console.width, 100)
        )

    def _rows(self, recorder: Optional[DriveRecorder]) -> List[Tuple[str, Any]]:
        from rich.text import Text

        if recorder is None or recorder.truth is None:
            return [("mode", Text("starting"))]
        truth, cause = recorder.truth, recorder.diagnosis.best if recorder.diagnosis else None
        return [
            ("mode", Text.assemble((f" {recorder.mode.name:^10} ", _COLOUR[recorder.mode]))),
            ("speed", Text(f"{_bar(abs(truth.v_mps) / _TOP_SPEED_MPS)} {truth.v_mps:4.2f} m/s")),
            ("fault", Text(", ".join(recorder.active_faults) or "-", style="magenta" if recorder.active_faults else "")),
            ("cause", Text(named(cause), style="" if cause is None or cause.fault == "none" else "bold")),
            ("way", Text(f"{_bar(self._progress(truth.goal_distance_m))} {truth.goal_distance_m:4.1f} m to go")),
        ]

    def _progress(self, goal_distance_m: float) -> float:
        if self._start_distance_m is None:
            self._start_distance_m = max(goal_distance_m, 1e-6)
        return 1.0 - goal_distance_m / self._start_distance_m


def named(cause: Any) -> str:
    """A cause in one line."""
    if cause is None or cause.fault == "none":
        return "-"
    where = f" in {cause.component}" if cause.component else ""
    return f"{cause.fault}{where} ({100 * cause.probability:.0f} %)"


def _bar(share: float, width: int = 24) -> str:
    full = round(min(max(share, 0.0), 1.0) * width)
    return "█" * full + "░" * (width - full)
