"""Where things stand in a scene to learn from."""

from dataclasses import dataclass
from typing import Dict, List, Tuple

import numpy as np

# Circle that each kind of thing keeps free, and how near and far it may stand from the camera [m].
RADIUS_M = {
    "person": 0.28, "cone": 0.20, "crate": 0.45, "barrel": 0.35, "bollard": 0.15, "sign": 0.2,
    "bush": 0.55, "pallets": 0.75, "fence": 1.2, "wall": 1.6, "container": 3.2,
}  # fmt: skip
REACH_M = {
    "person": (0.5, 10.0), "cone": (0.6, 9.0), "crate": (0.8, 9.0), "barrel": (1.0, 9.0), "bollard": (0.8, 9.0),
    "sign": (1.5, 10.0), "bush": (1.5, 10.0), "pallets": (1.5, 9.0), "fence": (2.5, 10.0),
    "wall": (3.0, 11.0), "container": (5.5, 13.0),
}  # fmt: skip
_FIELD_RAD = np.radians(46.0)
_TRIES = 12


@dataclass(frozen=True)
class Place:
    """Where an object stands: floor position relative to the camera (x ahead, y left) [m] and yaw [rad]."""

    name: str
    x_m: float
    y_m: float
    yaw_rad: float


def draw_layout(kinds: Dict[str, str], rng: np.random.Generator) -> List[Place]:
    """Choose a random part of the stock and set it before the camera without overlaps.

    Args:
        kinds: name of each object in stock -> its kind (a key of RADIUS_M).
        rng: draws everything.
    """
    chosen = _choose(kinds, rng)
    taken: List[Tuple[float, float, float]] = []
    places: List[Place] = []
    for name in chosen:
        kind = kinds[name]
        spot = _free_spot(kind, taken, rng)
        if spot is not None:
            taken.append((*spot, RADIUS_M[kind]))
            places.append(Place(name, *spot, rng.uniform(-np.pi, np.pi)))
    return places


def _choose(kinds: Dict[str, str], rng: np.random.Generator) -> List[str]:
    """Names to place, in the order of placing."""
    share = {"person": rng.beta(1.0, 1.6), "cone": rng.beta(1.0, 1.5), "crate": rng.beta(1.0, 1.5)}
    other = rng.beta(1.2, 1.8)
    names = [name for name, kind in kinds.items() if rng.random() < share.get(kind, other)]
    return [names[i] for i in rng.permutation(len(names))]


def _free_spot(kind: str, taken: List[Tuple[float, float, float]], rng: np.random.Generator) -> "Tuple[float, float] | None":
    """A spot in view that overlaps nothing; now and then right behind or before what stands there."""
    near, far = REACH_M[kind]
    for _ in range(_TRIES):
        # Between uniform in distance and uniform in its logarithm: near ones matter, far ones are hard.
        distance = near * (far / near) ** rng.random() if rng.random() < 0.5 else rng.uniform(near, far)
        bearing = rng.uniform(-_FIELD_RAD, _FIELD_RAD)
        if taken and rng.random() < 0.25:
            x, y, _ = taken[rng.integers(len(taken))]
            bearing = np.arctan2(y, x) + rng.normal(scale=0.5 / max(np.hypot(x, y), 1.0))
        x, y = distance * np.cos(bearing), distance * np.sin(bearing)
        if all(np.hypot(x - a, y - b) > radius + RADIUS_M[kind] for a, b, radius in taken):
            return float(x), float(y)
    return None
