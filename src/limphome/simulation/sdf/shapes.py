"""SDF geometry as MuJoCo type and size."""

from typing import Any, Tuple

import numpy as np

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element

_GEOM = mujoco.mjtGeom


def shape_of(owner: Element) -> Tuple[Any, np.ndarray]:
    """Type and size (3,) [m] of the ``<geometry>`` inside a collision or visual."""
    geometry = owner.need("geometry")
    if len(geometry.children) != 1:
        raise geometry.error(f"<geometry> holds {len(geometry.children)} shapes", "one shape")
    shape = geometry.children[0]
    kind, size = _SIZES[shape.tag](shape)
    if not (size[: 1 if kind == _GEOM.mjGEOM_SPHERE else 2] > 0).all():
        raise shape.error(f"<{shape.tag}> of size {size}", "sizes above 0")
    return kind, size


def _box(shape: Element) -> Tuple[Any, np.ndarray]:
    return _GEOM.mjGEOM_BOX, shape.need("size").numbers(3) / 2


def _sphere(shape: Element) -> Tuple[Any, np.ndarray]:
    return _GEOM.mjGEOM_SPHERE, np.array([shape.need("radius").numbers(1)[0], 0, 0])


def _ellipsoid(shape: Element) -> Tuple[Any, np.ndarray]:
    return _GEOM.mjGEOM_ELLIPSOID, shape.need("radii").numbers(3)


def _round(shape: Element) -> np.ndarray:
    return np.array([shape.need("radius").numbers(1)[0], shape.need("length").numbers(1)[0] / 2, 0])


def _cylinder(shape: Element) -> Tuple[Any, np.ndarray]:
    return _GEOM.mjGEOM_CYLINDER, _round(shape)


def _capsule(shape: Element) -> Tuple[Any, np.ndarray]:
    return _GEOM.mjGEOM_CAPSULE, _round(shape)


def _plane(shape: Element) -> Tuple[Any, np.ndarray]:
    size = shape.need("size").numbers(2) / 2
    return _GEOM.mjGEOM_PLANE, np.array([size[0], size[1], 1.0])


_SIZES = {
    "box": _box,
    "sphere": _sphere,
    "ellipsoid": _ellipsoid,
    "cylinder": _cylinder,
    "capsule": _capsule,
    "plane": _plane,
}
