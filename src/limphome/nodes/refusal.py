"""Why a node did not come up, from what it printed: its name, the cause and the mend, in this order."""

import re
from pathlib import Path

from limphome.core import LimphomeError

_SAID = re.compile(r"(?:\[(?:ERROR|FATAL)\] \[[\d.]+\] \[[^]]+\]: |limphome: )(?P<text>.+)")
_PARTS = re.compile(r"(?P<cause>.+?) \(allowed: (?P<mend>.+)\)")


def refusal(name: str, log: Path) -> LimphomeError:
    """The error of a node that did not come up.

    Args:
        name: of the node.
        log: what it printed; of its errors the last counts, and of a process that only died its last line. It is named
            when it holds more than that.
    """
    lines = log.read_text(errors="replace").split("\n") if log.is_file() else []
    said = [line for line in lines if line.strip()] or ["it printed nothing"]
    errors = [match["text"] for match in map(_SAID.fullmatch, said) if match]
    text = errors[-1] if errors else said[-1].strip()
    parts = _PARTS.fullmatch(text)
    cause, mend = (parts["cause"], parts["mend"]) if parts else (text, "")
    whole = f"its whole log: {log}" if errors != [text] or len(said) > 1 else ""
    return LimphomeError(
        cause.replace(f"node {name}: ", "", 1), f"{name} does not come up", "; ".join(part for part in (mend, whole) if part)
    )
