"""Progress of ``limphome model``."""

from typing import Any, Dict

from limphome.cli.output import console


class Bars:
    """Progress bars of the steps of a long command."""

    def __init__(self, as_json: bool) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description:20}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, TextColumn("{task.fields[details]}"), console=console(as_json))
        self._tasks: Dict[str, Any] = {}
        self._tenths: Dict[str, int] = {}

    def __enter__(self) -> "Bars":
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def show(self, name: str, done: int, total: int, details: str) -> None:
        """Set one bar."""
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total, details="")
        self._progress.update(self._tasks[name], completed=done, details=details)
        tenth = 10 * done // total
        if not self._progress.console.is_terminal and tenth != self._tenths.get(name):  # a log has no bars
            self._tenths[name] = tenth
            self.tell(f"{name} {done}/{total} {details}")

    def tell(self, text: str) -> None:
        """Print one line above the bars."""
        self._progress.console.print(text, soft_wrap=True)
