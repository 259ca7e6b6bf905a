"""SDF joints: which link hangs on which, and as what in MuJoCo."""

from typing import Any, Dict

import numpy as np

from limphome.simulation.engine import mujoco
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.pose import Pose


def joints_of(model: Element, links: Dict[str, Element]) -> Dict[str, Element]:
    """The joint that carries each link, by the link's name.

    Args:
        links: of the model, by name.

    Raises:
        LimphomeError: a joint holds a link that is not there, or one that another joint carries.
    """
    joints: Dict[str, Element] = {}
    for joint in model.all("joint"):
        for end in ("parent", "child"):
            if joint.need(end).text not in links:
                raise joint.need(end).error(f"unknown link '{joint.need(end).text}'", ", ".join(links))
        child = joint.need("child")
        if child.text in joints:
            raise child.error(f"a second joint carries link '{child.text}'", "one root link, no loops")
        joints[child.text] = joint
    return joints


def add_joint(body: Any, model: Element, joint: Element) -> None:
    """Hang ``body`` on its parent by a hinge; a fixed joint adds nothing."""
    if joint.attributes["type"] == "fixed":
        return
    axis = joint.need("axis")
    added = body.add_joint(name=f"{model.name}/{joint.name}", type=mujoco.mjtJoint.mjJNT_HINGE)
    added.axis = axis.need("xyz").direction()
    added.pos = Pose.of(joint).position
    added.damping = np.array([axis.number("dynamics/damping", 0.0), 0, 0])
    added.frictionloss = axis.number("dynamics/friction", 0.0)
