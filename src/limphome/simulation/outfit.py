"""What a person wears: one colour per garment, drawn from a seed."""

import colorsys
from dataclasses import dataclass
from typing import Dict, Tuple

import numpy as np

Rgb = Tuple[float, float, float]
# From light to dark, in sRGB.
_SKIN = ((0.95, 0.80, 0.70), (0.87, 0.68, 0.54), (0.75, 0.54, 0.40), (0.56, 0.38, 0.27), (0.36, 0.24, 0.18))
_HAIR = ((0.08, 0.06, 0.05), (0.22, 0.14, 0.08), (0.42, 0.28, 0.14), (0.78, 0.65, 0.38), (0.60, 0.60, 0.60), (0.45, 0.16, 0.08))


@dataclass(frozen=True)
class Outfit:
    """Colour of every visual of a person, by the garment that its name begins with.

    Attributes:
        colours: garment or visual name -> RGB, 0 to 1; a full name goes before its garment.
    """

    colours: Dict[str, Rgb]

    def colour_of(self, visual: str) -> Rgb:
        """Colour of a visual such as ``shirt_torso``."""
        return self.colours.get(visual) or self.colours[visual.split("_")[0]]

    @property
    def brightness(self) -> float:
        """Mean luminance of shirt and trousers, 0 to 1 (Rec. 709 weights)."""
        weight = np.array([0.2126, 0.7152, 0.0722])
        return float((weight @ self.colours["shirt"] + weight @ self.colours["trousers"]) / 2)


def draw_outfit(rng: np.random.Generator) -> Outfit:
    """An everyday outfit: any colour, dark to bright, long or short sleeves, sometimes shorts, a hat or a warning vest."""
    colours: Dict[str, Rgb] = {
        "shirt": _cloth(rng),
        "trousers": _cloth(rng, saturation=0.5),
        "skin": _SKIN[rng.integers(len(_SKIN))],
        "hair": _HAIR[rng.integers(len(_HAIR))],
        "shoe": _cloth(rng, saturation=0.3, brightest=0.6),
    }
    if rng.random() < 0.5:
        colours["skin_forearm"] = colours["shirt"]
    if rng.random() < 0.15:
        colours["trousers_shin"] = colours["skin"]
    if rng.random() < 0.15:
        colours["hair"] = _cloth(rng)
    if rng.random() < 0.10:
        colours["shirt"] = (0.85, 0.95, 0.10) if rng.random() < 0.5 else (1.0, 0.42, 0.05)
    return Outfit(colours)


def _cloth(rng: np.random.Generator, saturation: float = 0.9, brightest: float = 0.95) -> Rgb:
    value = rng.uniform(0.06, brightest)
    return colorsys.hsv_to_rgb(rng.random(), saturation * rng.random() ** 1.5, value)
