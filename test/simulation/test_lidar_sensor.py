import numpy as np
import pytest

from limphome.core import topics
from limphome.simulation.engine import mujoco
from limphome.simulation.lidar_sensor import _GROUPS
from limphome.simulation.scenario import load_scenario, write_world
from limphome.simulation.simulator import Simulator
from limphome.simulation.simulator_config import SimulatorConfig

SCENARIO = """
schema_version: 1
description: A container ahead.
world: yard
route: [[0.0, 0.0], [10.0, 0.0]]
start: {{x_m: [0.0, 0.0], y_m: [0.0, 0.0], yaw_deg: [0.0, 0.0]}}
things: [{{model: container, x_m: 5.0, y_m: 0.0, yaw_deg: {yaw}}}]
"""


@pytest.mark.parametrize(("yaw", "depth"), [(0, 5.9), (90, 2.3), (180, 5.9), (270, 2.3)])
def test_a_box_is_seen_however_it_is_turned(tmp_path, yaw, depth):
    (tmp_path / "box.yaml").write_text(SCENARIO.format(yaw=yaw))
    world = write_world(load_scenario(str(tmp_path / "box.yaml")), 0, tmp_path)
    simulator = Simulator(world, 0, SimulatorConfig(camera=False))
    scans = [message for topic, message in simulator.advance(0.1) if topic == topics.SCAN]
    ahead = scans[-1].ranges_m[np.abs(scans[-1].angles_rad) < 0.01]
    assert ahead == pytest.approx(5.0 - depth / 2 - 0.2, abs=0.1)


@pytest.mark.parametrize("scenario", ["blind_corner", "crowded_yard"])
def test_all_beams_at_once_see_what_each_beam_sees_alone(tmp_path, scenario):
    simulator = Simulator(write_world(load_scenario(scenario), 0, tmp_path), 0, SimulatorConfig(camera=False))
    simulator.advance(1.0)
    lidar, model, data = simulator._lidar, simulator._model, simulator._data
    beams = lidar._local @ data.site_xmat[lidar._site].reshape(3, 3).T
    hit = np.empty(1, np.int32)
    alone = [mujoco.mj_ray(model, data, data.site_xpos[lidar._site], beam, _GROUPS, True, -1, hit) for beam in beams]
    expected = np.where(np.array(alone) < 0, np.inf, alone)
    within = expected < lidar._rover.range_max_m + 0.5
    assert within.any()
    assert np.allclose(lidar._cast(data)[within], expected[within])
    assert np.all(lidar._cast(data)[~within] > lidar._rover.range_max_m + 0.5)
