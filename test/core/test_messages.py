import numpy as np
import pytest

from limphome.core import Command, Detections, Frame, LimphomeError, Mode, Route, Scan


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((240, 320), np.uint8),
        np.zeros((240, 320, 3), np.float32),
        np.zeros((0, 320, 3), np.uint8),
        np.zeros((4, 4, 4), np.uint8),
    ],
)
def test_a_frame_that_is_no_rgb_picture_is_refused(image):
    with pytest.raises(LimphomeError, match="uint8"):
        Frame(0.0, image)


def test_a_frame_of_more_pixels_than_a_camera_has_is_refused():
    Frame(0.0, np.broadcast_to(np.uint8(0), (5000, 8000, 3)))
    with pytest.raises(LimphomeError, match="8000x5001 px"):
        Frame(0.0, np.broadcast_to(np.uint8(0), (5001, 8000, 3)))


def test_beams_turn_anticlockwise_from_behind():
    scan = Scan(0.0, np.ones(360, np.float32))
    assert scan.angles_rad[180] == pytest.approx(0.0)
    assert scan.angles_rad[270] == pytest.approx(np.pi / 2)
    assert Scan(1.0, scan.ranges_m).angles_rad is scan.angles_rad, "computed once for all scans of one lidar"


def test_detections_whose_arrays_do_not_belong_together_are_refused():
    with pytest.raises(LimphomeError):
        Detections(0.0, np.zeros((2, 4), np.float32), np.zeros(1, np.float32), np.zeros(2, np.int64))


def test_boxes_of_one_class():
    boxes = np.arange(8, dtype=np.float32).reshape(2, 4)
    found = Detections(0.0, boxes, np.ones(2, np.float32), np.array([0, 1]))
    assert found.of_class("cone").tolist() == [[4, 5, 6, 7]]
    assert len(Detections.empty(3.0)) == 0


@pytest.mark.parametrize("bad", [float("nan"), float("inf"), -float("inf")])
def test_a_command_knows_that_it_is_not_finite(bad):
    assert not Command(0.0, bad, 0.0).is_finite
    assert not Command(0.0, 0.0, bad).is_finite
    assert Command(0.0, 0.8, -1.0).is_finite


def test_the_order_of_modes_is_their_priority():
    assert max(Mode.NOMINAL, Mode.SAFE_STOP, Mode.LIMP_HOME) == Mode.SAFE_STOP


@pytest.mark.parametrize("points", [[[0, 0]], [[0, 0], [np.nan, 1]], [0, 1, 2]])
def test_a_route_needs_two_finite_points(points):
    with pytest.raises(LimphomeError, match="finite"):
        Route(np.array(points, float))


@pytest.mark.parametrize("points", [[[1, 1], [1, 1]], [[1, 1], [1, 1], [1, 1]], [[0, 0], [4.5e5, 5.4e6]]])
def test_a_route_of_no_length_or_one_that_nobody_drives_is_refused(points):
    with pytest.raises(LimphomeError, match=r"0\.01 to 10000 m"):
        Route(np.array(points, float))


def test_length_of_a_route():
    assert Route(np.array([[0, 0], [3, 4], [3, 5]])).length_m == pytest.approx(6.0)


def test_lidar_that_counts_from_0_to_360_degrees_has_bearings_on_both_sides():
    scan = Scan(1.0, np.zeros(360, np.float32), angle_min_rad=0.0)
    assert scan.angles_rad[270] == pytest.approx(-np.pi / 2)
    assert np.abs(scan.angles_rad).max() <= np.pi + 1e-9
