"""SDF models as MuJoCo bodies."""

from typing import Any, Dict, List, Optional

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.joints import add_joint, joints_of
from limphome.simulation.sdf.materials import Materials
from limphome.simulation.sdf.pose import Pose
from limphome.simulation.sdf.shapes import shape_of

_GEOM = mujoco.mjtGeom
_TYRE_HALF_WIDTH_M = 0.025
_LEAST_MASS = 1e-15  # mjMINVAL of MuJoCo [kg, kg m2]
# Geom groups: what is drawn, the rover's own looks (its sensors do not see them), what collides.
SEEN, ROVER_SEEN, SOLID = 1, 2, 3
# A contact needs (type of one) & (affinity of the other). Fixed things never test each other.
_FIXED, _ROVER, _LOOSE = (1, 2), (2, 1), (3, 3)


class ModelBuilder:
    """Adds models to one specification; frames and sensors stay with the caller."""

    def __init__(self, spec: Any) -> None:
        self._spec = spec
        self._materials = Materials(spec)

    def fixed(self, model: Element, kinematic: bool) -> List[Any]:
        """Bodies of a model that physics does not move; mocap bodies when ``kinematic``."""
        pose, bodies = Pose.of(model), []
        for link in _links(model):
            body = self._body(self._spec.worldbody, model, link, pose * Pose.of(link))
            body.mocap = kinematic
            self._fill(body, model, link, _FIXED, SEEN)
            bodies.append(body)
        return bodies

    def moving(self, model: Element, rover: bool) -> Dict[str, Any]:
        """Bodies of a model with mass, by link name: a tree of joints on one free root."""
        links = {link.name: link for link in _links(model)}
        joints = joints_of(model, links)
        roots = [name for name in links if name not in joints]
        if len(roots) != 1:
            raise model.error(f"model '{model.name}' has {len(roots)} links that no joint carries", "one root link, no loops")
        bodies: Dict[str, Any] = {}
        self._branch(bodies, model, links, joints, roots[0], rover)
        if len(bodies) < len(links):
            apart = ", ".join(name for name in links if name not in bodies)
            raise model.error(f"links {apart} of model '{model.name}' carry each other", "one root link, no loops")
        return bodies

    def _branch(self, bodies: Dict, model: Element, links: Dict, joints: Dict, name: str, rover: bool) -> None:
        link, joint = links[name], joints.get(name)
        if joint is None:
            body = self._body(self._spec.worldbody, model, link, Pose.of(model) * Pose.of(link))
            body.add_freejoint(name=f"{model.name}/free")
        else:
            parent = joint.need("parent").text
            body = self._body(bodies[parent], model, link, Pose.of(links[parent]).inverse() * Pose.of(link))
            add_joint(body, model, joint)
        self._fill(body, model, link, _ROVER if rover else _LOOSE, ROVER_SEEN if rover else SEEN)
        _add_mass(body, link)
        bodies[name] = body
        for child, below in joints.items():
            if below.need("parent").text == name:
                self._branch(bodies, model, links, joints, child, rover)

    def _body(self, parent: Any, model: Element, link: Element, pose: Pose) -> Any:
        return parent.add_body(name=f"{model.name}/{link.name}", pos=pose.position, quat=pose.quaternion)

    def _fill(self, body: Any, model: Element, link: Element, mask: Any, seen: int) -> None:
        for collision in link.all("collision"):
            geom = _add_geom(body, model, link, collision, SOLID)
            geom.contype, geom.conaffinity = mask
            _add_friction(geom, collision, mask == _ROVER)
            _round_off(geom, mask == _ROVER)
        for visual in link.all("visual"):
            geom = _add_geom(body, model, link, visual, seen)
            geom.contype = geom.conaffinity = 0
            self._materials.dress(geom, visual)


def _links(model: Element) -> List[Element]:
    links = model.all("link")
    if not links:
        raise model.error(f"model '{model.name}' has no link", "at least one <link>")
    return links


def _add_geom(body: Any, model: Element, link: Element, owner: Element, group: int) -> Any:
    kind, size = shape_of(owner)
    pose = Pose.of(owner)
    name = f"{model.name}/{link.name}/{owner.tag}/{owner.name}"
    return body.add_geom(name=name, type=kind, size=size, pos=pose.position, quat=pose.quaternion, group=group, mass=0.0)


def _add_friction(geom: Any, collision: Element, rover: bool) -> None:
    mu = collision.number("surface/friction/ode/mu", 0.9)
    geom.friction = [mu, 0.005, 0.0001]
    geom.priority = int(rover)  # the rover's wheels and casters decide how they slide
    geom.condim = 3 if mu > 0 else 1
    if rover:
        geom.solref = [0.01, 1.0]  # stiffer than MuJoCo's 0.02 s: the rover sinks in by less than a millimetre


def _round_off(geom: Any, rover: bool) -> None:
    # A tyre is a disc thinner than it looks: so it stands well in Gazebo, which makes a coarse mesh of an ellipsoid. MuJoCo would
    # set a disc on both its edges; an ellipsoid of the same radius stands on one point.
    if rover and geom.type == _GEOM.mjGEOM_CYLINDER and geom.size[1] < _TYRE_HALF_WIDTH_M:
        geom.type, geom.size = _GEOM.mjGEOM_ELLIPSOID, [geom.size[0], geom.size[0], _TYRE_HALF_WIDTH_M]


def _add_mass(body: Any, link: Element) -> None:
    inertial: Optional[Element] = link.child("inertial")
    if inertial is None:
        raise link.error(f"link '{link.name}' of a moving model has no mass", "<inertial>")
    inertia, pose = inertial.need("inertia"), Pose.of(inertial)
    body.explicitinertial = True
    body.mass = inertial.need("mass").numbers(1)[0]
    body.ipos, body.iquat = pose.position, pose.quaternion
    body.inertia = [inertia.need(axis).numbers(1)[0] for axis in ("ixx", "iyy", "izz")]
    if min(body.mass, *body.inertia) < _LEAST_MASS:
        raise inertial.error(f"mass {body.mass:g} kg, inertia {body.inertia} of a moving link", "both above 0")
