"""What several nodes have to know alike: where a sensor sits, what the camera is. Each has a parameter of its own for it."""

from pathlib import Path
from typing import Any, Collection, Dict, Iterator, Tuple

from limphome.core import LimphomeError
from limphome.nodes.camera_options import PREFIX, CameraOptions
from limphome.nodes.lidar_options import LIDAR, LidarOptions
from limphome.nodes.parameter_file import value_of
from limphome.safety.gate_config import GateConfig

_LIDAR_NODES, _CAMERA_NODES = ("gate", "safety_monitor", "pilot"), ("camera", "safety_monitor", "pilot")


def check_facts(path: Path, running: Collection[str]) -> None:
    """Look whether the nodes that run are told the same of one thing: a guard that knows another mount guards another place.

    Raises:
        LimphomeError: a fact is not the same for all of ``running`` that need it.
    """
    for key, default, nodes in _facts():
        said = {node: value_of(path, key, node, default) for node in nodes if node in running}
        if any(value != next(iter(said.values())) for value in said.values()):
            text = ", ".join(f"{value} for {node}" for node, value in said.items())
            raise LimphomeError(f"{key} is {text}", str(path), f"the same {key} for all of them: it is one thing on the robot")


def limp_note(path: Path) -> str:
    """A sentence when LIMP_HOME would slow nothing down, else empty."""
    limp_mps, nominal_mps = (value_of(path, key, "gate", getattr(GateConfig(), key)) for key in ("limp_home_mps", "nominal_mps"))
    if not all(isinstance(one, (int, float)) for one in (limp_mps, nominal_mps)) or limp_mps < nominal_mps:
        return ""
    return f"limp_home_mps {limp_mps:g} of gate is not below its nominal_mps {nominal_mps:g}: LIMP_HOME slows nothing down"


def _facts() -> Iterator[Tuple[str, Any, Tuple[str, ...]]]:
    """Parameter, what it is where the file says nothing, and the nodes that have it."""
    lidar: Dict[str, Any] = {LIDAR + name: value for name, value in vars(LidarOptions()).items()}
    for name, value in {"lidar_x_m": GateConfig().lidar_x_m, **lidar}.items():
        yield name, value, _LIDAR_NODES
    for name, value in vars(CameraOptions()).items():
        yield PREFIX + name, value, _CAMERA_NODES
