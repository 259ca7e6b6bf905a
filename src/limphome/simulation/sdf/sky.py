"""Light, sky and picture quality."""

from typing import Any, Optional, Tuple

import numpy as np

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element

SHADOW_MAP_PX = 1024


def add_scene(spec: Any, world: Element) -> None:
    """Scene colours and directional lights of a world."""
    _set_quality(spec)
    ambient = _colour(world.find("scene/ambient"), (0.5, 0.5, 0.5))
    sky = _colour(world.find("scene/background"), (0.7, 0.8, 0.9))
    headlight = spec.visual.headlight
    headlight.ambient, headlight.diffuse, headlight.specular = ambient, np.zeros(3), np.zeros(3)
    spec.add_texture(
        name="sky",
        type=mujoco.mjtTexture.mjTEXTURE_SKYBOX,
        builtin=mujoco.mjtBuiltin.mjBUILTIN_GRADIENT,
        rgb1=sky,
        rgb2=np.clip(sky * 0.75 + 0.25, 0, 1),
        width=64,
        height=384,
    )
    for light in world.all("light"):
        _add_light(spec, light)


def _colour(element: Optional[Element], default: Tuple[float, float, float]) -> np.ndarray:
    return np.array(default) if element is None else element.numbers(4)[:3]


def _add_light(spec: Any, light: Element) -> None:
    added = spec.worldbody.add_light(name=light.name, type=mujoco.mjtLightType.mjLIGHT_DIRECTIONAL, pos=[0, 0, 12])
    added.dir = light.need("direction").direction()
    added.diffuse = _colour(light.child("diffuse"), (1.0, 1.0, 1.0)) * light.number("intensity", 1.0)
    added.specular = added.diffuse * 0.1
    added.ambient = np.zeros(3)
    added.castshadow = light.flag("cast_shadows", True)


def _set_quality(spec: Any) -> None:
    # Round shapes of few faces look the same at 320x240 and cost a fraction.
    quality = spec.visual.quality
    quality.offsamples, quality.shadowsize = 0, SHADOW_MAP_PX
    quality.numquads, quality.numslices, quality.numstacks = 2, 12, 8
    spec.visual.global_.offwidth, spec.visual.global_.offheight = 1280, 960
    # Clip planes are multiples of the extent.
    spec.stat.extent = 1.0
    spec.visual.map.znear, spec.visual.map.zfar = 0.05, 150.0
    spec.visual.map.shadowclip = 15.0
