"""Ways in which the pixels of a picture may be scaled, and which of them a file leaves possible."""

from dataclasses import dataclass, field
from typing import List, Mapping, Tuple

import numpy as np

from limphome.perception.importing.graph_input import GraphInput

TOO_WIDE, TOO_NARROW = 0.6, 1.15
"""A measured range may miss the ends that no picture showed, and lies little beyond those that exist."""
ALIKE = 0.03
"""Constants of a graph are rounded, and differ a little from one exporter to the next."""


@dataclass(frozen=True)
class Way:
    """``(pixel * scale - mean) / std``; mean and std for red, green, blue."""

    text: str
    scale: float
    mean: Tuple[float, ...] = (0.0, 0.0, 0.0)
    std: Tuple[float, ...] = (1.0, 1.0, 1.0)

    @property
    def ends(self) -> Tuple[float, float]:
        """Lowest and highest value that a pixel becomes."""
        mean, std = np.array(self.mean), np.array(self.std)
        return float((-mean / std).min()), float(((255 * self.scale - mean) / std).max())


IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
SHARE, BYTE = Way("0 to 1", 1 / 255), Way("0 to 255", 1.0)
SPREAD = Way("mean and spread of ImageNet", 1 / 255, *IMAGENET)
SIGNED = Way("-1 to 1", 1 / 127.5, (1.0, 1.0, 1.0))
WAYS: Tuple[Way, ...] = (SHARE, SPREAD, SIGNED, BYTE, Way("0 to 255 less ImageNet's mean", 1.0, (123.675, 116.28, 103.53)))


@dataclass(frozen=True)
class Stated:
    """What a file says of its picture.

    Attributes:
        ways: those that it leaves possible. colour: order that it says, or nothing. fit: likewise.
        reasons: for people.
    """

    ways: Tuple[Way, ...] = WAYS
    colour: str = ""
    fit: str = ""
    reasons: List[str] = field(default_factory=list)


def stated_by(facts: GraphInput, metadata: Mapping[str, str]) -> Stated:
    """What metadata, quantization and arithmetic at the input of a graph say."""
    if metadata.get("author") == "Ultralytics":  # their documents: RGB, 0 to 1, letterbox
        return Stated((SHARE,), "rgb", "letterbox", ["the file is of Ultralytics: RGB, 0 to 1, letterbox"])
    if not facts.plain:
        found = _in_graph(facts)
        if found.reasons:
            return found
    return _in_range(facts)


def _in_graph(facts: GraphInput) -> Stated:
    """The graph scales by itself: as its constants say, it takes 0 to 1 or 0 to 255."""
    for unit, share in ((SHARE, 1.0), (BYTE, 1 / 255)):
        for way in (SHARE, SPREAD, SIGNED):
            for colour, order in (("rgb", slice(None)), ("bgr", slice(None, None, -1))):
                per_share = 255 * way.scale
                mean, std = np.array(way.mean)[order], np.array(way.std)[order]
                alike = _alike(facts.factor, share * per_share / std) and _alike(facts.shift, -mean / std)
                if alike and (unit, way) != (SHARE, SHARE):
                    told = colour if len(set(way.mean)) > 1 else ""
                    return Stated((unit,), told, "", [f"the graph itself turns {unit.text} into {way.text} {told}".strip()])
    return Stated()


def _in_range(facts: GraphInput) -> Stated:
    if facts.low is None or facts.high is None:
        return Stated()
    left = tuple(way for way in WAYS if _holds(facts, way))
    if not left or len(left) == len(WAYS):
        return Stated()
    reason = f"its input was quantized for {facts.low:.3g} to {facts.high:.3g}: " + " or ".join(way.text for way in left)
    return Stated(left, reasons=[reason])


def _holds(facts: GraphInput, way: Way) -> bool:
    """Whether a quantization was measured on pixels scaled this way."""
    low, high = way.ends
    assert facts.low is not None
    assert facts.high is not None
    if facts.symmetric:
        low, high = 0.0, max(-low, high)
        return TOO_WIDE * high <= facts.high <= TOO_NARROW * high
    whole = high - low
    ends_match = abs(facts.low - low) <= (1 - TOO_WIDE) * whole / 2 and abs(facts.high - high) <= (1 - TOO_WIDE) * whole / 2
    return ends_match and TOO_WIDE * whole <= facts.high - facts.low <= TOO_NARROW * whole


def _alike(found: np.ndarray, wanted: np.ndarray) -> bool:
    return bool(np.allclose(np.broadcast_to(found, 3), wanted, rtol=ALIKE, atol=ALIKE * float(np.abs(wanted).max()) + 1e-9))
