"""Fills an SDF world with what a scenario draws, and writes it as one file."""

import math
from itertools import chain, count
from pathlib import Path
from typing import Iterable, Sequence, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.simulation.person import ADULT_HEIGHT_M, CHILD_HEIGHT_M, person_model
from limphome.simulation.scenario_parts import LightRange, PersonTrack, StartRange, ThingPlace, draw
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.include import expand_includes, find_model
from limphome.simulation.sdf.parser import parse_file
from limphome.simulation.sdf.world import DRIVE
from limphome.simulation.walking import let_walk

NAMESPACE = "https://limphome.example.org/sdf"


class Draft:
    """An SDF world in the making, for one seed."""

    def __init__(self, base: Path, name: str, seed: int) -> None:
        self.name, self.seed = name, seed
        self.world = expand_includes(parse_file(base).need("world"))
        self._base = base

    def place_rover(self, start: StartRange, route: Sequence) -> None:
        """Put the rover of ``models/sdf`` at the route's first point, or move the one that the world has."""
        rng = self._rng(0)
        rovers = [m for m in self.world.all("model") if any(p.attributes.get("name") == DRIVE for p in m.all("plugin"))]
        rover = rovers[0] if rovers else find_model("rover")
        if not rovers:
            self.world.children.append(rover)
        x, y = route[0][0] + draw(start.x_m, rng), route[0][1] + draw(start.y_m, rng)
        rover.put("pose", _text((x, y, 0, 0, 0, math.radians(draw(start.yaw_deg, rng)))))

    def set_light(self, light: LightRange) -> None:
        """Draw sun and sky; the world's first directional light is the sun."""
        rng = self._rng(1)
        up, around = math.radians(draw(light.elevation_deg, rng)), math.radians(draw(light.azimuth_deg, rng))
        sun, sky, warm = draw(light.sun, rng), draw(light.sky, rng), rng.uniform(0.85, 1.0)
        lamp = self.world.child("light") or self.world.add("light", name="sun", type="directional")
        lamp.put("direction", _text((-math.cos(up) * math.cos(around), -math.cos(up) * math.sin(around), -math.sin(up))))
        lamp.put("diffuse", _text((sun, sun * (1 + warm) / 2, sun * warm, 1)))
        scene = self.world.child("scene") or self.world.add("scene")
        scene.put("ambient", _text((sky, sky, min(1.0, sky * 1.04), 1)))

    def place_thing(self, thing: ThingPlace, index: int) -> None:
        """Put a model of ``models/sdf`` into the yard."""
        rng = self._rng(100 + index)
        model = find_model(thing.model)
        model.attributes["name"] = self._free(f"{thing.model}_{index}")
        x, y = thing.x_m + thing.shift_m * rng.uniform(-1, 1), thing.y_m + thing.shift_m * rng.uniform(-1, 1)
        model.put("pose", _text((x, y, 0, 0, 0, math.radians(thing.yaw_deg + thing.turn_deg * rng.uniform(-1, 1)))))
        self.world.children.append(model)

    def place_person(self, person: PersonTrack, index: int) -> None:
        """Put a person on a track, or let one stand."""
        rng = self._rng(200 + index)
        heights = ADULT_HEIGHT_M if person.kind == "adult" else CHILD_HEIGHT_M
        model = person_model(person.kind, self._free(f"{person.kind}_{index}"), draw(heights, rng), rng)
        points = np.array(person.track, float) + person.shift_m * rng.uniform(-1, 1, 2)
        yaw = math.radians(draw(person.yaw_deg, rng))
        if len(points) > 1:
            yaw = math.atan2(*(points[1] - points[0])[::-1])
            let_walk(model, points, person, rng)
        model.put("pose", _text((*points[0], 0, 0, 0, yaw)))
        self.world.children.append(model)

    def set_mission(self, route: Iterable, speed_mps: float, duration_s: float) -> None:
        """Write route and limits into the world; Gazebo passes over these elements."""
        self.world.attributes["name"] = self.name
        self.world.children = [child for child in self.world.children if child.tag != "limphome:mission"]
        mission = self.world.add("limphome:mission")
        mission.add("limphome:scenario", self.name)
        mission.add("limphome:seed", str(self.seed))
        mission.add("limphome:speed", f"{speed_mps:g}")
        mission.add("limphome:duration", f"{duration_s:g}")
        for x, y in route:
            mission.add("limphome:waypoint", f"{x:g} {y:g}")

    def _free(self, name: str) -> str:
        """The name; with a number behind it where the world has a model that is called so: a thing can be an adult too."""
        taken = {model.attributes.get("name") for model in self.world.all("model")}
        return next(one for one in chain((name,), (f"{name}_{number}" for number in count(2))) if one not in taken)

    def _rng(self, stream: int) -> np.random.Generator:
        # A stream each, so that one more thing does not change what the others draw.
        return np.random.default_rng([self.seed, stream])


def write_draft(draft: Draft, path: Path) -> Path:
    """Write the world as a file that stands alone."""
    root = Element("sdf", {"version": "1.9", "xmlns:limphome": NAMESPACE}, children=[draft.world])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('<?xml version="1.0"?>\n' + root.to_xml(), encoding="utf-8")
    except OSError as error:
        raise LimphomeError(f"cannot be written: {error.strerror}", str(path), "a writable folder with space") from error
    return path


def _text(values: "Tuple[float, ...] | np.ndarray") -> str:
    return " ".join(f"{value:.5g}" for value in values)
