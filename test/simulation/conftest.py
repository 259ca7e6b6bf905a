"""Small worlds for the tests of this room."""

import pytest

from limphome.core import Command
from limphome.resources import share_dir
from limphome.simulation.sdf.include import find_model
from limphome.simulation.sdf.parser import parse_file
from limphome.simulation.simulator import Simulator
from limphome.simulation.simulator_config import SimulatorConfig

SCENARIO = """
schema_version: 1
description: A short free way with things beside it.
world: yard
duration_s: {duration_s}
route: [[0.0, 0.0], [20.0, 0.0]]
start: {{x_m: [-0.1, 0.1], y_m: [-0.1, 0.1], yaw_deg: [-3.0, 3.0]}}
things:
  - {{model: crate, x_m: 6.0, y_m: 2.5, turn_deg: 40.0}}
  - {{model: cone, x_m: 5.0, y_m: -2.2, shift_m: 0.2}}
  - {{model: container, x_m: 10.0, y_m: 6.0, yaw_deg: 0.0}}
"""


@pytest.fixture
def make_world(tmp_path):
    """Write the yard with models set into it: ``make_world(("rover", 0, 0, 0), ("cone", 2, 0, 0))``."""

    def make(*places):
        root = parse_file(share_dir() / "models/sdf/worlds/yard.sdf")
        for index, (name, x, y, yaw) in enumerate(places):
            model = find_model(name)
            model.attributes["name"] = name if name == "rover" else f"{name}_{index}"
            model.put("pose", f"{x} {y} 0 0 0 {yaw}")
            root.need("world").children.append(model)
        path = tmp_path / "world.sdf"
        path.write_text(root.to_xml())
        return path

    return make


@pytest.fixture
def blind(request):
    """Make a simulator without a camera, closed at the end of the test."""

    def make(path, seed=0, **options):
        simulator = Simulator(path, seed, SimulatorConfig(camera=False, **options))
        request.addfinalizer(simulator.close)
        return simulator

    return make


@pytest.fixture
def seeing(request):
    """Make a simulator with a camera, closed at the end of the test."""

    def make(path, seed=0, **options):
        simulator = Simulator(path, seed, SimulatorConfig(**options))
        request.addfinalizer(simulator.close)
        return simulator

    return make


@pytest.fixture
def drive():
    """Drive a simulator at v, w for a time, with a command every 50 ms; returns the messages."""

    def go(simulator, v_mps, w_radps, duration_s):
        messages, end_s = [], simulator.time_s + duration_s
        while simulator.time_s < end_s - 1e-6:
            simulator.command(Command(simulator.time_s, v_mps, w_radps), simulator.time_s)
            messages += simulator.advance(simulator.time_s + 0.05)
        return messages

    return go


@pytest.fixture
def short(tmp_path):
    """A scenario of so many seconds."""

    def write(duration_s=6.0):
        path = tmp_path / "short.yaml"
        path.write_text(SCENARIO.format(duration_s=duration_s))
        return str(path)

    return write
