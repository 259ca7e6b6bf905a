import numpy as np
import pytest

from limphome.core import CameraModel


def test_a_point_straight_ahead_at_camera_height_falls_on_the_centre():
    camera = CameraModel()
    pixels, depth = camera.project(np.array([[camera.x_m + 5.0, 0.0, camera.z_m]]))
    assert pixels[0] == pytest.approx([160.0, 120.0])
    assert depth[0] == pytest.approx(5.0)


def test_left_and_up_in_the_world_are_left_and_up_in_the_picture():
    camera = CameraModel()
    (pixel,), _ = camera.project(np.array([[5.0, 1.0, 1.0]]))
    assert pixel[0] < 160.0
    assert pixel[1] < 120.0


def test_the_edge_of_the_picture_is_half_the_field_of_view():
    camera = CameraModel()
    assert np.degrees(camera.bearing_rad(np.array([0.0, 320.0]))) == pytest.approx([40.0, -40.0])


def test_bearing_inverts_projection():
    camera = CameraModel()
    point = np.array([[4.0, -1.5, 0.2]])
    (pixel,), _ = camera.project(point)
    assert camera.bearing_rad(pixel[0]) == pytest.approx(np.arctan2(-1.5, 4.0 - camera.x_m))
