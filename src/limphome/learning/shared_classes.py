"""Classes that a network and labelled frames both have, by name."""

from typing import Sequence, Tuple

from limphome.core import LimphomeError
from limphome.resources.near_name import did_you_mean

NEAR = 0.8
"""``Person`` is near to ``person``, ``cat`` is not to ``crate``."""
SHOWN = 6
"""So many names are told of a network that may know hundreds."""


def shared_classes(own: Sequence[str], labelled: Sequence[str], where: str) -> Tuple[str, ...]:
    """Names that are in both, in the order of ``own``.

    Args:
        own: of a network. labelled: of frames.
        where: the network, for the error.

    Raises:
        LimphomeError: no name is in both.
    """
    shared = tuple(dict.fromkeys(name for name in own if name in labelled))
    if not shared:
        guesses = "".join(did_you_mean(name, labelled, NEAR) for name in own)
        allowed = f"{guesses}a name in both: manifest.json holds the network's, limphome model evaluate --data takes other frames"
        raise LimphomeError(f"knows {some_names(own)}; the frames are labelled {some_names(labelled)}", where, allowed)
    return shared


def some_names(names: Sequence[str]) -> str:
    """The first of some names, and how many more there are."""
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
