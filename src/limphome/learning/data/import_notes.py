"""What a user should know of data that was taken over: nothing is wrong, but it may not be what was meant."""

from collections import Counter
from typing import Dict, List, Mapping

from limphome.learning.data.deal_command import deal_command
from limphome.learning.data.needed_splits import missing_splits, one_world
from limphome.learning.data.picture_set import SPLITS, PictureSet

FAR_OFF = 0.5
"""A split that misses what was asked for by more than this part of it is told."""


def import_notes(pictures: PictureSet, shares: Mapping[str, float], rule: str = "") -> List[str]:
    """Sentences about splits that came out far from what was asked for, that a training will miss, or that are of one world.

    Args:
        shares: split -> share of the pictures that was asked for; empty where nothing was dealt.
        rule: by which the worlds were found; empty where the source told them or nobody knows.
    """
    return [*_far_off(pictures, shares), *_untrainable(pictures, rule), *(one_world(pictures) if len(pictures.labels) else [])]


def shares_of(pictures: PictureSet) -> Dict[str, float]:
    """Split -> share of the pictures that it has."""
    counts = Counter(picture.split for picture in pictures.pictures)
    return {split: counts[split] / len(pictures) for split in pictures.splits}


def _far_off(pictures: PictureSet, shares: Mapping[str, float]) -> List[str]:
    got = shares_of(pictures)
    far = [split for split, share in shares.items() if abs(got[split] - share) > FAR_OFF * share]
    if not far:
        return []
    ((largest, size),) = Counter(picture.world for picture in pictures.pictures).most_common(1)
    told = ", ".join(f"{split} got {got[split]:.0%} of the pictures instead of {shares[split]:.0%}" for split in far)
    why = f"a world is dealt whole, and '{largest}' has {size / len(pictures):.0%} of them"
    return [f"{told}: {why}. More and smaller worlds help (--world 'REGEX'), or other shares."]


def _untrainable(pictures: PictureSet, rule: str) -> List[str]:
    missing = missing_splits(pictures.splits, SPLITS)
    if not missing or not len(pictures.labels):
        return []
    deal = deal_command(pictures.folder, rule or ("" if pictures.worlds_known else "REGEX"))
    return [f"limphome model train will not take it: no split {', '.join(missing)}. The mend: {deal}"]
