"""Starts the processes of all nodes, starts a died one again, ends all of them."""

import signal
import time
from pathlib import Path
from typing import Dict, List, Mapping, Optional, Set

from limphome.nodes.main import WRONG_PARAMETERS
from limphome.nodes.node_process import NodeProcess
from limphome.nodes.refusal import refusal
from limphome.nodes.restart_policy import RestartCount, RestartPolicy
from limphome.nodes.shared_memory import clean_dead_segments

_PATIENCE_S = ((signal.SIGINT, 6.0), (signal.SIGTERM, 2.0), (signal.SIGKILL, 2.0))


class Starter:
    """Holds the processes; :meth:`watch` is called again and again.

    Args:
        commands: node -> command line, in the order of starting.
        environment: of every process.
        log_folder: gets ``<node>.log``.
        policy: of restarts.
        again: node -> command line of a process that takes the place of one that died; the first one where there is none.
    """

    def __init__(
        self,
        commands: Dict[str, List[str]],
        environment: Dict[str, str],
        log_folder: Path,
        policy: RestartPolicy = RestartPolicy(),
        again: Optional[Dict[str, List[str]]] = None,
    ) -> None:
        self._log_folder, self._again = log_folder, again or {}
        self.processes = {
            name: NodeProcess(name, words, environment, log_folder / f"{name}.log") for name, words in commands.items()
        }
        self._policy = policy
        self._counts = {name: RestartCount(policy) for name in commands}
        self._start_at_s: Dict[str, float] = {}
        self._held_until_s: Dict[str, float] = {}
        self.given_up: Set[str] = set()
        """Nodes that died too often: they stay down, and the robot has to stay stopped."""

    def start(self) -> None:
        """Start every process."""
        self._log_folder.mkdir(parents=True, exist_ok=True)
        for process in self.processes.values():
            process.start()

    def hold(self, until_s: Mapping[str, float]) -> None:
        """Do not start these nodes again before their times (injected outages); who is not among them is held no more."""
        self._held_until_s = dict(until_s)

    def restarts(self, name: str) -> int:
        """How often a node was started again."""
        return self._counts[name].total

    def watch(self, now_s: float) -> List[str]:
        """Notice deaths, start again what is due; one sentence for each event.

        Raises:
            LimphomeError: a node refused its parameters: no restart mends that.
        """
        events: List[str] = []
        for name, process in self.processes.items():
            if process.is_running or name in self.given_up:
                continue
            if name not in self._start_at_s:
                events.append(self._died(name, process, now_s))
            elif now_s >= max(self._start_at_s[name], self._held_until_s.get(name, 0.0)):
                del self._start_at_s[name]
                process.start(self._again.get(name))
                events.append(f"{name} is started again")
        return events

    def _died(self, name: str, process: NodeProcess, now_s: float) -> str:
        if process.status == WRONG_PARAMETERS:
            raise refusal(name, process.log)
        clean_dead_segments()
        if not self._counts[name].may_restart(now_s):
            self.given_up.add(name)
            return f"{name} died with status {process.status}, once too often: it stays down and the robot stays stopped"
        self._start_at_s[name] = now_s + self._policy.delay_s
        return f"{name} died with status {process.status}"

    def stop(self) -> None:
        """End every process, by force where asking does not help, and clean up after the forced."""
        for number, patience_s in _PATIENCE_S:
            running = [process for process in self.processes.values() if process.is_running]
            for process in reversed(running):
                process.send(number)
            deadline_s = time.monotonic() + patience_s
            for process in running:
                process.wait(max(0.0, deadline_s - time.monotonic()))
        clean_dead_segments()
