import numpy as np
import pytest
from flat_world import CAMERA, LIDAR_X_M, Disc, FlatWorld

from limphome.control.lidar_things import scan_points
from limphome.control.ranging import box_point


def ranged(world, index=0):
    box = world.detections().boxes_xyxy[index]
    return box_point(box, scan_points(world.scan(), LIDAR_X_M), CAMERA, LIDAR_X_M)


@pytest.mark.parametrize("place", [(1.5, 0.2), (3.0, -1.5), (6.0, 2.0), (7.5, 0.0)])
def test_box_gets_the_place_of_its_near_surface(place):
    x, y = place
    point = ranged(FlatWorld([Disc(x, y)], walls=[(10, -9, 10, 9)]))
    to_camera = np.array([LIDAR_X_M, 0.0]) - place
    surface = place + 0.1 * to_camera / np.linalg.norm(to_camera)
    assert point == pytest.approx(surface, abs=0.1)


def test_wall_behind_is_not_taken_for_the_person():
    point = ranged(FlatWorld([Disc(3, 0)], walls=[(4.0, -5, 4.0, 5)]))
    assert point[0] == pytest.approx(2.9, abs=0.1)


def test_what_stands_beside_the_thing_does_not_count():
    point = ranged(FlatWorld([Disc(4, 0), Disc(2.0, 0.45, 0.2, "thing")]))
    assert point[0] == pytest.approx(3.9, abs=0.1)


def test_box_without_a_beam_stands_where_its_foot_is():
    box = FlatWorld([Disc(4, 1)]).detections().boxes_xyxy[0]
    assert box_point(box, np.zeros((0, 2)), CAMERA, LIDAR_X_M) == pytest.approx([4, 1], abs=0.3)


def test_cut_off_box_without_a_beam_has_no_place():
    assert box_point(np.array([100, 50, 140, 240]), np.zeros((0, 2)), CAMERA, LIDAR_X_M) is None


def test_thing_in_front_is_not_taken_for_the_person_behind():
    world = FlatWorld([Disc(6, 0), Disc(2.5, 0, 0.3, "thing")])
    box = FlatWorld([Disc(6, 0)]).detections().boxes_xyxy[0]
    assert box_point(box, scan_points(world.scan(), LIDAR_X_M), CAMERA, LIDAR_X_M)[0] == pytest.approx(6, abs=0.3)


def test_beams_that_pass_between_the_legs_do_not_put_the_person_on_the_wall():
    world = FlatWorld(walls=[(11, -9, 11, 9)])
    box = FlatWorld([Disc(6, 0)]).detections().boxes_xyxy[0]
    assert box_point(box, scan_points(world.scan(), LIDAR_X_M), CAMERA, LIDAR_X_M)[0] == pytest.approx(6, abs=0.3)


def test_far_box_narrower_than_the_beams_still_finds_one():
    world = FlatWorld([Disc(7.8, 0.05, 0.07)])
    assert ranged(world)[0] == pytest.approx(7.73, abs=0.1)
