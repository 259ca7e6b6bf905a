"""Mud on the lens, told from edges that stay in the picture for good reasons."""

import math

import numpy as np
import pytest

from limphome.core import Frame, Mode, Odometry
from limphome.safety.image_statistics import ImageStatistics
from limphome.safety.monitors.soiled_lens import SoiledLens, SoiledLensConfig

PX_A_RAD = 190.0


class Yard:
    """A wide picture of which the camera sees a part, as it turns; and the monitor that looks on."""

    def __init__(self, config=SoiledLensConfig()):
        rng = np.random.default_rng(1)
        self.wide = rng.integers(40, 200, (12, 120)).repeat(20, axis=0).repeat(20, axis=1).astype(np.uint8)
        self.monitor, self.config, self.rng = SoiledLens(config), config, rng
        self.x_m = self.yaw_rad = 0.0
        self.mud, self.sticker, self.frozen = False, False, None
        self.before, self.every = None, 1

    def view(self):
        left = round(600 - PX_A_RAD * self.yaw_rad)
        picture = self.wide[:, left : left + 320].astype(int)
        if self.mud:
            picture[60:140, 40:90], picture[150:230, 200:290] = 10, 10
        if self.sticker:
            picture[:, :60] = 250  # its one edge goes down to the right
        noisy = np.clip(picture + self.rng.normal(0, 1.0, picture.shape), 0, 255).astype(np.uint8)
        return np.repeat(noisy[:: self.every, :: self.every, None], 3, axis=2)

    def look(self, pictures, m=0.0, rad=0.0, heading_rad=0.0):
        """So many pictures, each after a move; True once the monitor has spoken."""
        spoke = False
        for _ in range(pictures):
            self.x_m, self.yaw_rad = self.x_m + m, self.yaw_rad + rad
            image = self.view() if self.frozen is None else self.frozen
            self.before = ImageStatistics.of(Frame(0.0, image), self.before)
            self.monitor.observe_odometry(Odometry(0.0, self.x_m, 0.0, heading_rad + self.yaw_rad, 0.0, 0.0))
            self.monitor.observe(self.before)
            spoke = spoke or self.speaks()
        return spoke

    def pass_by(self, pictures):
        """Straight on, past things that do not lie ahead."""
        for _ in range(pictures):
            self.wide = np.roll(self.wide, 7, axis=1)
            self.look(1, m=0.2)

    def speaks(self):
        return self.monitor.verdict(0.0).demand is Mode.LIMP_HOME


def test_mud_is_told_after_a_dozen_views_and_a_turn():
    yard = Yard()
    assert not yard.look(40, rad=0.05)
    yard.mud = True
    assert not yard.look(11, rad=-0.05)
    assert yard.look(4, rad=-0.05)
    assert yard.monitor.verdict(0.0).reason.startswith("something sticks to the lens")
    assert yard.monitor.metrics()["still_edge_fraction"] > yard.config.soiled_edges


def test_a_clean_lens_is_well_however_it_turns_and_drives():
    yard = Yard()
    assert not yard.look(60, m=0.05, rad=0.02)
    assert not yard.look(120, m=0.05, rad=-0.02)
    assert yard.monitor.metrics()["still_edge_fraction"] < yard.config.soiled_edges / 4


def test_a_sticker_of_one_edge_is_told_and_one_view_is_not_enough():
    yard = Yard()
    yard.sticker = True
    assert not yard.look(13, rad=0.051)  # of the first picture nothing is known to have moved
    assert yard.look(1, rad=0.051)


def test_a_heading_that_passes_half_a_turn_is_no_turn():
    yard = Yard()
    yard.mud = True
    for step in range(60):
        yaw_rad = math.pi - 0.01 if step % 2 else 0.01 - math.pi
        yard.look(1, m=0.2, heading_rad=yaw_rad)
    assert not yard.speaks()


@pytest.mark.parametrize("still", [{}, {"m": 0.001}, {"m": 0.2}], ids=["standing", "creeping", "driving straight on"])
def test_edges_that_stay_without_a_turn_accuse_nobody(still):
    """A still scene; and lines that run towards where the robot drives, which stay where they are too."""
    yard = Yard()
    assert not yard.look(60, **still)
    yard.mud = True
    assert not yard.look(60, **still)


def test_a_turn_long_ago_does_not_count():
    yard = Yard()
    yard.look(20, rad=0.05)
    assert not yard.look(60, m=0.2)


def test_a_frozen_picture_is_left_to_another_monitor():
    yard = Yard()
    yard.look(20, rad=0.05)
    yard.frozen = yard.view()
    assert not yard.look(60, rad=-0.05)


def test_a_lens_that_was_wiped_is_well_without_another_turn():
    yard = Yard()
    yard.mud = True
    assert yard.look(20, rad=0.05)
    yard.pass_by(40)
    assert yard.speaks()
    yard.mud = False
    yard.pass_by(3)
    assert not yard.speaks()


def test_it_goes_on_speaking_while_the_robot_drives_straight_with_mud():
    yard = Yard()
    yard.mud = True
    assert yard.look(20, rad=0.05)
    yard.look(60, m=0.2)
    assert yard.speaks()


def test_a_part_of_the_robot_in_the_picture_can_be_allowed_for():
    yard = Yard(SoiledLensConfig(soiled_edges=0.5))
    yard.mud = True
    assert not yard.look(60, rad=0.05)


def test_pictures_of_another_size_begin_anew():
    yard = Yard()
    yard.mud = True
    yard.look(11, rad=0.05)
    yard.every = 2
    yard.look(3, rad=0.05)
    yard.every = 1
    assert not yard.look(11, rad=-0.05)


def test_a_first_pose_that_is_no_number_does_not_blind_it_for_good():
    yard = Yard()
    yard.monitor.observe_odometry(Odometry(0.0, float("nan"), 0.0, 0.0, 0.0, 0.0))
    yard.monitor.observe(ImageStatistics.of(Frame(0.0, yard.view()), ImageStatistics.of(Frame(0.0, yard.view()))))
    yard.mud = True
    assert yard.look(20, rad=0.05)


def test_without_odometry_nothing_is_said():
    monitor, image = SoiledLens(SoiledLensConfig()), Yard().view()
    before = None
    for _ in range(30):
        before = ImageStatistics.of(Frame(0.0, image), before)
        monitor.observe(before)
    assert monitor.verdict(0.0).demand is Mode.NOMINAL
    assert monitor.metrics() == {}
