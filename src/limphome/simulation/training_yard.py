"""A random yard to learn from: one SDF world with a stock of persons and things that a scene may use."""

import colorsys
from typing import List, Tuple

import numpy as np

from limphome.simulation.person import ADULT_HEIGHT_M, CHILD_HEIGHT_M, person_model
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.include import find_model

# How many of each model a yard holds.
STOCK = (
    ("cone", 5),
    ("crate", 4),
    ("barrel", 2),
    ("bollard", 2),
    ("sign", 1),
    ("bush", 2),
    ("pallets", 1),
    ("fence", 1),
    ("wall", 1),
    ("container", 2),
)
ADULTS, CHILDREN = 5, 3
HALF_LENGTH_M = 14.0
_FLOORS = ("asphalt", "concrete", "grass", "tiles", "brick", "planks")
_WALLS = ("brick", "concrete", "planks", "corrugated", "tiles")


def training_yard(world_seed: int) -> Element:
    """The ``<world>`` of a seed: floor, four walls and the stock, in random patterns and colours."""
    rng = np.random.default_rng([world_seed, 1])
    world = Element("world", {"name": f"training_{world_seed}"})
    _add_scene(world, rng)
    _add_floor(world, rng)
    for index, (x, y, yaw) in enumerate(((0, 1, 0), (0, -1, 0), (1, 0, np.pi / 2), (-1, 0, np.pi / 2))):
        far = HALF_LENGTH_M * rng.uniform(0.75, 1.1)
        _add_wall(world, f"yard_wall_{index}", (x * far, y * far, yaw), rng)
    for name, count in STOCK:
        for index in range(count):
            world.children.append(_thing(name, index, rng))
    for index in range(ADULTS):
        world.children.append(person_model("adult", f"adult_{index}", rng.uniform(*ADULT_HEIGHT_M), rng))
    for index in range(CHILDREN):
        world.children.append(person_model("child", f"child_{index}", rng.uniform(*CHILD_HEIGHT_M), rng))
    return world


def random_colour(rng: np.random.Generator, saturation: float = 0.9, darkest: float = 0.15) -> Tuple[float, float, float]:
    """Any colour, dull ones more often than bright ones."""
    return colorsys.hsv_to_rgb(rng.random(), saturation * rng.random() ** 1.5, rng.uniform(darkest, 0.95))


def _text(values: "List[float] | Tuple[float, ...]") -> str:
    return " ".join(f"{value:.4g}" for value in values)


def _add_scene(world: Element, rng: np.random.Generator) -> None:
    grey, blue = rng.uniform(0.35, 0.95), rng.random()
    sky = (grey * (1 - 0.45 * blue), grey * (1 - 0.2 * blue), grey)
    scene = world.add("scene")
    scene.add("ambient", "0.5 0.5 0.5 1")
    scene.add("background", _text((*sky, 1.0)))
    light = world.add("light", name="sun", type="directional")
    light.add("diffuse", "0.8 0.8 0.8 1")
    light.add("direction", "0 0 -1")
    light.add("cast_shadows", "true")


def _material(visual: Element, colour: Tuple[float, ...], kind: str, rng: np.random.Generator, size_m: float) -> None:
    material = visual.add("material")
    material.add("diffuse", _text((*colour, 1.0)))
    material.add("limphome:pattern", kind=kind, seed=str(rng.integers(1000)), size=f"{size_m:.3g}")


def _add_floor(world: Element, rng: np.random.Generator) -> None:
    visual = _static(world, "ground", (0, 0, 0)).add("visual", name="floor")
    plane = visual.add("geometry").add("plane")
    plane.add("normal", "0 0 1")
    plane.add("size", "120 120")
    grey = rng.uniform(0.3, 0.9)
    colour = tuple(np.clip(grey * (1 + 0.25 * rng.normal(size=3) * rng.random()), 0.1, 1.0))
    _material(visual, colour, str(rng.choice(_FLOORS)), rng, rng.uniform(1.0, 4.0))


def _add_wall(world: Element, name: str, place: Tuple[float, float, float], rng: np.random.Generator) -> None:
    height = rng.uniform(0.8, 3.5)
    visual = _static(world, name, place).add("visual", name="wall")
    visual.add("pose", f"0 0 {height / 2:.3f} 0 0 0")
    visual.add("geometry").add("box").add("size", f"36 0.3 {height:.3f}")
    _material(visual, random_colour(rng, 0.5, 0.3), str(rng.choice(_WALLS)), rng, rng.uniform(1.0, 3.0))


def _static(world: Element, name: str, place: Tuple[float, float, float]) -> Element:
    model = world.add("model", name=name)
    model.add("static", "true")
    model.add("pose", f"{place[0]:.3f} {place[1]:.3f} 0 0 0 {place[2]:.6f}")
    return model.add("link", name="body")


def _thing(name: str, index: int, rng: np.random.Generator) -> Element:
    model = find_model(name)
    model.attributes["name"] = f"{name}_{index}"
    for link in model.all("link"):
        for visual in link.all("visual"):
            pattern = visual.find("material/limphome:pattern")
            if pattern is not None and name in ("wall", "container"):
                pattern.attributes["kind"] = str(rng.choice(_WALLS)) if name == "wall" else "corrugated"
                pattern.attributes["seed"] = str(rng.integers(1000))
    return model
