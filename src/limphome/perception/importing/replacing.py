"""A model folder is made beside the one asked for and takes its place when it is whole: no half one is seen, none is lost.

Who does so is the :func:`~limphome.perception.importing.sole_writer.sole_writer` of that folder meanwhile.
"""

import shutil
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator

from limphome.core import LimphomeError
from limphome.perception.importing.model_folder import check_folder
from limphome.perception.importing.sole_writer import sole_writer

BESIDE = "a folder beside which you may write"


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """An empty folder that takes the place of ``out`` at the end; after an error nothing is left of it.

    Raises:
        LimphomeError: something else than a model lies at ``out``, or it cannot be replaced.
    """
    check_folder(out)
    new = new_workshop(out)
    try:
        yield new
        put_in_place(new, out)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def workshop(out: Path, name: str = "new") -> Path:
    """Where a folder is made that shall take the place of ``out``: beside it, so on the same disk, and hidden.

    Args:
        name: tells two of them apart.
    """
    out = out.resolve()
    return out.with_name(f".{out.name}.{name}")


def new_workshop(out: Path, name: str = "new") -> Path:
    """The same, made and empty; LimphomeError where nothing can be made beside ``out``."""
    _tidy(out, name)
    folder = workshop(out, name)
    try:
        folder.mkdir(parents=True)
    except OSError as error:
        raise LimphomeError(f"cannot be made: {error.strerror}", str(folder), BESIDE) from error
    return folder


def tidy_up(out: Path) -> None:
    """After a kill: a model that was moved aside comes back where none took its place, and what was begun goes.

    Where another command writes now nothing is done: it did that when it began.
    """
    if workshop(out, "old").exists() or workshop(out).exists():
        with suppress(LimphomeError), sole_writer(out):
            _tidy(out, "new")


def _tidy(out: Path, name: str) -> None:
    old = workshop(out, "old")
    if old.is_dir() and not out.exists():
        old.rename(out.resolve())
    for left in (old, workshop(out, name)):
        shutil.rmtree(left, ignore_errors=True)


def put_in_place(new: Path, out: Path) -> None:
    """Let ``new`` take the place of ``out``, whose model is moved aside first: a kill at any moment loses none.

    Raises:
        LimphomeError: something else than a model came to lie at ``out``, or the disk does not let it go.
    """
    check_folder(out)
    out, old = out.resolve(), workshop(out, "old")
    try:
        if out.exists():
            shutil.rmtree(old, ignore_errors=True)
            out.rename(old)
        new.rename(out)
    except OSError as error:
        raise LimphomeError(f"cannot be replaced: {error.strerror}", str(out), BESIDE) from error
    shutil.rmtree(old, ignore_errors=True)
