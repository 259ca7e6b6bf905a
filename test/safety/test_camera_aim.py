"""A camera that was turned on its mount, told from boxes and beams that do not belong together."""

import math
import re

import numpy as np
import pytest
from rig import look

from limphome.core import CameraModel, Detections, Mode, Odometry, Scan
from limphome.safety.monitors.camera_aim import CameraAim, CameraAimConfig

CAMERA = CameraModel()


class Street:
    """Posts beside the way of a robot that drives past them; the camera sees each as a box."""

    def __init__(self, posts=((4.0, 0.9), (7.0, -1.2), (10.0, 1.0), (13.0, -0.8)), turned_rad=0.0, lidar_x_m=CAMERA.x_m):
        self.monitor = CameraAim(CameraAimConfig(), CAMERA, lidar_x_m)
        self.posts, self.turned_rad, self.lidar_x_m = posts, turned_rad, lidar_x_m
        self.x_m = self.yaw_rad = self.now_s = 0.0
        self.w_radps = None
        self.boxes_of, self.radius_m = self.posts, 0.12

    def step(self, m=0.1, rad=0.0):
        self.now_s += 0.1
        w_radps = rad / 0.1 if self.w_radps is None else self.w_radps
        boxes = self.boxes()
        self.x_m, self.yaw_rad = self.x_m + m, self.yaw_rad + rad
        ranges = look(self.x_m + self.lidar_x_m, 0.0, self.yaw_rad, [(x, y, self.radius_m) for x, y in self.posts])
        self.monitor.observe_odometry(Odometry(self.now_s, self.x_m, 0.0, self.yaw_rad, m / 0.1, w_radps))
        self.monitor.observe_scan(Scan(self.now_s, ranges))
        self.monitor.observe_detections(boxes)

    def boxes(self):
        """What the camera sees from where the robot stands, before it moves on."""
        found = []
        for x, y in self.boxes_of:
            ahead = math.hypot(x - self.x_m - CAMERA.x_m, y)
            bearing = math.atan2(y, x - self.x_m - CAMERA.x_m) - self.yaw_rad - self.turned_rad
            if abs(bearing) > 0.6 or not 0.8 < ahead < 7.5:
                continue
            middle = 160 - CAMERA.focal_px * math.tan(bearing)
            foot = 120 + CAMERA.focal_px * CAMERA.z_m / ahead
            found.append([middle - 6, foot - 60, middle + 6, foot])
        n = len(found)
        stamp_s = self.now_s - 0.1
        return Detections(stamp_s, np.array(found, np.float32).reshape(-1, 4), np.ones(n, np.float32), np.zeros(n, np.int32))

    def drive(self, steps, **how):
        for _ in range(steps):
            self.step(**how)
        return self

    @property
    def verdict(self):
        return self.monitor.verdict(self.now_s)


@pytest.mark.parametrize(("turned_rad", "degrees", "side"), [(0.1, 5.7, "left"), (-0.2, 11.5, "right")])
def test_a_turned_camera_is_told_with_angle_and_side(turned_rad, degrees, side):
    street = Street(turned_rad=turned_rad).drive(90)
    assert street.verdict.demand is Mode.LIMP_HOME
    told = re.fullmatch(r"the camera is turned ([\d.]+) degrees to the (\w+), at most 2\.0", street.verdict.reason)
    assert float(told[1]) == pytest.approx(degrees, abs=0.4)
    assert told[2] == side
    assert street.monitor.metrics()["aim_error_rad"] == pytest.approx(-turned_rad, abs=0.01)


def test_a_camera_that_looks_straight_is_well_and_its_error_small():
    street = Street().drive(110)
    assert street.verdict.demand is Mode.NOMINAL
    assert abs(street.monitor.metrics()["aim_error_rad"]) < 0.003


def test_a_lidar_behind_the_camera_sees_things_elsewhere_and_the_camera_is_well():
    street = Street(lidar_x_m=-0.4).drive(110)
    assert street.verdict.demand is Mode.NOMINAL
    assert abs(street.monitor.metrics()["aim_error_rad"]) < 0.005


def test_a_turning_rate_that_is_no_number_leaves_nothing_behind():
    street = Street().drive(3)
    street.w_radps = math.nan
    street.drive(25)
    assert street.monitor.metrics() == {}
    street.w_radps = None
    assert abs(street.drive(60).monitor.metrics()["aim_error_rad"]) < 0.003


def test_a_robot_that_turns_between_picture_and_scan_is_not_taken_for_a_turned_camera():
    street = Street().drive(20)
    for _ in range(8):
        street.drive(5, m=0.05, rad=0.06).drive(5, m=0.05, rad=-0.06)
    assert street.verdict.demand is Mode.NOMINAL


def test_a_pair_that_stands_still_in_the_picture_accuses_nobody():
    street = Street(posts=((5.0, 0.5),), turned_rad=0.2).drive(60, m=0.0)
    assert street.verdict.demand is Mode.NOMINAL
    assert street.monitor.metrics() == {}


def test_boxes_of_things_that_the_lidar_has_elsewhere_scatter_and_accuse_nobody():
    street = Street()
    street.boxes_of = ((4.4, 0.2), (6.6, -0.6), (10.4, 0.3), (12.7, -0.1))  # other things, as far away, that no beam meets
    street.drive(110)
    assert street.verdict.demand is Mode.NOMINAL


def test_a_wide_thing_that_the_camera_sees_together_with_what_lies_behind_it_does_not_count():
    street = Street(posts=((6.0, 1.5),))
    street.radius_m, street.boxes_of = 0.4, ((6.0, 1.65),)
    street.drive(45)
    assert street.monitor.metrics() == {}


def test_two_things_as_far_away_are_no_pair():
    street = Street(posts=((5.0, 0.5), (5.0, -0.5)), turned_rad=0.1).drive(35)
    assert street.monitor.metrics() == {}


def test_a_camera_that_was_put_right_is_well_after_a_few_boxes():
    street = Street(turned_rad=0.1, posts=tuple((2.0 + 3 * k, 0.9 * (-1) ** k) for k in range(12))).drive(90)
    assert street.verdict.demand is Mode.LIMP_HOME
    street.turned_rad = 0.0
    street.drive(6)
    assert street.verdict.demand is Mode.NOMINAL


def test_what_was_put_right_before_it_was_judged_is_not_accused_later():
    judged = []
    for before in range(5, 60):
        street = Street(turned_rad=0.1, posts=tuple((2.0 + 3 * k, 0.9 * (-1) ** k) for k in range(12))).drive(before)
        if street.verdict.demand is not Mode.NOMINAL:
            break
        street.turned_rad = 0.0
        judged += [street.drive(1).verdict.demand for _ in range(40)]
    assert before > 9, "some were put right in time"
    assert set(judged) == {Mode.NOMINAL}


def test_without_scan_or_odometry_nothing_is_said():
    monitor = CameraAim(CameraAimConfig(), CAMERA, 0.2)
    monitor.observe_detections(Street().boxes())
    assert monitor.verdict(0.0).demand is Mode.NOMINAL


def test_a_robot_that_turns_on_and_on_is_not_taken_for_a_turned_camera():
    posts = tuple((0.2 + r * math.cos(a), r * math.sin(a)) for r, a in zip([3.0, 5.0] * 7, np.arange(14) * 0.45))
    street = Street(posts=posts)
    accused = [street.drive(1, m=0.0, rad=0.08).verdict.demand for _ in range(80)]
    assert set(accused) == {Mode.NOMINAL}
    assert abs(street.monitor.metrics()["aim_error_rad"]) < 0.02, "it was judged"


def test_pairs_of_two_kinds_accuse_only_once_most_are_of_one():
    street = Street(turned_rad=0.3, posts=((7.0, 0.3),)).drive(11)
    street.turned_rad = 0.06
    steps = 0
    while street.verdict.demand is Mode.NOMINAL and steps < 60:
        street.drive(1)
        steps += 1
    assert 16 <= steps < 60
