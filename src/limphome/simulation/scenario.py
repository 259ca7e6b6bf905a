"""A scenario: a world, a route, and what of it varies with the seed."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, Tuple, Type

from limphome.core import LimphomeError
from limphome.resources import find_named, make_config, option, read_yaml
from limphome.resources.config import ConfigT
from limphome.resources.user_path import need_file
from limphome.simulation.scenario_parts import LightRange, PersonTrack, StartRange, ThingPlace

SCHEMA_VERSION = 1
_START, _LIGHT = StartRange(), LightRange()


@dataclass(frozen=True)
class Scenario:
    """One kind of drive; a seed makes a world of it."""

    name: str = option("", "of the scenario")
    description: str = option("", "what happens in it")
    world: str = option("yard", "name of a world in models/sdf/worlds, or the path of an SDF file")
    duration_s: float = option(90.0, "time limit of the mission [s]", 1.0, 3600.0)
    speed_mps: float = option(0.8, "mission speed [m/s]", 0.1, 0.8)
    route: tuple = option((), "waypoints [x, y] [m]; the rover starts near the first")
    start: StartRange = _START
    light: LightRange = _LIGHT
    things: Tuple[ThingPlace, ...] = ()
    persons: Tuple[PersonTrack, ...] = ()


def load_scenario(name_or_path: str) -> Scenario:
    """Read a scenario by name from ``config/scenarios`` or by path; LimphomeError says what is wrong."""
    path = find_named("config/scenarios", str(name_or_path), ".yaml")
    data = dict(read_yaml(path))
    version = data.pop("schema_version", None)
    if version != SCHEMA_VERSION:
        raise LimphomeError(f"schema_version {version}", str(path), f"schema_version: {SCHEMA_VERSION}")
    parts: Dict[str, Any] = {
        "start": _part(StartRange, data.pop("start", {}), f"{path} start"),
        "light": _part(LightRange, data.pop("light", {}), f"{path} light"),
        "things": _parts(ThingPlace, data.pop("things", []), f"{path} things"),
        "persons": _parts(PersonTrack, data.pop("persons", []), f"{path} persons"),
    }
    for person in parts["persons"]:
        _check_person(person, path)
    _check_points(data.get("route", ()), 2, f"{path} route")
    scenario = make_config(Scenario, {"name": path.stem, **data, **parts}, str(path))
    if Path(scenario.name).name != scenario.name or not scenario.name.isprintable():
        raise LimphomeError(f"name '{scenario.name}'", str(path), "what can be the name of a file, without a folder")
    _world_path(scenario)
    return scenario


def write_world(scenario: Scenario, seed: int, folder: Path) -> Path:
    """Write the SDF of one seed: start pose, light, things and tracks drawn.

    Returns:
        ``folder/NAME-SEED.sdf``, which stands alone: Gazebo and the embedded simulator read the same file.
    """
    from limphome.simulation.world_writer import Draft, write_draft  # needs MuJoCo, which reading a scenario does not

    path = Path(folder) / f"{scenario.name}-{seed}.sdf"
    draft = Draft(_world_path(scenario), scenario.name, seed)
    draft.place_rover(scenario.start, scenario.route)
    draft.set_light(scenario.light)
    for index, thing in enumerate(scenario.things):
        draft.place_thing(thing, index)
    for index, person in enumerate(scenario.persons):
        draft.place_person(person, index)
    draft.set_mission(scenario.route, scenario.speed_mps, scenario.duration_s)
    return write_draft(draft, path)


def _world_path(scenario: Scenario) -> Path:
    if scenario.world.endswith(".sdf"):
        return need_file(Path(scenario.world), "world: the path of an SDF file")
    return find_named("models/sdf/worlds", scenario.world, ".sdf")


def _part(cls: Type[ConfigT], data: Any, where: str) -> ConfigT:
    if not isinstance(data, dict):
        raise LimphomeError(f"holds a {type(data).__name__}", where, "a mapping of keys to values")
    return make_config(cls, data, where)


def _parts(cls: Type[ConfigT], data: Any, where: str) -> Tuple[ConfigT, ...]:
    if not isinstance(data, list):
        raise LimphomeError(f"holds a {type(data).__name__}", where, "a list")
    return tuple(_part(cls, item, f"{where}[{index}]") for index, item in enumerate(data))


def _check_person(person: PersonTrack, path: Path) -> None:
    _check_points(person.track, 1, f"{path} persons track")
    if person.kind not in ("adult", "child") or not 0 <= min(person.speed_mps) <= max(person.speed_mps) <= 1.4:
        raise LimphomeError(f"kind {person.kind}, speed {person.speed_mps}", f"{path} persons", "adult or child, 0 to 1.4 m/s")


def _check_points(points: Any, least: int, where: str) -> None:
    good = isinstance(points, (list, tuple)) and len(points) >= least and all(map(_is_point, points))
    if not good:
        raise LimphomeError(f"points {points}", where, f"at least {least} points [x, y], in numbers")


def _is_point(point: Any) -> bool:
    numbers = isinstance(point, (list, tuple)) and len(point) == 2 and all(isinstance(part, (int, float)) for part in point)
    return numbers and all(map(math.isfinite, point))
