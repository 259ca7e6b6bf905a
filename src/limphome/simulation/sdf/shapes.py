"""SDF geometry as MuJoCo type and size."""

from typing import Any, Tuple

import numpy as np

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element

_GEOM = mujoco.mjtGeom
_COUNTS = {_GEOM.mjGEOM_SPHERE: 1, _GEOM.mjGEOM_CYLINDER: 2, _GEOM.mjGEOM_CAPSULE: 2}
"""How many of the three sizes a shape has, where not all."""


def shape_of(owner: Element) -> Tuple[Any, np.ndarray]:
    """Type and size (3,) [m] of the ``<geometry>`` inside a collision or visual."""
    geometry = owner.need("geometry")
    if len(geometry.children) != 1:
        raise geometry.error(f"<geometry> holds {len(geometry.children)} shapes", "one shape")
    shape = geometry.children[0]
    kind, size = _SIZES[shape.tag](shape)
    if not (size[: _COUNTS.get(kind, 3)] > 0).all():
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
    normal = shape.child("normal")
    if normal is not None and (normal.direction()[:2].any() or normal.direction()[2] < 0):
        raise normal.error(f"'{normal.text}' in <normal>", "0 0 1; a <pose> turns the plane")
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
