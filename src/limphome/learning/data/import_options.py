"""What a user may decide when data is taken over."""

import re
from dataclasses import dataclass, field
from typing import Dict, Mapping, Tuple

from limphome.core import CLASS_NAMES, LimphomeError
from limphome.learning.data.picture_set import split_name


@dataclass(frozen=True)
class ImportOptions:
    """How a source is taken over.

    Attributes:
        split: name for all pictures; empty keeps the splits of the source.
        shares: split -> share of the pictures: deals the worlds anew; empty does not.
        world: rule that finds the world in a name, see :func:`name_worlds`; empty keeps what the source says.
        seed: of the dealing.
        drop_bad: leave out what is broken, and write it in the card, instead of refusing the source.
        topic, every_s: of a recording.
        classes: that the pictures of a recording will be labelled with.
    """

    split: str = ""
    shares: Mapping[str, float] = field(default_factory=dict)
    world: str = ""
    seed: int = 0
    drop_bad: bool = False
    topic: str = ""
    every_s: float = 1.0
    classes: Tuple[str, ...] = CLASS_NAMES

    def __post_init__(self) -> None:
        for name in (self.split, *self.shares):  # each becomes a folder
            if name and not re.fullmatch(r"\w[\w-]*", name):
                raise LimphomeError(f"'{name}' is no name of a split", "--split", "letters, digits, _ and -")


def parse_shares(text: str) -> Dict[str, float]:
    """``train=70,validation=15,held_out=15`` -> share of each split, by the name that reading gives it (``val`` is validation).

    Raises:
        LimphomeError: it is not that, or a split is named twice.
    """
    allowed = "names with shares above 0, such as train=70,validation=15,held_out=15"
    shares: Dict[str, float] = {}
    for part in text.split(","):
        name, _, number = part.partition("=")
        try:
            share = float(number)
        except ValueError as error:
            raise LimphomeError(f"'{part}' is no share", "--split-by-world", allowed) from error
        if not 0 < share < 1e6 or not name.strip():
            raise LimphomeError(f"'{part}' is no share", "--split-by-world", allowed)
        split = split_name(name.strip())
        if split in shares:
            raise LimphomeError(f"the split '{split}' is named twice", "--split-by-world", allowed)
        shares[split] = share
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}
