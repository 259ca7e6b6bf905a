"""The one list of nodes, for ``limphome up`` and for the launch files."""

import sys
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

from limphome.core import topics
from limphome.nodes.qos import CLEAN


@dataclass(frozen=True)
class SystemOptions:
    """What is to run.

    Attributes:
        scenario, seed: what the embedded simulator shows.
        simulator: start the embedded simulator; off where Gazebo or a real robot stands in its place.
        gazebo: start what a base has and Gazebo has not.
        use_sim_time: the robot's clock is ``/clock``.
        armed: start the relay and the commander, and let nodes be damaged.
        faults: set when the commander becomes active, each as on the command line.
        recording: path of the MCAP file; empty: no recorder.
        camera: source of the camera node's pictures; empty: the robot has a camera node of its own.
        parameters_file: the user's ROS parameter file for all nodes; empty: what is shipped.
    """

    scenario: str = "clear_route"
    seed: int = 0
    simulator: bool = True
    gazebo: bool = False
    use_sim_time: bool = True
    armed: bool = False
    faults: Tuple[str, ...] = ()
    recording: str = ""
    camera: str = ""
    parameters_file: str = ""


@dataclass(frozen=True)
class NodeEntry:
    """One node.

    Attributes:
        name: of the node; its module is ``limphome.nodes.<name>``.
        speaks: topics that it is the source of; with faults armed it says them to the relay.
        needs: what must be on in the options: ``simulator``, ``gazebo``, ``armed``, ``recording``,
            ``camera``; empty: always there.
        keeps_time: stamps or compares stamps, so it follows ``/clock``.
        takes_damage: has the parameter ``armed``.
        own_seed: has the parameter ``seed``.
    """

    name: str
    speaks: Tuple[str, ...] = ()
    needs: str = ""
    keeps_time: bool = True
    takes_damage: bool = False
    own_seed: bool = False

    @property
    def module(self) -> str:
        """What ``python -m`` runs."""
        return f"limphome.nodes.{self.name}"


SENSOR_TOPICS = (topics.CAMERA, topics.SCAN, topics.ODOMETRY, topics.IMU)
NODES = (
    NodeEntry("recorder", needs="recording", keeps_time=False),
    NodeEntry("fault_relay", needs="armed", own_seed=True),
    NodeEntry("fault_commander", needs="armed", takes_damage=True),
    NodeEntry("gate", speaks=(topics.COMMAND,)),
    NodeEntry("safety_monitor", speaks=(topics.SAFETY_STATE,)),
    NodeEntry("diagnosis"),
    NodeEntry("perception", speaks=(topics.DETECTIONS,), takes_damage=True, own_seed=True),
    NodeEntry("pilot", speaks=(topics.NOMINAL_COMMAND,), takes_damage=True),
    NodeEntry("simulator", speaks=SENSOR_TOPICS, needs="simulator", keeps_time=False, takes_damage=True, own_seed=True),
    NodeEntry("gazebo_base", needs="gazebo"),
    NodeEntry("camera", speaks=(topics.CAMERA,), needs="camera"),
)
"""In the order in which they are brought up: who watches comes before who is watched, and time begins last."""

BRINGUP = "bringup"


def nodes_of(options: SystemOptions) -> Tuple[NodeEntry, ...]:
    """The nodes that these options start."""
    return tuple(node for node in NODES if not node.needs or bool(getattr(options, node.needs)))


def parameters_of(node: NodeEntry, options: SystemOptions) -> Dict[str, Any]:
    """Parameters that the options give to a node."""
    given: Dict[str, Any] = {"use_sim_time": options.use_sim_time and node.keeps_time}
    if node.takes_damage:
        given["armed"] = options.armed
    if node.own_seed:
        given["seed"] = options.seed
    if node.name in ("simulator", "gazebo_base"):
        given["scenario"] = options.scenario
    if node.name == "camera":
        given["source"] = options.camera
    if node.name == "recorder":
        given["path"] = options.recording
    if node.name == "fault_commander" and options.faults:
        given["plan"] = list(options.faults)
    return given


def remappings_of(node: NodeEntry, options: SystemOptions) -> List[Tuple[str, str]]:
    """(from, to): an armed source speaks to the relay, and only the relay hears it."""
    return [(topic, topic + CLEAN) for topic in node.speaks] if options.armed else []


def bringup_parameters(options: SystemOptions) -> Dict[str, Any]:
    """Parameters of the node that brings the others up."""
    return {"nodes": [node.name for node in nodes_of(options)]}


def command_line(
    module: str, parameters: Dict[str, Any], remappings: List[Tuple[str, str]], parameters_file: str = ""
) -> List[str]:
    """How to start a node's process without launch."""
    words = [sys.executable, "-m", module, "--ros-args"]
    for name, value in parameters.items():
        words += ["-p", f"{name}:={_yaml(value)}"]
    for source, target in remappings:
        words += ["-r", f"{source}:={target}"]
    return words + (["--params-file", parameters_file] if parameters_file else [])


def commands(options: SystemOptions) -> Dict[str, List[str]]:
    """Node -> command line, in the order of starting, the bringup last."""
    found = {
        node.name: command_line(node.module, parameters_of(node, options), remappings_of(node, options), options.parameters_file)
        for node in nodes_of(options)
    }
    found[BRINGUP] = command_line(f"limphome.nodes.{BRINGUP}", bringup_parameters(options), [])
    return found


def _yaml(value: Any) -> str:
    """A value as ROS reads it: a YAML scalar or list; strings in quotes, so that none is taken for a number."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml, value)) + "]"
    return "'" + value.replace("'", "''") + "'" if isinstance(value, str) else str(value)
