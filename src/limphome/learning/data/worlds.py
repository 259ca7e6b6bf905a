"""Splits go by world, never by picture: pictures of one place are too alike to learn from some and be judged by others."""

import re
from collections import Counter
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Dict, List, Mapping, Sequence

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.picture_set import PictureSet

FOLDER = "folder"
ORDERS = 20  # in which the worlds are dealt, before the best deal is taken
_MEND = "--world 'REGEX' that finds the place or drive in a file's name, or --world folder"


def name_worlds(pictures: PictureSet, rule: str) -> PictureSet:
    """The set with the world of each picture read from its name.

    Args:
        rule: ``folder``, or a regular expression: its first group, or else all that it matches, is the world.

    Raises:
        LimphomeError: no regular expression, or a name that it does not match.
    """
    try:
        pattern = re.compile(r"(.*)/" if rule == FOLDER else rule)
    except re.error as error:
        raise LimphomeError(f"'{rule}' is no regular expression: {error}", "--world", _MEND) from error
    named = []
    for picture in pictures.pictures:
        match = pattern.search(picture.name)
        if match is None:
            raise LimphomeError(f"--world '{rule}' does not match", picture.name, _MEND)
        named.append(replace(picture, world=match[1] if pattern.groups else match[0]))
    return replace(pictures, pictures=tuple(named))


def split_by_world(pictures: PictureSet, shares: Mapping[str, float], seed: int) -> PictureSet:
    """The set split anew; each world goes whole to the split that lacks most pictures.

    Worlds of different sizes come out better in one order than in another: several are tried, and the nearest to the shares
    is taken.

    Args:
        shares: split -> share of the pictures; they add up to 1.
        seed: of the orders in which worlds are dealt.

    Raises:
        LimphomeError: fewer worlds than splits, or a picture whose world is unknown.
    """
    members = _members(pictures)
    if "" in members:
        name = pictures.pictures[members[""][0]].name
        raise LimphomeError("the world of a picture is unknown, so the set cannot be split", name, _MEND)
    if len(members) < len(shares):
        raise LimphomeError(
            f"{len(shares)} splits of {len(members)} worlds", str(pictures.folder), "a world for each split; " + _MEND
        )
    sizes = {world: len(indices) for world, indices in members.items()}
    wanted = {split: share * len(pictures) for split, share in shares.items()}
    rng = np.random.default_rng([seed, 7])
    orders = [[sorted(sizes)[index] for index in rng.permutation(len(sizes))] for _ in range(ORDERS)]
    largest_first = sorted(orders[0], key=lambda world: -sizes[world])
    deals = [_deal(order, sizes, wanted) for order in (*orders, largest_first)]
    split_of = min(deals, key=lambda deal: _error(deal, sizes, wanted))
    dealt = tuple(replace(picture, split=split_of[picture.world]) for picture in pictures.pictures)
    return replace(pictures, pictures=dealt)


def refuse_shared_worlds(pictures: PictureSet) -> None:
    """LimphomeError names a world that lies in two splits, and a picture in each."""
    for world, splits in shared_worlds(pictures).items():
        where = ", ".join(f"{name} ({split})" for split, name in splits.items())
        raise LimphomeError(f"the world '{world}' lies in {len(splits)} splits", where, "every world in one split")


def shared_worlds(pictures: PictureSet) -> Dict[str, Dict[str, str]]:
    """World -> (split -> first picture) of the worlds that lie in more than one split."""
    seen: Dict[str, Dict[str, str]] = {}
    for picture in pictures.pictures:
        if picture.world:
            seen.setdefault(picture.world, {}).setdefault(picture.split, picture.name)
    return {world: splits for world, splits in seen.items() if len(splits) > 1}


def short_names(pictures: PictureSet) -> List[str]:
    """``SPLIT/FILE`` for each picture; where two files of a split have one name, their folders become part of it."""
    plain = [f"{picture.split}/{PurePosixPath(picture.name).name}" for picture in pictures.pictures]
    counts = Counter(plain)
    long = [f"{picture.split}/{picture.name.replace('/', '__')}" for picture in pictures.pictures]
    return [full if counts[short] > 1 else short for short, full in zip(plain, long, strict=True)]


def _members(pictures: PictureSet) -> Dict[str, List[int]]:
    members: Dict[str, List[int]] = {}
    for index, picture in enumerate(pictures.pictures):
        members.setdefault(picture.world, []).append(index)
    return members


def _deal(order: Sequence[str], sizes: Mapping[str, int], wanted: Mapping[str, float]) -> Dict[str, str]:
    lacks = dict(wanted)
    split_of: Dict[str, str] = {}
    for turn, world in enumerate(order):
        empty = [split for split in wanted if split not in split_of.values()]
        # The last worlds are kept for splits that would stay empty.
        candidates = empty if len(empty) >= len(order) - turn else list(wanted)
        split = max(candidates, key=lambda name: lacks[name])
        split_of[world] = split
        lacks[split] -= sizes[world]
    return split_of


def _error(split_of: Mapping[str, str], sizes: Mapping[str, int], wanted: Mapping[str, float]) -> float:
    """How far the splits are from what was asked for: squares of what each has too much or too little, as a part of it."""
    got = dict.fromkeys(wanted, 0)
    for world, split in split_of.items():
        got[split] += sizes[world]
    return sum((got[split] / pictures - 1.0) ** 2 for split, pictures in wanted.items())
