"""Copies of a model folder that a check may spoil."""

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import Iterator


@contextmanager
def copy_of(folder: Path) -> Iterator[Path]:
    """A copy under another parent, gone afterwards; without its audit."""
    with tempfile.TemporaryDirectory() as parent:
        copy = Path(parent) / folder.resolve().name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("audit.*"))
        yield copy


def flip_byte(path: Path) -> None:
    """Change one bit in the middle of a file."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(bytes(data))
