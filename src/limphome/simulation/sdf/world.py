"""A whole SDF world as a MuJoCo specification and the words that go with it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from limphome.core import Route
from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.include import expand_includes
from limphome.simulation.sdf.model_builder import ModelBuilder
from limphome.simulation.sdf.parser import parse_file
from limphome.simulation.sdf.pose import Pose
from limphome.simulation.sdf.rover import Rover, read_rover
from limphome.simulation.sdf.shapes import shape_of
from limphome.simulation.sdf.sky import add_scene
from limphome.simulation.sdf.thing import Thing, Track
from limphome.simulation.sdf.vocabulary import check

MOVER = "gz::sim::systems::TrajectoryFollower"
DRIVE = "gz::sim::systems::DiffDrive"


@dataclass(frozen=True, eq=False)
class World:
    """What was read.

    Attributes:
        name: of the world. spec: the MuJoCo specification, still to be compiled.
        rover: the robot, None when the world has none. things: all other models.
        tracks: of the persons that walk, by name of the thing. route: of the mission, None without one.
        speed_mps, duration_s: of the mission.
    """

    name: str
    spec: Any
    rover: Optional[Rover]
    things: Tuple[Thing, ...]
    tracks: Dict[str, Track]
    route: Optional[Route]
    speed_mps: float
    duration_s: float


def read_world(path: Path) -> World:
    """Read an SDF file; LimphomeError names file, line and element of what is wrong or not supported."""
    root = parse_file(path)
    worlds = root.all("world")
    if len(worlds) != 1:
        raise root.error(f"holds {len(worlds)} worlds", "one <world>")
    return build_world(expand_includes(worlds[0]))


def build_world(element: Element, movable: bool = False) -> World:
    """The MuJoCo specification of a ``<world>`` without includes.

    Args:
        element: the ``<world>``.
        movable: every model can be set anywhere while running (mocap bodies), as scenes to learn from want.
    """
    check(element)
    spec = mujoco.MjSpec()
    _set_physics(spec, element)
    add_scene(spec, element)
    builder = ModelBuilder(spec)
    rover: Optional[Rover] = None
    things: List[Thing] = []
    tracks: Dict[str, Track] = {}
    for model in element.all("model"):
        if _plugin(model, DRIVE) is not None:
            if rover is not None:
                raise model.error(f"'{model.name}' is a second rover", "one model with a DiffDrive")
            rover = read_rover(model, builder.moving(model, rover=True))
            _add_drive(spec, rover)
            continue
        things.append(_add_thing(builder, model, movable))
        mover = _plugin(model, MOVER)
        if mover is not None:
            tracks[model.name] = _track(mover)
    route, speed, duration = _mission(element)
    return World(element.name, spec, rover, tuple(things), tracks, route, speed, duration)


def _plugin(model: Element, system: str) -> Optional[Element]:
    return next((plugin for plugin in model.all("plugin") if plugin.attributes.get("name") == system), None)


def _set_physics(spec: Any, world: Element) -> None:
    spec.option.timestep = world.number("physics/max_step_size", 0.0025)
    spec.option.integrator = mujoco.mjtIntegrator.mjINT_IMPLICITFAST
    gravity = world.child("gravity")
    if gravity is not None:
        spec.option.gravity = gravity.numbers(3)
    spec.compiler.degree = False


def _add_thing(builder: ModelBuilder, model: Element, movable: bool) -> Thing:
    class_name = model.words("limphome:class")
    person = class_name == "person"
    if person or movable or model.flag("static", False):
        bodies = builder.fixed(model, kinematic=person or movable)
    else:
        bodies = list(builder.moving(model, rover=False).values())
    links = model.all("link")
    solids = [solid for link in links for solid in link.all("collision")]
    return Thing(
        name=model.name,
        class_name=class_name,
        bodies=tuple(body.name for body in bodies),
        links=tuple(Pose.of(link) for link in links),
        pose=Pose.of(model),
        swing_rad=tuple(_swing(model, link.name) for link in links),
        height_m=max((_top(solid) for solid in solids), default=0.0),
        radius_m=max((float(shape_of(solid)[1][0]) for solid in solids), default=0.0),
    )


def _top(solid: Element) -> float:
    kind, size = shape_of(solid)
    half = size[2] if kind == mujoco.mjtGeom.mjGEOM_BOX else size[1] if kind != mujoco.mjtGeom.mjGEOM_PLANE else 0.0
    return float(Pose.of(solid).position[2] + half)


def _swing(model: Element, link: str) -> float:
    """Signed swing of a limb [rad]: the limit of its joint; diagonal limbs go together."""
    for joint in model.all("joint"):
        if joint.need("child").text == link and joint.attributes["type"] == "revolute":
            side = 1.0 if ("left" in link) == ("leg" in link) else -1.0
            return side * joint.number("axis/limit/upper", 0.0)
    return 0.0


def _track(mover: Element) -> Track:
    points = [point.numbers(2) for point in mover.need("waypoints").all("waypoint")]
    if not points:
        raise mover.error("the walker has no waypoints", "<waypoints><waypoint>x y</waypoint></waypoints>")
    return Track(
        points_m=np.array(points),
        loop=mover.flag("loop", False),
        speed_mps=mover.number("limphome:speed", 1.0),
        start_s=mover.number("limphome:start_time", 0.0),
        start_distance_m=mover.number("limphome:start_distance", np.inf),
    )


def _add_drive(spec: Any, rover: Rover) -> None:
    """A motor and an independent brake on each wheel; their strength is set while running."""
    for joint in (rover.left, rover.right):
        # The rotor behind its gear; without it the stiff speed loop lets the wheel creep on the floor.
        spec.joint(joint).armature = 0.02
        for part in ("motor", "brake"):
            actuator = spec.add_actuator(name=f"{joint}/{part}", target=joint, trntype=mujoco.mjtTrn.mjTRN_JOINT)
            actuator.set_to_velocity(kv=15.0)
            actuator.forcelimited = True
            actuator.forcerange = [-1.0, 1.0]
    for kind, name in ((mujoco.mjtSensor.mjSENS_GYRO, "gyro"), (mujoco.mjtSensor.mjSENS_ACCELEROMETER, "accelerometer")):
        spec.add_sensor(name=name, type=kind, objtype=mujoco.mjtObj.mjOBJ_SITE, objname="rover/imu")


def _mission(world: Element) -> Tuple[Optional[Route], float, float]:
    mission = world.child("limphome:mission")
    if mission is None:
        return None, 0.8, 60.0
    points = np.array([point.numbers(2) for point in mission.all("limphome:waypoint")])
    return Route(points), mission.number("limphome:speed", 0.8), mission.number("limphome:duration", 60.0)
