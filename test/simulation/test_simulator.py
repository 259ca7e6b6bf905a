"""The world as a whole: sensors in time, determinism, what it refuses."""

import hashlib

import numpy as np
import pytest

from limphome.core import LimphomeError, topics
from limphome.simulation.scenario import load_scenario, write_world
from limphome.simulation.simulator import Simulator
from limphome.simulation.simulator_config import SimulatorConfig


def test_world_without_a_rover_is_refused(make_world):
    with pytest.raises(LimphomeError, match="no rover"):
        Simulator(make_world(("cone", 1, 0, 0)), 0, SimulatorConfig(camera=False))


def test_world_with_two_rovers_is_refused(make_world):
    path = make_world(("rover", 0, 0, 0))
    text = path.read_text()
    start, end = text.index('<model name="rover">'), text.index("</model>", text.index('<model name="rover">')) + len("</model>")
    path.write_text(text.replace("</world>", text[start:end].replace('name="rover"', 'name="second"') + "</world>"))
    with pytest.raises(LimphomeError, match="second rover"):
        Simulator(path, 0, SimulatorConfig(camera=False))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<max_step_size>0.0025", "<max_step_size>0.003"),
        ("<max_step_size>0.0025", "<max_step_size>0"),
        ("<update_rate>20<", "<update_rate>30<"),
    ],
)
def test_rate_that_does_not_fit_the_tick_is_refused(make_world, old, new):
    path = make_world(("rover", 0, 0, 0))
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(LimphomeError, match=r"30 Hz|0\.003 s|size 0\.0 s"):
        Simulator(path, 0, SimulatorConfig(camera=False))


def test_what_only_mujoco_can_tell_is_an_error_that_names_the_file(make_world):
    path = make_world(("rover", 0, 0, 0))
    inertia = "<inertia><ixx>1</ixx><iyy>1</iyy><izz>5</izz></inertia>"
    body = f'<model name="b"><link name="l"><inertial><mass>1</mass>{inertia}</inertial></link></model>'
    path.write_text(path.read_text().replace("</world>", f"{body}</world>"))
    with pytest.raises(LimphomeError, match=r"world\.sdf: .*inertia must satisfy"):
        Simulator(path, 0, SimulatorConfig(camera=False))


def test_sensors_speak_at_their_rates_in_order_of_time(make_world, seeing):
    simulator = seeing(make_world(("rover", 0, 0, 0)))
    messages = [message for step in range(10) for message in simulator.advance((step + 1) * 0.1)]
    count = {
        topic: sum(name == topic for name, _ in messages) for topic in (topics.IMU, topics.ODOMETRY, topics.SCAN, topics.CAMERA)
    }
    assert list(count.values()) == [100, 50, 20, 10]
    stamps = [message.stamp_s for _, message in messages]
    assert stamps == sorted(stamps)
    assert stamps[-1] == simulator.time_s == pytest.approx(1.0)


def test_advance_in_other_steps_gives_the_same_run(make_world, blind, drive):
    path = make_world(("rover", 0, 0, 0), ("cone", 3, 1, 0))
    coarse, fine = blind(path), blind(path)
    once = coarse.advance(1.0)
    many = [message for step in range(100) for message in fine.advance((step + 1) * 0.01)]
    assert [(topic, message.stamp_s) for topic, message in once] == [(topic, message.stamp_s) for topic, message in many]
    assert coarse.truth() == fine.truth()


def _digest(path, seed, drive):
    simulator = Simulator(path, seed)
    digest = hashlib.sha256()
    for topic, message in drive(simulator, 0.6, 0.2, 3.0):
        if topic == topics.CAMERA:
            digest.update(message.image.tobytes())
        elif topic == topics.SCAN:
            digest.update(message.ranges_m.tobytes())
        else:
            digest.update(repr(message).encode())
    digest.update(repr(simulator.truth()).encode())
    simulator.close()
    return digest.hexdigest()


def test_equal_seeds_give_equal_runs_to_the_last_bit(tmp_path, drive):
    path = write_world(load_scenario("crowded_yard"), 3, tmp_path)
    first = _digest(path, 3, drive)
    assert _digest(path, 3, drive) == first
    assert _digest(path, 4, drive) != first


def test_world_without_mission_says_what_it_lacks(make_world, blind):
    with pytest.raises(LimphomeError, match="no mission"):
        _ = blind(make_world(("rover", 0, 0, 0))).route


def test_truth_knows_goal_and_distance(tmp_path, blind, drive):
    scenario = load_scenario("still_scene")
    simulator = blind(write_world(scenario, 0, tmp_path))
    before = simulator.truth()
    drive(simulator, 0.5, 0.0, 3.0)
    after = simulator.truth()
    assert after.distance_m == pytest.approx(np.hypot(after.x_m - before.x_m, after.y_m - before.y_m), abs=0.02)
    assert after.goal_distance_m == pytest.approx(np.hypot(12 - after.x_m, -after.y_m), abs=1e-6)


def test_the_lidar_sees_persons_where_they_have_walked_to(tmp_path, blind):
    simulator = blind(write_world(load_scenario("crowded_yard"), 0, tmp_path))
    (first, before), (later, after) = (_scan_and_persons(simulator, time_s) for time_s in (0.2, 4.0))
    walked = [index for index, (old, new) in enumerate(zip(before, after, strict=True)) if np.hypot(*(new - old)) > 1.0]
    met = [index for index in walked if _ends_near(first, before[index]) and _ends_near(later, after[index])]
    assert met, "at least one of those who walk is in sight both times"
    assert not any(_ends_near(later, before[index]) for index in met), "nobody is seen where he was"


def _scan_and_persons(simulator, time_s):
    """Ends of the beams and the persons, both seen from the lidar [m]."""
    scan = [message for topic, message in simulator.advance(time_s) if topic == topics.SCAN][-1]
    truth = simulator.truth()
    met = np.isfinite(scan.ranges_m)
    ends = scan.ranges_m[met, None] * scan.directions[met]
    offset = np.array(truth.persons_m) - [truth.x_m, truth.y_m]
    c, s = np.cos(truth.yaw_rad), np.sin(truth.yaw_rad)
    return ends, offset @ np.array([[c, -s], [s, c]])


def _ends_near(ends, place):
    return bool((np.hypot(*(ends - place).T) < 0.5).any())
