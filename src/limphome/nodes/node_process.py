"""One node's process."""

import os
import signal
import subprocess
from pathlib import Path
from typing import Dict, List, Optional

from limphome.nodes.starter_pid import PARENT


class NodeProcess:
    """Starts, watches and ends one process, in a session of its own so that a Ctrl-C reaches the starter only.

    Args:
        name: of the node.
        command: its command line.
        environment: its whole environment.
        log: file that gets what it prints.
    """

    def __init__(self, name: str, command: List[str], environment: Dict[str, str], log: Path) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = {**environment, PARENT: str(os.getpid())}
        self._process: Optional["subprocess.Popen[bytes]"] = None

    def start(self, command: Optional[List[str]] = None) -> None:
        """Start it (again), by another command line if one is given."""
        with open(self.log, "ab") as stream:
            self._process = subprocess.Popen(
                command or self._command,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Process id; 0 before the first start."""
        return self._process.pid if self._process else 0

    @property
    def status(self) -> Optional[int]:
        """Exit status, negative for a signal; None while it runs (or has never been started)."""
        return self._process.poll() if self._process else None

    @property
    def is_running(self) -> bool:
        """True while the process exists."""
        return self._process is not None and self.status is None

    def send(self, number: "signal.Signals") -> None:
        """Send a signal, if it runs."""
        if self.is_running and self._process:
            self._process.send_signal(number)

    def wait(self, timeout_s: float) -> bool:
        """Wait for its end; False when it is still there."""
        try:
            if self._process:
                self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def last_words(self, lines: int = 3) -> str:
        """The end of what it printed."""
        if not self.log.is_file():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
