"""Sensors measure the world that is there."""

import math

import numpy as np
import pytest

from limphome.core import topics
from limphome.simulation.engine import mujoco


def _last(messages, topic):
    return [message for name, message in messages if name == topic][-1]


def _beam(scan, bearing_rad):
    return scan.ranges_m[int(np.argmin(np.abs(scan.angles_rad - bearing_rad)))]


def test_scan_measures_walls_and_things_where_they_are(make_world, blind):
    simulator = blind(make_world(("rover", 2, 1, 0), ("barrel", 6, 1, 0), ("crate", 2.2, -3, 0)))
    scan = _last(simulator.advance(0.1), topics.SCAN)
    lidar_x = 2 + 0.20
    assert len(scan.ranges_m) == 360
    assert _beam(scan, 0.0) == pytest.approx(6 - 0.305 - lidar_x, abs=0.05)  # the barrel's hoop
    assert _beam(scan, -math.pi / 2) == pytest.approx(4 - 0.3, abs=0.05)  # the crate's near face
    assert _beam(scan, math.pi / 2) == pytest.approx(8 - 1 - 0.03, abs=0.05)  # the north wall's foot
    assert _beam(scan, -math.pi) == pytest.approx(lidar_x + 4 - 0.03, abs=0.05)  # the west wall's foot


def test_scan_says_infinite_where_nothing_returns(make_world, blind):
    scan = _last(blind(make_world(("rover", 2, 0, 0))).advance(0.1), topics.SCAN)
    assert np.isposinf(_beam(scan, 0.0))  # the east wall is 26 m away


def test_scan_noise_is_that_of_the_numbers(make_world, blind):
    simulator = blind(make_world(("rover", 2, 0, 0)))
    scans = [message.ranges_m for topic, message in simulator.advance(5.0) if topic == topics.SCAN]
    side = np.array([scan[270] for scan in scans])
    assert side.std() == pytest.approx(0.01, rel=0.3)


def test_rover_does_not_see_itself(make_world, blind):
    scan = _last(blind(make_world(("rover", 12, 0, 0))).advance(0.1), topics.SCAN)
    assert scan.ranges_m.min() > 5.0


def test_picture_shows_things_where_the_camera_model_says(make_world, seeing):
    simulator = seeing(make_world(("rover", 0, 0, 0.3), ("cone", 4, 1.2, 0)))
    simulator.advance(0.1)
    camera = simulator._camera  # the labels of the very picture
    labels = camera._renderer.labels(simulator._data, camera._view)
    body = simulator._model.body("cone_1/body").id
    rows, columns = np.nonzero(np.isin(labels, np.flatnonzero(simulator._model.geom_bodyid == body)))
    x, y, yaw = simulator.pose()
    ahead = math.cos(yaw) * (4 - x) + math.sin(yaw) * (1.2 - y)
    aside = -math.sin(yaw) * (4 - x) + math.cos(yaw) * (1.2 - y)
    pixels, _ = simulator.camera_model.project(np.array([[ahead, aside, 0.5], [ahead, aside, 0.0]]))
    assert columns.mean() + 0.5 == pytest.approx(pixels[0, 0], abs=1.5)
    assert rows.min() == pytest.approx(pixels[0, 1], abs=1.5)
    assert rows.max() == pytest.approx(pixels[1, 1], abs=4)  # the foot's near edge


def test_a_camera_that_is_turned_left_sees_things_farther_right_and_turned_back_what_it_saw(make_world, seeing):
    simulator = seeing(make_world(("rover", 0, 0, 0), ("cone", 4, 1.2, 0)))
    simulator.advance(0.1)
    camera, body = simulator._camera, simulator._model.body("cone_1/body").id

    def picture():
        labels = camera._renderer.labels(simulator._data, camera._view)
        return labels, np.nonzero(np.isin(labels, np.flatnonzero(simulator._model.geom_bodyid == body)))[1].mean() + 0.5

    before, straight = picture()
    simulator.turn_camera(math.radians(6.0))
    mujoco.mj_forward(simulator._model, simulator._data)
    turned = picture()[1]
    bearings = simulator.camera_model.bearing_rad(np.array([straight, turned]))
    assert bearings[0] - bearings[1] == pytest.approx(math.radians(6.0), abs=0.002)
    simulator.turn_camera(0.0)
    mujoco.mj_forward(simulator._model, simulator._data)
    np.testing.assert_array_equal(picture()[0], before)


def test_camera_and_lidar_agree_on_a_bearing(make_world, seeing):
    simulator = seeing(make_world(("rover", 0, 0, 0), ("barrel", 4, 1.2, 0)))
    messages = simulator.advance(0.1)
    scan = _last(messages, topics.SCAN)
    labels = simulator._camera._renderer.labels(simulator._data, simulator._camera._view)
    body = simulator._model.body("barrel_1/body").id
    columns = np.nonzero(np.isin(labels, np.flatnonzero(simulator._model.geom_bodyid == body)))[1]
    right, left = simulator.camera_model.bearing_rad(np.array([columns.max() + 1, columns.min()]))
    inside = (scan.angles_rad > right) & (scan.angles_rad < left)
    assert np.all(scan.ranges_m[inside] < 4.3)
    assert scan.ranges_m[np.flatnonzero(inside)[-1] + 1] > 5


def test_still_scene_differs_from_frame_to_frame(make_world, seeing):
    simulator = seeing(make_world(("rover", 0, 0, 0), ("adult", 3, 0, 3)))
    frames = [message.image for topic, message in simulator.advance(3.0) if topic == topics.CAMERA]
    change = [np.abs(after.astype(int) - before).mean() for before, after in zip(frames, frames[1:])]
    assert min(change) > 1.0
    assert np.std([frame[100, 100, 0] for frame in frames]) > 0.5


def test_frame_is_an_array_of_its_own(make_world, seeing):
    simulator = seeing(make_world(("rover", 0, 0, 0)))
    first = _last(simulator.advance(0.1), topics.CAMERA).image
    kept = first.copy()
    simulator.advance(0.5)
    np.testing.assert_array_equal(first, kept)


def test_imu_feels_gravity_and_turning(make_world, blind, drive):
    simulator = blind(make_world(("rover", 0, 0, 0)))
    still = [message for topic, message in simulator.advance(1.0) if topic == topics.IMU]
    assert np.mean([imu.acceleration_mps2[2] for imu in still]) == pytest.approx(9.81, abs=0.15)
    drive(simulator, 0.0, 0.8, 1.0)
    turning = [message for topic, message in drive(simulator, 0.0, 0.8, 1.0) if topic == topics.IMU]
    assert np.mean([imu.angular_velocity_radps[2] for imu in turning]) == pytest.approx(0.8, abs=0.03)


def test_odometry_drifts_less_than_a_hundredth_of_the_way(make_world, blind, drive):
    for seed in range(3):
        simulator = blind(make_world(("rover", 0, 0, 0)), seed)
        for v, w, duration in ((0.8, 0.0, 8.0), (0.5, 0.6, 3.0), (0.8, -0.3, 6.0), (0.0, 1.0, 2.0)):
            messages = drive(simulator, v, w, duration)
        odometry, truth = _last(messages, topics.ODOMETRY), simulator.truth()
        drift = math.hypot(odometry.x_m - truth.x_m, odometry.y_m - truth.y_m)
        assert 0 < drift < 0.02 * truth.distance_m


def test_missing_egl_is_refused_with_the_line_that_installs_it():
    import subprocess
    import sys

    code = "from limphome.simulation.labels import LabelledWorld; LabelledWorld(0)"
    environment = {"PATH": "/usr/bin", "__EGL_VENDOR_LIBRARY_DIRS": "/nonexistent", "EGL_PLATFORM": "none"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "LimphomeError" in done.stderr
    assert "apt-get install -y libegl1" in done.stderr


def test_engine_keeps_rendering_on_one_core():
    import os

    assert mujoco is not None
    assert os.environ["LP_NUM_THREADS"] == "0"
