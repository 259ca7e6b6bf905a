"""Persons of any height in any clothes, from the two models in ``models/sdf``."""

from typing import Optional

import numpy as np

from limphome.simulation.outfit import Outfit, draw_outfit
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.include import find_model

# Height of the models as they are written.
MODEL_HEIGHT_M = {"adult": 1.75, "child": 1.10}
ADULT_HEIGHT_M, CHILD_HEIGHT_M = (1.6, 1.9), (0.9, 1.3)
_LENGTHS = ("radius", "length", "radii", "size")


def person_model(kind: str, name: str, height_m: float, rng: np.random.Generator, outfit: Optional[Outfit] = None) -> Element:
    """A fresh ``<model>`` of a standing person.

    Args:
        kind: ``adult`` or ``child``.
        name: of the model in its world.
        height_m: from sole to crown.
        rng: draws the outfit when none is given.
    """
    model = find_model(kind)
    model.attributes["name"] = name
    _scale(model, height_m / MODEL_HEIGHT_M[kind])
    clothes = outfit or draw_outfit(rng)
    for link in model.all("link"):
        for visual in link.all("visual"):
            _paint(visual, clothes)
    return model


def _scale(element: Element, factor: float) -> None:
    for child in element.children:
        if child.tag == "pose":
            x, y, z, roll, pitch, yaw = child.numbers(6)
            child.text = f"{x * factor:.4f} {y * factor:.4f} {z * factor:.4f} {roll:g} {pitch:g} {yaw:g}"
        elif child.tag in _LENGTHS and not child.children:
            child.text = " ".join(f"{float(word) * factor:.4f}" for word in child.text.split())
        else:
            _scale(child, factor)


def _paint(visual: Element, outfit: Outfit) -> None:
    colour = " ".join(f"{value:.3f}" for value in outfit.colour_of(visual.name)) + " 1"
    for tag in ("ambient", "diffuse"):
        visual.need("material").put(tag, colour)
