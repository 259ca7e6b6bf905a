"""Monitors of other packages: found by entry point, switched on by a YAML file, and kept from doing harm."""

from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Callable, Dict, Mapping, Tuple

from limphome.core import LimphomeError, Mode, Verdict
from limphome.resources import make_config
from limphome.resources.yaml_file import read_yaml
from limphome.safety.reactions import REACTIONS

ENTRY_POINTS = "limphome.monitors"
"""Entry-point group under which another package registers a monitor's class.

The class has ``component`` (what it watches) and ``Config`` (a frozen dataclass of options), takes ``Config`` when it is made,
and has ``observe(topic, message, now_s, age_s)`` and ``verdict(now_s)`` as :class:`~limphome.safety.monitor_set.MonitorSet` has.
"""


@dataclass(frozen=True)
class UserMonitorsFile:
    """``schema_version: 1`` and ``monitors: {name: {option: value}}``."""

    schema_version: int
    monitors: Dict[str, Any]


def user_monitors(path: str) -> Tuple["UserMonitor", ...]:
    """The monitors that a file names; none for an empty path.

    Raises:
        LimphomeError: the file is wrong, or names a monitor or an option that does not exist.
    """
    if not path:
        return ()
    file = make_config(UserMonitorsFile, read_yaml(Path(path)), path)
    if file.schema_version != 1:
        raise LimphomeError(f"schema_version {file.schema_version}", path, "1")
    found = _entry_points()
    for name in file.monitors:
        if name in REACTIONS:
            raise LimphomeError(f"'{name}' is a monitor of limphome", path, "another name")
        if name not in found:
            raise LimphomeError(f"unknown monitor '{name}'", path, "installed are " + (", ".join(sorted(found)) or "none"))
    return tuple(UserMonitor(name, found[name], options or {}, path) for name, options in file.monitors.items())


class UserMonitor:
    """One monitor of a user. If it breaks it is not asked again, and its verdict stops the robot until that is mended.

    Args:
        name: of its verdicts.
        entry: the entry point.
        options: its part of the file.
        where: the file, for errors.
    """

    def __init__(self, name: str, entry: Any, options: Mapping[str, Any], where: str) -> None:
        self._name, self._component, self._broken = name, "", ""
        self._monitor: Any = None
        kind = self._guard(entry.load)
        config = self._guard(lambda: kind.Config)
        if not self._broken:
            made = make_config(config, options, f"{where}: {name}")
            self._guard(lambda: self._make(kind, made))

    def observe(self, topic: str, message: Any, now_s: float, age_s: float) -> None:
        """Hand a message on."""
        self._guard(lambda: self._monitor.observe(topic, message, now_s, age_s))

    def verdict(self, now_s: float) -> Verdict:
        """Its verdict under its own name, or that it is broken."""
        verdict = self._guard(lambda: self._monitor.verdict(now_s))
        self._broken = self._broken or _wrong_type(verdict)
        if self._broken:
            return Verdict(now_s, self._name, self._component, Mode.SAFE_STOP, f"broken: {self._broken}")
        return Verdict(now_s, self._name, verdict.component, verdict.demand, verdict.reason)

    def _make(self, kind: Any, config: Any) -> None:
        self._component = str(kind.component)
        self._monitor = kind(config)

    def _guard(self, step: Callable[[], Any]) -> Any:
        if self._broken:
            return None
        try:
            return step()
        except (Exception, SystemExit) as error:  # noqa: BLE001  # foreign code must not end the process that holds all other monitors
            self._broken = f"{type(error).__name__}: {error}"
            return None


def _wrong_type(verdict: Any) -> str:
    """What about it is not of the type that it has to be; empty when all is."""
    if not isinstance(verdict, Verdict):
        return f"verdict() gave a {type(verdict).__name__}"
    for name, kind in (("component", str), ("demand", Mode), ("reason", str)):
        value = getattr(verdict, name)
        if not isinstance(value, kind):
            return f"verdict() gave a {name} of type {type(value).__name__}, not {kind.__name__}"
    return ""


def _entry_points() -> Dict[str, Any]:
    found: Any = metadata.entry_points()
    group = found.select(group=ENTRY_POINTS) if hasattr(found, "select") else found.get(ENTRY_POINTS, ())
    return {entry.name: entry for entry in group}
