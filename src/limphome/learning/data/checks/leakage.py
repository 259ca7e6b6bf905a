"""Nothing that is learnt from may be in what judges: no world, no picture, no copy of a picture."""

from dataclasses import dataclass
from itertools import combinations
from typing import List, Sequence

import numpy as np

from limphome.learning.data.checks.near_duplicates import Maps, twins
from limphome.learning.data.checks.picture_facts import PictureFacts
from limphome.learning.data.checks.result import CheckResult, judged, skipped
from limphome.learning.data.finding import Finding
from limphome.learning.data.picture_set import PictureSet

WORLDS, LEAKAGE = "worlds", "leakage"


@dataclass(frozen=True, eq=False)
class Part:
    """Pictures that must share nothing with other parts: a split, or another data set.

    Attributes:
        label: for the reader. prefix: put before names of pictures. names, worlds: of the pictures. maps: fingerprints.
        own: belongs to the set that is checked.
    """

    label: str
    prefix: str
    names: Sequence[str]
    worlds: Sequence[str]
    maps: Maps
    own: bool


def parts_of(pictures: PictureSet, facts: PictureFacts) -> List[Part]:
    """The splits of a set."""
    split_of = np.array([picture.split for picture in pictures.pictures])
    return [_part(pictures, facts, np.flatnonzero(split_of == split), split, "", True) for split in pictures.splits]


def whole(pictures: PictureSet, facts: PictureFacts) -> Part:
    """Another data set as one part."""
    return _part(pictures, facts, np.arange(len(pictures)), str(pictures.folder), f"{pictures.folder}/", False)


def check_worlds(parts: Sequence[Part]) -> CheckResult:
    """No world lies in two parts."""
    findings = []
    for first, second in _pairs(parts):
        there = dict(zip(reversed(second.worlds), reversed(second.names), strict=True))
        here = dict(zip(reversed(first.worlds), reversed(first.names), strict=True))
        for world in sorted(set(here) & set(there) - {""}):
            what = f"its world '{world}' lies in {first.label} and, with {second.prefix}{there[world]}, in {second.label}"
            findings.append(Finding(WORLDS, first.prefix + here[world], "", what))
    known = {world for part in parts for world in part.worlds if world}
    if not known:
        return skipped(WORLDS, "the worlds of the pictures are not known (import with --world)")
    return judged(WORLDS, f"{len(known)} worlds in {len(parts)} parts", findings)


def check_leakage(parts: Sequence[Part], similarity: float) -> CheckResult:
    """No picture of one part is, but for noise, light, compression, mirroring or a small shift, one of another part."""
    if len(parts) < 2:
        return skipped(LEAKAGE, "one split only; --apart-from FOLDER compares with another data set")
    findings = []
    for first, second in _pairs(parts):
        few, many = sorted((first, second), key=lambda part: len(part.names))
        for twin in twins(few.maps, many.maps, similarity):
            how = "mirrored, " if twin.mirrored else ""
            other = f"{many.prefix}{many.names[twin.other]} of {many.label}"
            what = f"of {few.label} is nearly {other} ({how}correlation {twin.similarity:.3f})"
            findings.append(Finding(LEAKAGE, few.prefix + few.names[twin.query], "", what))
    labels = ", ".join(f"{part.label} ({len(part.names)})" for part in parts)
    return judged(LEAKAGE, f"near-duplicates between {labels}", findings)


def _part(pictures: PictureSet, facts: PictureFacts, rows: np.ndarray, label: str, prefix: str, own: bool) -> Part:
    names = [pictures.pictures[row].name for row in rows]
    worlds = [pictures.pictures[row].world for row in rows]
    return Part(label, prefix, names, worlds, Maps(facts.detail[rows], facts.coarse[rows]), own)


def _pairs(parts: Sequence[Part]) -> List[Sequence[Part]]:
    return [pair for pair in combinations(parts, 2) if pair[0].own or pair[1].own]
