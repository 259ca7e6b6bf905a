"""SDF materials as MuJoCo materials; equal ones are shared."""

import math
from typing import Any, Dict, Set, Tuple

import numpy as np

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.patterns import PATTERNS, SIDE_PX, pattern_picture

_LEAST_M = 0.001
_NUMBERS = {int: "a whole number", float: "a number"}
_GREY = np.array([0.7, 0.7, 0.7, 1.0])


class Materials:
    """Adds textures and materials to one specification."""

    def __init__(self, spec: Any) -> None:
        self._spec = spec
        self._textures: Set[str] = set()
        self._materials: Dict[str, Any] = {}

    def dress(self, geom: Any, visual: Element) -> None:
        """Give a geom the colour, and the pattern if any, of its ``<visual>``."""
        material = visual.child("material")
        geom.rgba = _GREY
        if material is None:
            return
        diffuse = material.child("diffuse") or material.child("ambient")
        if diffuse is not None:
            geom.rgba = diffuse.numbers(4)
        pattern = material.child("limphome:pattern")
        if pattern is not None:
            geom.material = self._pattern(pattern, geom)

    def _pattern(self, pattern: Element, geom: Any) -> str:
        kind = pattern.attributes.get("kind", "")
        if kind not in PATTERNS:
            raise pattern.error(f"unknown pattern '{kind}'", ", ".join(PATTERNS))
        seed = _attribute(pattern, "seed", "0", int, 0)
        texture = f"{kind}-{seed}"
        repeat = _repeat(geom, _attribute(pattern, "size", "1", float, _LEAST_M))
        name = f"{texture}-{repeat[0]:g}-{repeat[1]:g}"
        if texture not in self._textures:
            self._add_texture(texture, kind, seed)
        if name not in self._materials:
            self._add_material(name, texture, repeat)
        return name

    def _add_texture(self, name: str, kind: str, seed: int) -> None:
        texture = self._spec.add_texture(
            name=name, type=mujoco.mjtTexture.mjTEXTURE_2D, width=SIDE_PX, height=SIDE_PX, nchannel=3
        )
        texture.data = pattern_picture(kind, seed).tobytes()
        self._textures.add(name)

    def _add_material(self, name: str, texture: str, repeat: Tuple[float, float]) -> None:
        material = self._spec.add_material(name=name, texrepeat=list(repeat), texuniform=False)
        textures = material.textures
        textures[mujoco.mjtTextureRole.mjTEXROLE_RGB] = texture
        material.textures = textures
        material.specular, material.shininess = 0.1, 0.1
        self._materials[name] = material


def _attribute(pattern: Element, name: str, default: str, kind: Any, least: float) -> Any:
    text = pattern.attributes.get(name, default)
    try:
        value = kind(text)
    except ValueError:
        value = math.nan
    if not least <= value < math.inf:
        raise pattern.error(f'{name}="{text}"', f"{_NUMBERS[kind]} of {least:g} at least")
    return value


def _repeat(geom: Any, size_m: float) -> Tuple[float, float]:
    """How often a picture of ``size_m`` fits: along x and up a box's long side, along x and y of a plane."""
    up = 1 if geom.type == mujoco.mjtGeom.mjGEOM_PLANE else 2
    return max(0.5, round(2 * geom.size[0] / size_m * 2) / 2), max(0.5, round(2 * geom.size[up] / size_m * 2) / 2)
