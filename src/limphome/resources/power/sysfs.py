"""Small files of the kernel, read as text and numbers."""

from pathlib import Path
from typing import Optional


def read_text(path: Path) -> Optional[str]:
    """Content without blanks around it; None where the file is missing or gives nothing (a channel that is off)."""
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None


def read_number(path: Path) -> Optional[float]:
    """The number in a file; None where there is none."""
    text = read_text(path)
    try:
        return float(text) if text else None
    except ValueError:
        return None
