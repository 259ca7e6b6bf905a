"""What of SDF 1.9 the embedded simulator understands; anything else is refused, never passed over."""

from typing import Dict, FrozenSet, Optional, Set, Tuple

from limphome.simulation.sdf.element import Element


def _set(words: str) -> FrozenSet[str]:
    return frozenset(words.split())


_SHAPE = _set("box cylinder sphere ellipsoid capsule plane")
# Children that each element may have.
CHILDREN: Dict[str, FrozenSet[str]] = {
    "sdf": _set("world model"),
    "world": _set("physics gravity plugin scene light model include limphome:mission"),
    "physics": _set("max_step_size real_time_factor real_time_update_rate"),
    "scene": _set("ambient background shadows grid sky"),
    "light": _set("pose cast_shadows intensity diffuse specular attenuation direction visualize"),
    "attenuation": _set("range constant linear quadratic"),
    "include": _set("uri name pose static"),
    "model": _set("static pose link joint plugin self_collide limphome:class"),
    "link": _set("pose inertial collision visual sensor gravity enable_wind velocity_decay self_collide kinematic"),
    "velocity_decay": _set("linear angular"),
    "inertial": _set("mass pose inertia"),
    "inertia": _set("ixx iyy izz ixy ixz iyz"),
    "collision": _set("pose geometry surface"),
    "surface": _set("friction contact"),
    "friction": _set("ode"),
    "ode": _set("mu mu2 slip1 slip2 kp kd"),
    "contact": _set("ode"),
    "visual": _set("pose geometry material cast_shadows"),
    "geometry": _SHAPE,
    "box": _set("size"),
    "cylinder": _set("radius length"),
    "capsule": _set("radius length"),
    "sphere": _set("radius"),
    "ellipsoid": _set("radii"),
    "plane": _set("normal size"),
    "material": _set("ambient diffuse specular emissive limphome:pattern"),
    "joint": _set("parent child pose axis"),
    "axis": _set("xyz limit dynamics"),
    "limit": _set("lower upper effort velocity"),
    "dynamics": _set("damping friction spring_reference spring_stiffness"),
    "sensor": _set("pose topic update_rate always_on visualize camera lidar imu gz_frame_id"),
    "camera": _set("horizontal_fov image clip noise optical_frame_id"),
    "image": _set("width height format"),
    "clip": _set("near far"),
    "noise": _set("type mean stddev"),
    "lidar": _set("scan range noise"),
    "scan": _set("horizontal"),
    "horizontal": _set("samples resolution min_angle max_angle"),
    "range": _set("min max resolution"),
    "imu": frozenset(),
    "limphome:mission": _set("limphome:scenario limphome:seed limphome:speed limphome:duration limphome:waypoint"),
}
# What has to have a name of its own among those of its kind beside it.
_NAMED = _set("light model link joint collision visual")
# Values that an attribute ``type`` may have.
TYPES: Dict[str, FrozenSet[str]] = {
    "light": _set("directional"),
    "joint": _set("revolute fixed"),
    "sensor": _set("camera gpu_lidar imu"),
}
# Systems that we do ourselves, or that only serve Gazebo's own screen and transport.
PLUGINS = _set(
    "gz::sim::systems::Physics gz::sim::systems::Sensors gz::sim::systems::Imu gz::sim::systems::SceneBroadcaster"
    " gz::sim::systems::UserCommands gz::sim::systems::Contact gz::sim::systems::DiffDrive"
    " gz::sim::systems::TrajectoryFollower gz::sim::systems::Hydrodynamics gz::sim::systems::JointStatePublisher"
    " gz::sim::systems::PosePublisher"
)


def check(element: Element) -> None:
    """Refuse, with file, line and element, what the embedded simulator would not honour."""
    if element.tag == "plugin":
        return _check_plugin(element)
    kind = element.attributes.get("type")
    if element.tag in TYPES and kind not in TYPES[element.tag]:
        raise element.error(f'<{element.tag} type="{kind}"> is not supported', ", ".join(sorted(TYPES[element.tag])))
    allowed = CHILDREN.get(element.tag, frozenset())
    # A leaf such as <min> holds a number; <range> is a leaf in a light and a parent in a lidar.
    for child in element.children:
        if child.tag not in allowed:
            names = ", ".join(sorted(allowed)) or "no elements"
            raise child.error(f"<{child.tag}> in <{element.tag}> is not supported", names)
        check(child)
    return _check_names(element)


def _check_names(element: Element) -> None:
    taken: Set[Tuple[str, Optional[str]]] = set()
    for child in (one for one in element.children if one.tag in _NAMED):
        name = child.attributes.get("name")
        if name and (child.tag, name) in taken:
            raise child.error(f"a second <{child.tag}> named '{name}'", "another name")
        taken.add((child.tag, name))


def _check_plugin(plugin: Element) -> None:
    system = plugin.attributes.get("name", "")
    if system not in PLUGINS:
        raise plugin.error(f"the system '{system}' is not supported", ", ".join(sorted(PLUGINS)))
