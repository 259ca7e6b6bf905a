"""Which geoms a camera or a lidar can meet at all, by the spheres round them."""

from contextlib import contextmanager
from typing import Any, Iterator

import numpy as np

_NO_GROUP = 5  # neither drawn nor hit


class BoundingSpheres:
    """Leaves geoms that cannot matter out of drawing and of casting rays, both of which go by geom group.

    A geom that is left out wrongly would change a picture or a scan, one too many only costs time.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._groups = model.geom_group.copy()
        self._radius_m = model.geom_rbound.copy()
        self._box_m = model.geom_aabb[:, :3].copy(), model.geom_aabb[:, 3:].copy()  # middle, half sizes
        self._endless = model.geom_type == 0  # mjGEOM_PLANE

    def in_view(self, data: Any, view: Any, aspect: float) -> np.ndarray:
        """Bool (ngeom,): what may show in a picture.

        Args:
            view: MjvGLCamera with a symmetric frustum. aspect: width of the picture over its height.
        """
        ahead_axis, up_axis = np.array(view.forward), np.array(view.up)
        relative_m = data.geom_xpos - np.array(view.pos)
        ahead_m = relative_m @ ahead_axis
        shown = self._endless | (ahead_m > -self._radius_m)
        up = float(view.frustum_top / view.frustum_near)
        for axis, slope in ((up_axis, up), (np.cross(ahead_axis, up_axis), up * aspect)):
            outside_m = np.abs(relative_m @ axis) - slope * ahead_m
            shown &= self._endless | (outside_m < self._radius_m * np.sqrt(1 + slope * slope) + 1e-3)
        return shown

    def in_disc(self, data: Any, middle_m: np.ndarray, normal: np.ndarray, radius_m: float) -> np.ndarray:
        """Bool (ngeom,): what comes within ``radius_m`` of ``middle_m`` (3,) in the plane with that ``normal`` (3,)."""
        relative_m = data.geom_xpos - middle_m
        reach_m, above_m = self._radius_m + radius_m, relative_m @ normal
        near = (np.einsum("ij,ij->i", relative_m, relative_m) <= reach_m * reach_m) & (np.abs(above_m) <= self._radius_m + 1e-6)
        # Flat and thin things end far inside their spheres: half of what is left never reaches the plane.
        (close,) = near.nonzero()
        across = np.einsum("gij,i->gj", data.geom_xmat[close].reshape(-1, 3, 3), normal)
        above_m = above_m[close] + np.einsum("gj,gj->g", across, self._box_m[0][close])
        near[close] = np.abs(above_m) <= np.einsum("gj,gj->g", np.abs(across), self._box_m[1][close]) + 1e-6
        return self._endless | near

    @contextmanager
    def only(self, wanted: np.ndarray) -> Iterator[None]:
        """While it lasts the model has no other geoms for who goes by groups."""
        self._model.geom_group[:] = np.where(wanted, self._groups, _NO_GROUP)
        try:
            yield
        finally:
            self._model.geom_group[:] = self._groups
