"""What of a world has to do with motion."""

from typing import Any

from limphome.simulation.sdf.model_builder import SOLID


def without_looks(spec: Any) -> Any:
    """A copy of a MuJoCo specification without the geoms that are only seen.

    It moves as the whole one does, bit by bit, in two thirds of the time: a step reckons with the place of every geom.
    """
    copied = spec.copy()
    for geom in list(copied.geoms):
        if geom.group < SOLID:
            copied.delete(geom)
    return copied
