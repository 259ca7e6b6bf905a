"""What one of camera and lidar sees and the other must see too."""

import math

import numpy as np
from rig import MonitorRig, look

from limphome.core import CameraModel, Detections, Mode, topics


def _boxes(stamp_s, *boxes):
    return Detections(stamp_s, np.array(boxes, np.float32), np.full(len(boxes), 0.9, np.float32), np.zeros(len(boxes), np.int64))


def _box_at(distance_m, bearing_rad, camera=CameraModel()):
    x, y = camera.x_m + distance_m * math.cos(bearing_rad), distance_m * math.sin(bearing_rad)
    foot, _ = camera.project(np.array([[x, y, 0.0], [x, y, 1.7]]))
    return [foot[0, 0] - 12, foot[1, 1], foot[0, 0] + 12, foot[0, 1]]


def _lone_person(rig, distance_m, bearing_rad):
    rig.ranges = look(0.0, 0.0, 0.0, [(distance_m * math.cos(bearing_rad), distance_m * math.sin(bearing_rad), 0.2)], 6.0)


def test_a_person_that_both_sensors_see_is_no_contradiction():
    rig = MonitorRig().started()
    _lone_person(rig, 2.0, 0.2)
    rig.change[topics.DETECTIONS] = lambda found: _boxes(found.stamp_s, _box_at(2.0, 0.2))
    rig.run(5.0)
    assert rig.state is Mode.NOMINAL, rig.modes


def test_a_person_that_only_the_camera_sees_is_a_contradiction():
    rig = MonitorRig().started()
    rig.ranges = np.full(360, 8.0, np.float32)
    since_s = rig.now_s
    rig.change[topics.DETECTIONS] = lambda found: _boxes(found.stamp_s, _box_at(2.0, 0.2))
    rig.run(3.0)
    assert rig.reaction_s(since_s) <= 1.0
    assert "camera_lidar: a person seen" in rig.modes[1][2][0]


def test_a_box_that_the_edge_of_the_picture_cuts_is_no_contradiction():
    rig = MonitorRig().started()
    rig.ranges = np.full(360, 8.0, np.float32)
    rig.change[topics.DETECTIONS] = lambda found: _boxes(found.stamp_s, [0.0, 40.0, 30.0, 240.0], [290.0, 40.0, 320.0, 240.0])
    rig.run(3.0)
    assert rig.modes[1:] == []


def _walk(rig, seconds, boxes):
    """A person crosses 2 m ahead at 1 m/s."""
    for tick in range(round(seconds * 10)):
        bearing = 0.6 - 0.05 * tick
        _lone_person(rig, 2.0, bearing)
        if boxes:
            rig.change[topics.DETECTIONS] = lambda found, bearing=bearing: _boxes(found.stamp_s, _box_at(2.0, bearing))
        rig.run(0.1)


def test_a_walker_close_ahead_that_the_camera_never_sees_is_a_contradiction():
    rig = MonitorRig().started()
    since_s = rig.now_s
    _walk(rig, 2.0, boxes=False)
    assert rig.reaction_s(since_s) <= 1.2
    assert "camera_lidar: a thing walks ahead" in rig.modes[1][2][0]


def test_a_walker_that_both_sensors_see_is_no_contradiction():
    rig = MonitorRig().started()
    _walk(rig, 2.4, boxes=True)
    assert rig.modes[1:] == []


def test_a_bollard_that_the_network_has_no_class_for_is_no_contradiction():
    rig = MonitorRig().started()
    _lone_person(rig, 2.0, 0.1)
    rig.run(5.0)
    assert rig.modes[1:] == []
