"""What a scenario is made of: ranges that a seed draws from."""

import math
from dataclasses import dataclass

import numpy as np

from limphome.core import LimphomeError
from limphome.resources import option


@dataclass(frozen=True)
class StartRange:
    """Where the rover starts."""

    x_m: tuple = option((0.0, 0.0), "low and high of x [m]")
    y_m: tuple = option((0.0, 0.0), "low and high of y [m]")
    yaw_deg: tuple = option((0.0, 0.0), "low and high of the heading [deg]")

    def __post_init__(self) -> None:
        _check(self, "x_m", "y_m", "yaw_deg")


@dataclass(frozen=True)
class LightRange:
    """How it is lit."""

    elevation_deg: tuple = option((25.0, 70.0), "height of the sun [deg]")
    azimuth_deg: tuple = option((-180.0, 180.0), "bearing of the sun [deg]")
    sun: tuple = option((0.4, 0.9), "strength of the sun, 0 to 1")
    sky: tuple = option((0.4, 0.65), "strength of the light of the sky, 0 to 1")

    def __post_init__(self) -> None:
        _check(self, "elevation_deg", "azimuth_deg", "sun", "sky")


@dataclass(frozen=True)
class ThingPlace:
    """A thing that stands in the yard."""

    model: str = option("", "name of a model in models/sdf")
    x_m: float = option(0.0, "where [m]")
    y_m: float = option(0.0, "where [m]")
    yaw_deg: float = option(0.0, "heading [deg]")
    shift_m: float = option(0.0, "drawn within this of the place, in x and y [m]", 0.0, 5.0)
    turn_deg: float = option(0.0, "drawn within this of the heading [deg]", 0.0, 180.0)


@dataclass(frozen=True)
class PersonTrack:
    """A person, standing (one point) or walking (more points)."""

    kind: str = option("adult", "adult or child")
    track: tuple = option((), "points [x, y] [m]")
    speed_mps: tuple = option((0.9, 1.4), "low and high of the walking speed [m/s], 0 to 1.4")
    start_s: tuple = option((0.0, 0.0), "low and high of when it starts [s]")
    start_within_m: float = option(1000.0, "waits until the rover is this near to the first point [m]", 0.0)
    shift_m: float = option(0.0, "the whole track is drawn within this, in x and y [m]", 0.0, 5.0)
    yaw_deg: tuple = option((-180.0, 180.0), "heading of a standing person [deg]")
    loop: bool = option(False, "begins again at the first point")

    def __post_init__(self) -> None:
        _check(self, "speed_mps", "start_s", "yaw_deg")


def draw(limits: tuple, rng: np.random.Generator) -> float:
    """A value between the two limits."""
    return float(rng.uniform(float(limits[0]), float(limits[1])))


def _check(part: object, *names: str) -> None:
    """Refuse what is not a low and a high number."""
    for name in names:
        limits = getattr(part, name)
        numbers = len(limits) == 2 and all(isinstance(limit, (int, float)) and math.isfinite(limit) for limit in limits)
        if not numbers or limits[0] > limits[1]:
            raise LimphomeError(f"'{name}: {list(limits)}'", type(part).__name__, "low and high, two numbers")
