"""Small text files that a user brings: a line for each thing."""

from pathlib import Path
from typing import List

from limphome.core import LimphomeError


def text_lines(path: Path) -> List[str]:
    """The lines of a file; LimphomeError when it cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise LimphomeError(f"cannot be read: {error}", str(path), "a text file in UTF-8") from error
