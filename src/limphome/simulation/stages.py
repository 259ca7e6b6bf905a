"""The stages of one robot, made from the configuration files that the ROS nodes read too."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Optional

from limphome.control.pilot import Pilot, PilotConfig
from limphome.diagnosis.engine import Engine
from limphome.diagnosis.settings import EngineConfig
from limphome.perception.detector import Detector
from limphome.resources import load_config, share_dir
from limphome.safety.gate import Gate
from limphome.safety.gate_config import GateConfig
from limphome.safety.monitor_set import MonitorSet
from limphome.safety.safety_monitor_config import SafetyMonitorConfig
from limphome.safety.supervisor import Supervisor
from limphome.simulation.simulator import Simulator


@dataclass(frozen=True)
class Stages:
    """One object of each stage, wired to nothing yet."""

    detector: Detector
    pilot: Pilot
    monitors: MonitorSet
    supervisor: Supervisor
    gate: Gate
    engine: Engine


def load_stages(simulator: Simulator, model_folder: Optional[Path] = None) -> Stages:
    """The stages as the files in ``config/`` and ``models/`` make them; the pilot is no faster than the mission asks for."""
    share = share_dir()
    config = share / "config"
    camera = simulator.camera_model
    pilot = replace(load_config(PilotConfig, config / "pilot.yaml"), mission_speed_mps=simulator.world.speed_mps)
    safety = load_config(SafetyMonitorConfig, config / "safety_monitor.yaml")
    return Stages(
        detector=Detector.load(model_folder or share / "models" / "perception" / "yard_detector"),
        pilot=Pilot(simulator.route, pilot, camera),
        monitors=MonitorSet(safety, camera),
        supervisor=Supervisor(safety),
        gate=Gate(load_config(GateConfig, config / "gate.yaml")),
        engine=Engine.load(share / "models" / "diagnosis", load_config(EngineConfig, config / "diagnosis.yaml")),
    )
