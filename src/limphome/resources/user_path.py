"""A path that a user gave: refused at once where it cannot serve, with what is there and what is wanted."""

import os
from pathlib import Path

from limphome.core import LimphomeError


def need_file(path: Path, allowed: str) -> Path:
    """The path of a file that is there; LimphomeError when nothing is, or a folder."""
    return path if os.path.isfile(path) else _refuse(path, "file", allowed)


def need_folder(path: Path, allowed: str) -> Path:
    """The path of a folder that is there; LimphomeError when nothing is, or a file."""
    return path if os.path.isdir(path) else _refuse(path, "folder", allowed)


def need_new_file(path: Path, allowed: str) -> Path:
    """The path of a file that can be written, in a folder that is there or can be made; LimphomeError when it cannot."""
    if os.path.isdir(path):
        _refuse(path, "file", allowed)
    need_new_folder(path.parent, allowed)
    return path


def need_new_folder(path: Path, allowed: str) -> Path:
    """The path of a folder that is there or can be made, to write into; LimphomeError when it cannot be."""
    there = next(folder for folder in (path, *path.absolute().parents) if os.path.lexists(folder))
    need_folder(there, allowed)
    if not os.access(there, os.W_OK | os.X_OK):
        raise LimphomeError("may not be written to", str(there), allowed)
    return path


def _refuse(path: Path, kind: str, allowed: str) -> Path:
    there = "is a folder" if os.path.isdir(path) else "is a file" if os.path.isfile(path) else "is neither file nor folder"
    raise LimphomeError(there if os.path.exists(path) else f"no such {kind}", str(path), allowed)
