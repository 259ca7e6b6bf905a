"""Data that a user brings, checked and taken over into our form."""

from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.checks.box_check import bad_boxes
from limphome.learning.data.checks.picture_facts import PictureFacts, picture_facts
from limphome.learning.data.finding import Finding
from limphome.learning.data.import_notes import import_notes, shares_of
from limphome.learning.data.import_options import ImportOptions
from limphome.learning.data.listing import file_digest
from limphome.learning.data.mcap_frames import recorded_pictures
from limphome.learning.data.name_flaw import name_flaw
from limphome.learning.data.new_folder import finish, new_folder, refuse_existing
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_set import Picture, PictureSet
from limphome.learning.data.worlds import name_worlds, refuse_shared_worlds, short_names, split_by_world
from limphome.learning.frame_set import LABEL
from limphome.resources.user_path import need_folder

Progress = Callable[[int, int], None]


def import_data(source: Path, out: Path, options: ImportOptions, progress: Progress) -> Dict[str, Any]:
    """Take over a COCO folder, a YOLO folder or an MCAP recording; returns the card.

    Raises:
        LimphomeError: what is wrong with the source, with file and entry.
    """
    if source.suffix == ".mcap":
        return _import_recording(source, out, options, progress)
    need_folder(source, "a COCO or YOLO folder, or a recording that ends in .mcap")
    refuse_existing(out)
    return _import_folder(source, out, options, progress)


def _import_folder(source: Path, out: Path, options: ImportOptions, progress: Progress) -> Dict[str, Any]:
    found = open_data(source)
    facts = picture_facts(found, lambda done: progress(done, 2 * len(found)))
    good, left_out = _without_bad(found, facts)
    if left_out and not options.drop_bad:
        more = f", and {len(left_out) - 1} more" if len(left_out) > 1 else ""
        first = left_out[0]
        where = f"{source / first.file} {first.entry}".strip()
        raise LimphomeError(first.what + more, where, "a clean source, or --drop-bad to leave such entries out")
    if not len(good):
        raise LimphomeError("no usable picture in it", str(source), "pictures with labels")
    chosen = _split(good, options)
    refuse_shared_worlds(chosen)
    names = short_names(chosen)
    origin = {"made_by": "limphome data import", "source": str(source), "splits": _how_split(options, chosen)}
    with new_folder(out) as folder:
        digests = {}
        for index, name in enumerate(names):
            digests[name] = _copy(chosen.path(index), folder / name)
            progress(len(found) + index + 1, 2 * len(found))
        renamed = tuple(replace(picture, name=name) for picture, name in zip(chosen.pictures, names, strict=True))
        notes = import_notes(chosen, options.shares, options.world)
        return finish(folder, out.name, replace(chosen, pictures=renamed), digests, origin, left_out, notes)


def _without_bad(found: PictureSet, facts: PictureFacts) -> Tuple[PictureSet, List[Finding]]:
    """The set without unreadable pictures and boxes that are no boxes, and all that was wrong with it."""
    broken = facts.findings(found)
    bad, box_findings = bad_boxes(found)
    clean = replace(found, labels=found.labels[~bad], faults=())
    flawed = {finding.file for finding in broken}
    kept = [index for index, picture in enumerate(found.pictures) if picture.name not in flawed]
    return clean.subset(kept), [*broken, *found.faults, *box_findings]


def _split(found: PictureSet, options: ImportOptions) -> PictureSet:
    named = name_worlds(found, options.world) if options.world else found
    if options.shares:
        return split_by_world(named, options.shares, options.seed)
    if options.split:
        return replace(named, pictures=tuple(replace(picture, split=options.split) for picture in named.pictures))
    return named


def _how_split(options: ImportOptions, dealt: PictureSet) -> str:
    if options.shares:
        got = shares_of(dealt)
        told = ", ".join(f"{split} {got[split]:.1%} ({share:.1%} asked for)" for split, share in options.shares.items())
        return f"worlds dealt with seed {options.seed}: {told}"
    return f"all is {options.split}" if options.split else "those of the source"


def _copy(source: Path, target: Path) -> str:
    data = source.read_bytes()
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(data)
    return file_digest(data)


def _import_recording(source: Path, out: Path, options: ImportOptions, progress: Progress) -> Dict[str, Any]:
    split, world = options.split or "to_label", f"{source.resolve().parent.name}-{source.stem}"
    if name_flaw(world):
        raise LimphomeError(name_flaw(world), str(source), "a recording and a folder with a name in UTF-8, on one line")
    pictures: List[Picture] = []
    digests: Dict[str, str] = {}
    with new_folder(out) as folder:
        (folder / split).mkdir()
        for shot in recorded_pictures(source, options.topic, options.every_s):
            name, data = _new_name(f"{split}/{shot.file_name(world)}", digests), shot.png()
            (folder / name).write_bytes(data)
            digests[name] = file_digest(data)
            pictures.append(Picture(name, shot.image.shape[1], shot.image.shape[0], split, world))
            progress(len(pictures), 0)
        if not pictures:
            raise LimphomeError("no picture in it", str(source), "a recording with pictures")
        frames = PictureSet(folder, options.classes, tuple(pictures), np.zeros(0, LABEL))
        return finish(folder, out.name, frames, digests, _recording_origin(source, options, world))


def _new_name(name: str, taken: Mapping[str, str]) -> str:
    """``hall_5.000x2.png`` for a second picture of one millisecond; it sorts after the first, and ``(.*)_`` is its world."""
    stem = name[: -len(".png")]
    names = chain([name], (f"{stem}x{number}.png" for number in count(2)))
    return next(one for one in names if one not in taken)


def _recording_origin(source: Path, options: ImportOptions, world: str) -> Dict[str, Any]:
    values = {"source": str(source), "topic": options.topic or "the only one with pictures", "every_s": options.every_s}
    return {"made_by": "limphome data import", **values, "world": world, "labels": "none yet"}
