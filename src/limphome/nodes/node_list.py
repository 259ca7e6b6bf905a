"""The one list of nodes, for ``limphome up`` and for the launch files."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Dict, List, Tuple

from limphome.core import LimphomeError, topics
from limphome.faults.table import COMPONENTS
from limphome.nodes.parameter_file import is_stamped
from limphome.nodes.qos import CLEAN
from limphome.resources import load_config, read_yaml, share_dir


@dataclass(frozen=True)
class SystemOptions:
    """What is to run.

    Attributes:
        scenario, seed: what the embedded simulator shows.
        simulator: start the embedded simulator; off where Gazebo or a real robot stands in its place.
        gazebo: start what a base has and Gazebo has not.
        use_sim_time: the robot's clock is ``/clock``.
        armed: start the relay and the commander, and let nodes be damaged.
        faults: set when the commander becomes active, after all others, each as on the command line.
        recording: path of the MCAP file; empty: no recorder.
        camera: source of the camera node's pictures; empty: the robot has a camera node of its own.
        parameters_file: the user's ROS parameter file for all nodes; empty: what is shipped.
        pilot: start our pilot; off where another one (Nav2, a joystick) speaks on ``cmd_vel_nominal``.
        remap: names that sources and base have on this robot, each ``ours:=theirs``.
        model: network of the perception node, whatever the parameter file says; empty: the file's, or what is shipped.
        stepped: simulated time waits for the nodes' answers; with the embedded simulator only.

    Raises:
        LimphomeError: ``stepped`` without the embedded simulator; a remapping that names none of the robot's topics, one of them
            twice, or two alike; ``armed`` on a robot whose drivers would reach our nodes around the relay.
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
    pilot: bool = True
    remap: Tuple[str, ...] = ()
    model: str = ""
    stepped: bool = False

    def __post_init__(self) -> None:
        if self.stepped and not self.simulator:
            raise LimphomeError("stepped:=true", "options", "with the embedded simulator only: a robot's time waits for nobody")
        around = [topic for topic in self._of_the_robot() if self.names.get(topic, topic).lstrip("/") == topic]
        if self.armed and around and not self.gazebo:  # Gazebo's bridge is renamed by its launch file
            raise LimphomeError(
                f"armed, but {', '.join(around)} would reach our nodes around the fault relay",
                "remap",
                "the driver's own name for each: " + " ".join(f"{topic}:=/driver/{topic}" for topic in around),
            )

    def _of_the_robot(self) -> Tuple[str, ...]:
        """Topics that a relay stands in and no node of ours speaks on."""
        ours = {spoken for node in nodes_of(self) for spoken in node.speaks}
        return tuple(topic for topic in ROBOT_TOPICS if topic in COMPONENTS and topic not in ours)

    @property
    def names(self) -> Dict[str, str]:
        """Our topic -> its name on this robot, where that is another one."""
        pairs = [text.partition(":=")[::2] for text in self.remap]
        for topic, name in pairs:
            if topic not in ROBOT_TOPICS or not name:
                raise LimphomeError(f"'{topic}:={name}'", "remap", "ours:=theirs, ours one of " + ", ".join(ROBOT_TOPICS))
        for side in zip(*pairs):
            for one in side:
                if side.count(one) > 1:
                    raise LimphomeError(f"'{one}' is named twice: {' '.join(self.remap)}", "remap", "one name for each topic")
        return dict(pairs)


@dataclass(frozen=True)
class NodeEntry:
    """One node.

    Attributes:
        name: of the node; its module is ``limphome.nodes.<name>``.
        speaks: topics that it is the source of; with faults armed it says them to the relay.
        needs: what must be on in the options: ``simulator``, ``gazebo``, ``armed``, ``recording``,
            ``camera``, ``pilot``, ``stepped``; empty: always there.
        keeps_time: stamps or compares stamps, so it follows ``/clock``.
        takes_damage: has the parameter ``armed``.
        own_seed: has the parameter ``seed``.
        steps: takes part when time is stepped.
        returns: where its process died, the next one becomes active by itself; not what has to hear first whether the robot is
            held, and not where time is stepped, as there the moment of its return counts.
    """

    name: str
    speaks: Tuple[str, ...] = ()
    needs: str = ""
    keeps_time: bool = True
    takes_damage: bool = False
    own_seed: bool = False
    steps: bool = True
    returns: bool = False

    @property
    def module(self) -> str:
        """Where its class is."""
        return f"limphome.nodes.{self.name}"


SENSOR_TOPICS = (topics.CAMERA, topics.SCAN, topics.ODOMETRY, topics.IMU)
ROBOT_TOPICS = (*SENSOR_TOPICS, topics.NOMINAL_COMMAND, topics.COMMAND, topics.ROUTE)
"""What may have another name on a robot. The emergency stop has not: whoever restarts nodes listens there too."""
NODES = (
    NodeEntry("recorder", needs="recording", keeps_time=False, steps=False),
    NodeEntry("fault_relay", needs="armed", own_seed=True),
    NodeEntry("fault_commander", needs="armed", takes_damage=True, own_seed=True),
    NodeEntry("gate", speaks=(topics.COMMAND,), takes_damage=True),
    NodeEntry("safety_monitor", speaks=(topics.SAFETY_STATE,), takes_damage=True),
    NodeEntry("diagnosis"),
    NodeEntry("perception", speaks=(topics.DETECTIONS,), takes_damage=True, own_seed=True, returns=True),
    NodeEntry("pilot", speaks=(topics.NOMINAL_COMMAND,), needs="pilot", takes_damage=True, returns=True),
    NodeEntry("simulator", speaks=SENSOR_TOPICS, needs="simulator", keeps_time=False, takes_damage=True, own_seed=True),
    NodeEntry("gazebo_base", needs="gazebo", steps=False),
    NodeEntry("camera", speaks=(topics.CAMERA,), needs="camera", steps=False, returns=True),
    NodeEntry("conductor", needs="stepped", keeps_time=False, takes_damage=True, steps=False),
)
"""In the order in which they are brought up: who watches comes before who is watched, and time begins last."""

BRINGUP = "bringup"
_LAST = ("fault_commander", "conductor")
_TWIST = "geometry_msgs/msg/Twist"
_STEPPED_LIMIT_S = 10.0
"""How busy the machine is changes nothing in a stepped drive; the conductor waits for 20 s."""


def nodes_of(options: SystemOptions) -> Tuple[NodeEntry, ...]:
    """The nodes that these options start."""
    return tuple(node for node in NODES if not node.needs or bool(getattr(options, node.needs)))


def module_of(node: NodeEntry, options: SystemOptions) -> str:
    """What ``python -m`` runs: a module, or a module and its argument."""
    return f"limphome.nodes.stepped {node.name}" if options.stepped and node.steps else node.module


def parameters_of(node: NodeEntry, options: SystemOptions, again: bool = False) -> Dict[str, Any]:
    """Parameters that the options give to a node.

    Args:
        again: its process takes the place of one that died.
    """
    given: Dict[str, Any] = {"use_sim_time": options.use_sim_time and node.keeps_time}
    if again and node.returns and not options.stepped:
        given["start_active"] = True
    if node.takes_damage:
        given["armed"] = options.armed
    if node.own_seed:
        given["seed"] = options.seed
    if node.name in ("simulator", "gazebo_base"):
        given["scenario"] = options.scenario
    if node.name == "pilot" and (options.simulator or options.gazebo):
        given["mission_speed_mps"] = _mission_speed_mps(options.scenario)
    if node.name == "gate":
        given["waits_for_hold"] = not options.stepped  # there it would come at no fixed moment of simulated time
    if node.name == "camera":
        given["source"] = options.camera
    if node.name == "recorder":
        given["path"] = options.recording
        given.update(_recorded_topics(options))
    if node.name == "fault_commander" and options.faults:
        given["plan"] = list(options.faults)
    if node.name == "perception" and options.stepped:
        given["least_s"] = load_lockstep_config().inference_s
        given["inference_limit_s"] = _STEPPED_LIMIT_S
    if node.name == "conductor":
        given["nodes"] = [one.name for one in nodes_of(options) if one.steps]
    return given


@lru_cache(maxsize=None)  # a pilot that is started again drives as before, whatever became of the file
def _mission_speed_mps(scenario: str) -> float:
    from limphome.simulation.scenario import load_scenario  # where a simulator is

    return float(load_scenario(scenario).speed_mps)


def _recorded_topics(options: SystemOptions) -> Dict[str, List[str]]:
    """What the recorder hears where commands are no TwistStamped; a list in the user's own file is stronger."""
    file = Path(options.parameters_file)
    keys = {topics.NOMINAL_COMMAND: "stamped_in", topics.COMMAND: "stamped_out"}
    plain = [topic for topic, key in keys.items() if options.parameters_file and not is_stamped(file, key)]
    if not plain:
        return {}
    shipped = read_yaml(share_dir() / "config" / "recorder.yaml")["recorder"]["ros__parameters"]["topics"]
    return {"topics": [f"{line.split()[0]} {_TWIST}" if line.split()[0] in plain else line for line in shipped]}


def load_lockstep_config() -> Any:
    """Latencies of the lockstep loop, which a stepped run shares."""
    from limphome.simulation.lockstep_config import LockstepConfig  # where a simulator is

    return load_config(LockstepConfig, share_dir() / "config" / "lockstep.yaml")


def remappings_of(node: NodeEntry, options: SystemOptions) -> List[Tuple[str, str]]:
    """(from, to): an armed source speaks to the relay, and only the relay hears it; sources of others keep their names."""
    own = [(topic, topic + CLEAN) for topic in node.speaks] if options.armed else []
    return own + [pair for topic, name in options.names.items() for pair in _to_robot(topic, name, node, options)]


def _to_robot(topic: str, name: str, node: NodeEntry, options: SystemOptions) -> List[Tuple[str, str]]:
    """A topic of the robot's own, as this node has to call it."""
    if not options.armed or topic not in COMPONENTS:
        return [(topic, name)]
    speakers = {spoken for one in nodes_of(options) for spoken in one.speaks}
    if topic not in speakers:  # the relay alone hears the robot, and speaks on our name
        return [(topic + CLEAN, name)] if node.name == "fault_relay" else []
    return [] if topic in node.speaks else [(topic, name)]


def bringup_parameters(options: SystemOptions) -> Dict[str, Any]:
    """Parameters of the node that brings the others up.

    Faults begin when everybody is there, as in lockstep: a node that becomes active after a crash has that behind it.
    """
    names = [node.name for node in nodes_of(options)]
    return {"nodes": sorted(names, key=lambda name: _LAST.index(name) + 1 if name in _LAST else 0)}
