"""A data folder appears whole or not at all."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Dict, Iterator, Mapping, Sequence

from limphome.core import LimphomeError
from limphome.learning.data.coco_writer import write_coco
from limphome.learning.data.data_card import data_card, write_card
from limphome.learning.data.finding import Finding
from limphome.learning.data.listing import file_digest, write_listing
from limphome.learning.data.picture_set import PictureSet
from limphome.learning.data.worlds import refuse_shared_worlds
from limphome.resources.user_path import need_new_folder


def refuse_existing(out: Path) -> None:
    """LimphomeError when ``out`` is there already, or cannot be made where it is to lie."""
    if os.path.lexists(out):
        raise LimphomeError("is there already", str(out), "a new folder with --out, or take this one away first")
    need_new_folder(out, "--out with a new folder, where you may write")


@contextmanager
def new_folder(out: Path) -> Iterator[Path]:
    """A folder to write in, which becomes ``out`` at the end; one that was left by a killed command is taken away.

    Raises:
        LimphomeError: ``out`` is there already, or the disk refuses.
    """
    refuse_existing(out)
    part = out.with_name(f".{out.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        yield part
        os.replace(part, out)
    except OSError as error:
        raise LimphomeError(f"cannot be written: {error}", str(out), "a folder that you may write to, with space") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def finish(
    folder: Path,
    name: str,
    pictures: PictureSet,
    digests: Mapping[str, str],
    origin: Mapping[str, Any],
    left_out: Sequence[Finding] = (),
    notes: Sequence[str] = (),
) -> Dict[str, Any]:
    """Write labels, list of files and card beside pictures that lie there; returns the card.

    Args:
        name: of the folder once it is whole.
        digests: name -> SHA-256 of the pictures.
        notes: what a user should know, for the card.
    """
    refuse_shared_worlds(pictures)
    written = write_coco(pictures, folder)
    digest = write_listing(folder, {**digests, **{file: file_digest(data) for file, data in written.items()}})
    card = data_card(pictures, digest, origin, left_out, notes)
    write_card(folder, card, name)
    return card
