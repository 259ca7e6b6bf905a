"""Scenes to learn from: labels that fit the picture."""

import numpy as np
import pytest

from limphome.core import CLASS_NAMES
from limphome.simulation.labels import LabelledScenes, LabelledWorld


@pytest.fixture(scope="module")
def frames():
    scenes = LabelledScenes(7, frames_per_world=20, shadow_share=0.2)
    made = [scenes.frame() for _ in range(60)]
    scenes.close()
    return made


def test_labels_have_the_shapes_that_they_promise(frames):
    for frame in frames:
        n = len(frame.class_ids)
        assert frame.image.shape == (240, 320, 3)
        assert frame.image.dtype == np.uint8
        assert frame.boxes_xyxy.shape == (n, 4)
        for field in (frame.visible, frame.height_px, frame.distance_m, frame.height_m, frame.brightness, frame.is_child):
            assert field.shape == (n,)


def test_boxes_lie_in_the_picture_and_hold_something(frames):
    boxes = np.concatenate([frame.boxes_xyxy for frame in frames])
    assert (boxes[:, :2] >= 0).all()
    assert (boxes[:, 2] <= 320).all()
    assert (boxes[:, 3] <= 240).all()
    assert (boxes[:, 2:] > boxes[:, :2]).all()


def test_every_class_and_distance_is_there(frames):
    classes = np.concatenate([frame.class_ids for frame in frames])
    distance = np.concatenate([frame.distance_m for frame in frames])[classes == 0]
    assert (np.bincount(classes, minlength=len(CLASS_NAMES)) > 20).all()
    assert distance.min() < 1.5
    assert distance.max() > 8.0
    assert distance.max() <= 10.01


def test_height_in_pixels_fits_distance_and_height(frames):
    for frame in frames:
        whole = (frame.visible > 0.97) & (frame.class_ids == 0) & (frame.distance_m > 2)
        focal = 160 / np.tan(np.radians(40))
        expected = focal * frame.height_m[whole] / frame.distance_m[whole]
        # Depth is along the axis, distance along the floor: up to 1 / cos 46 degrees apart.
        assert (frame.height_px[whole] > 0.85 * expected).all()
        assert (frame.height_px[whole] < 1.6 * expected).all()
        box = frame.boxes_xyxy[whole, 3] - frame.boxes_xyxy[whole, 1]
        np.testing.assert_allclose(box, frame.height_px[whole], rtol=0.08, atol=2.5)


def test_visible_share_falls_where_a_box_is_cut_by_the_edge(frames):
    boxes = np.concatenate([frame.boxes_xyxy for frame in frames])
    visible = np.concatenate([frame.visible for frame in frames])
    height = np.concatenate([frame.height_px for frame in frames])
    cut = (boxes[:, 3] - boxes[:, 1]) < 0.5 * height
    assert cut.sum() > 5
    assert visible[cut].mean() < 0.6
    assert (visible >= 0).all()
    assert (visible <= 1).all()


def test_a_frame_can_be_made_again_out_of_order():
    world = LabelledWorld(11)
    first, _, again = world.frame(3), world.frame(5), world.frame(3)
    world.close()
    np.testing.assert_array_equal(first.image, again.image)
    np.testing.assert_array_equal(first.boxes_xyxy, again.boxes_xyxy)


def test_worlds_of_two_seeds_differ(frames):
    worlds = {frame.world_seed for frame in frames}
    assert worlds == {7, 8, 9}
    assert not np.array_equal(frames[0].image, frames[20].image)


def test_light_and_clothes_vary(frames):
    light = [frame.light for frame in frames]
    brightness = np.concatenate([frame.brightness[frame.class_ids == 0] for frame in frames])
    assert max(light) > 1.3
    assert min(light) < 0.7
    assert np.isfinite(brightness).all()
    assert brightness.std() > 0.1
    assert all(np.isnan(frame.brightness[frame.class_ids > 0]).all() for frame in frames)
