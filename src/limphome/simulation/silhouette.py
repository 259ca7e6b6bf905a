"""Points on an object's surface: how much of it a picture shows, and how tall it is there."""

from typing import Any, Tuple

import numpy as np

from limphome.core import CameraModel
from limphome.simulation.engine import mujoco

_POINTS = 24


def _sphere_points() -> np.ndarray:
    """Even directions, shape (_POINTS, 3) (Fibonacci lattice)."""
    index = np.arange(_POINTS) + 0.5
    z = 1 - 2 * index / _POINTS
    angle = np.pi * (1 + 5**0.5) * index
    radius = np.sqrt(1 - z * z)
    return np.stack([radius * np.cos(angle), radius * np.sin(angle), z], 1)


class Silhouette:
    """Surface points of a set of geoms.

    Args:
        model: compiled MuJoCo model.
        geoms: ids of the drawn geoms of one object.
    """

    def __init__(self, model: Any, geoms: np.ndarray) -> None:
        parts = [_surface(int(model.geom_type[geom]), model.geom_size[geom]) for geom in geoms]
        self._geom = np.repeat(geoms, _POINTS)
        self._point = np.concatenate([part[0] for part in parts])
        self._normal = np.concatenate([part[1] for part in parts])
        self._area = np.concatenate([part[2] for part in parts])

    def seen(self, data: Any, eye: np.ndarray, axes: np.ndarray, camera: CameraModel, mine: np.ndarray) -> Tuple[float, float]:
        """Share that is visible and full height.

        Args:
            data: MuJoCo data after forward kinematics.
            eye: position of the camera (3,). axes: its forward, left and up axes as columns (3, 3).
            camera: projection; mine: bool (height, width), pixels that show this object.

        Returns:
            Share 0 to 1, and height of the whole silhouette [px].
        """
        turn = data.geom_xmat[self._geom].reshape(-1, 3, 3)
        point = data.geom_xpos[self._geom] + np.einsum("nij,nj->ni", turn, self._point) - eye
        normal = np.einsum("nij,nj->ni", turn, self._normal)
        depth = point @ axes[:, 0]
        facing = -np.einsum("ni,ni->n", point, normal)
        front = (depth > 0.05) & (facing > 0)
        if not front.any():
            return 0.0, 0.0
        point, depth = point[front], depth[front]
        u = camera.width_px / 2 - camera.focal_px * (point @ axes[:, 1]) / depth
        v = camera.height_px / 2 - camera.focal_px * (point @ axes[:, 2]) / depth
        weight = self._area[front] * facing[front] / depth**3
        inside = (u >= 0) & (u < camera.width_px) & (v >= 0) & (v < camera.height_px)
        shown = np.zeros(len(u), bool)
        shown[inside] = mine[v[inside].astype(int), u[inside].astype(int)]
        return float(weight[shown].sum() / weight.sum()), float(v.max() - v.min())


def _surface(kind: int, size: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points, outward normals and share of area of a geom in its own frame; the round ones as ellipsoids."""
    sphere, geom = _sphere_points(), mujoco.mjtGeom
    if kind == geom.mjGEOM_SPHERE:
        half = np.repeat(size[0], 3)
    elif kind == geom.mjGEOM_CAPSULE:
        half = np.array([size[0], size[0], size[0] + size[1]])
    elif kind == geom.mjGEOM_CYLINDER:
        half = np.array([size[0], size[0], size[1]])
    else:
        half = np.asarray(size, float)
    if kind == geom.mjGEOM_BOX:
        return _box(half)
    normal = sphere / half
    stretch = np.linalg.norm(normal, axis=1)
    area = np.prod(half) * stretch / _POINTS * 4 * np.pi
    return sphere * half, normal / stretch[:, None], area


def _box(half: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Four points on each face."""
    points, normals, areas = [], [], []
    for axis in range(3):
        a, b = (axis + 1) % 3, (axis + 2) % 3
        for side in (-1.0, 1.0):
            for i, j in ((-0.5, -0.5), (-0.5, 0.5), (0.5, -0.5), (0.5, 0.5)):
                point, normal = np.zeros(3), np.zeros(3)
                point[axis], point[a], point[b] = side * half[axis], i * half[a], j * half[b]
                normal[axis] = side
                points.append(point)
                normals.append(normal)
                areas.append(half[a] * half[b])
    return np.array(points), np.array(normals), np.array(areas)
