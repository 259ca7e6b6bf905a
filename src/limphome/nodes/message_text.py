"""The text of a message type with all that it is made of, as recordings carry it."""

import os
import re
import sys
from pathlib import Path
from typing import Dict, Iterator, Optional, Tuple

from limphome.core import LimphomeError
from limphome.resources.message_definitions import DEFINITIONS

_BUILT_IN = re.compile(r"(bool|byte|char|float32|float64|u?int(8|16|32|64)|w?string)\b")
_FIELD = re.compile(r"^\s*(?P<kind>[\w/]+)(<=\d+)?(\[[^]]*\])?\s+\w+")
_SEPARATOR = "=" * 80


def message_text(kind: str) -> str:
    """Definition of ``sensor_msgs/msg/Image``, followed by those of its parts (the form ``ros2msg`` of MCAP)."""
    package, _, name = kind.split("/")
    texts: Dict[str, str] = {}
    _collect(package, name, texts)
    first, *others = texts.items()
    return first[1] + "".join(f"\n{_SEPARATOR}\nMSG: {part}\n{text}" for part, text in others)


def _collect(package: str, name: str, texts: Dict[str, str]) -> None:
    key = f"{package}/{name}"
    if key in texts:
        return
    texts[key] = text = _definition(package, name)
    for line in text.splitlines():
        part = _part(line, package)
        if part:
            _collect(part[0], part[1], texts)


def _part(line: str, package: str) -> Optional[Tuple[str, str]]:
    match = _FIELD.match(line.split("#")[0])
    if match is None or _BUILT_IN.fullmatch(match["kind"]):
        return None
    words = match["kind"].split("/")
    return (words[0] if len(words) > 1 else package), words[-1]


def _definition(package: str, name: str) -> str:
    """The installed one; where ROS is not installed, ours."""
    for prefix in _prefixes():
        path = prefix / "share" / package / "msg" / f"{name}.msg"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    if f"{package}/{name}" in DEFINITIONS:
        return DEFINITIONS[f"{package}/{name}"]
    raise LimphomeError(
        f"no definition of {package}/msg/{name}", "recorder", "a package under AMENT_PREFIX_PATH or this environment"
    )


def _prefixes() -> Iterator[Path]:
    yield from (Path(part) for part in os.environ.get("AMENT_PREFIX_PATH", "").split(os.pathsep) if part)
    yield Path(sys.prefix)
