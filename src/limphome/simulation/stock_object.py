"""A thing or person of a random yard's stock."""

from typing import Any

import numpy as np

from limphome.simulation.outfit import draw_outfit
from limphome.simulation.sdf.pose import Pose, quaternion_of
from limphome.simulation.sdf.thing import Thing
from limphome.simulation.silhouette import Silhouette
from limphome.simulation.training_yard import random_colour

_AWAY = np.array([0.0, 0.0, -50.0])


class StockObject:
    """A thing of the stock: set it, hide it, dress it."""

    def __init__(self, model: Any, thing: Thing) -> None:
        self.thing = thing
        self.kind = thing.class_name or thing.name.rsplit("_", 1)[0]
        bodies = [model.body(name) for name in thing.bodies]
        self._mocap = [int(body.mocapid[0]) for body in bodies]
        ids = [body.id for body in bodies]
        self.geoms = np.flatnonzero(np.isin(model.geom_bodyid, ids) & (model.geom_group == 1))
        self.silhouette = Silhouette(model, self.geoms)
        self._visuals = [model.geom(geom).name.rsplit("/", 1)[1] for geom in self.geoms]
        self._colours = model.geom_rgba[self.geoms, :3].copy()
        self.brightness = float("nan")

    def position(self, data: Any) -> np.ndarray:
        """Of the root body, shape (3,)."""
        return data.mocap_pos[self._mocap[0]]

    def hide(self, data: Any) -> None:
        """Put it far below the floor."""
        data.mocap_pos[self._mocap] = _AWAY

    def stand(self, data: Any, pose: Pose, rng: np.random.Generator) -> None:
        """Put it somewhere, its limbs in a random phase of walking, or nearly at rest."""
        phase = rng.uniform(-1, 1) if rng.random() < 0.7 else 0.1 * rng.normal()
        loose = rng.normal(scale=0.12, size=len(self._mocap)) * (rng.random() < 0.6)
        for index, (mocap, link) in enumerate(zip(self._mocap, self.thing.links)):
            swing = self.thing.swing_rad[index]
            bent = link * Pose(quaternion=quaternion_of(0, swing * phase + (loose[index] if swing else 0.0), 0))
            place = pose * bent
            data.mocap_pos[mocap], data.mocap_quat[mocap] = place.position, place.quaternion

    def dress(self, model: Any, rng: np.random.Generator) -> None:
        """New clothes for a person, new paint for a thing."""
        if self.kind == "person":
            outfit = draw_outfit(rng)
            colours = np.array([outfit.colour_of(name) for name in self._visuals])
            self.brightness = outfit.brightness
        else:
            colours = _repaint(self.kind, self._colours, rng)
        model.geom_rgba[self.geoms, :3] = np.clip(colours, 0, 1)


def _repaint(kind: str, colours: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Colours of a thing (n, 3), varied: little where colour is what it is known by, freely elsewhere."""
    tint = 1 + 0.12 * rng.normal(size=3)
    if kind == "cone":
        return colours * tint * rng.uniform(0.75, 1.1)
    if kind in ("crate", "pallets", "bush"):
        return colours * tint * rng.uniform(0.6, 1.3)
    paint = np.array(random_colour(rng))
    return colours * tint if rng.random() < 0.3 else paint * (colours.mean(1, keepdims=True) / max(colours.mean(), 0.05))
