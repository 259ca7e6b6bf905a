from dataclasses import replace

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.data.frame_loader import GREY, fit, load_folder, load_frames
from limphome.learning.frame_set import FrameSet, counts, ignored

from .conftest import CLASSES, drawn_set, scene, write_set


def test_pictures_of_the_right_size_are_untouched(data):
    frames = load_frames(data, "train", CLASSES, 160, 120)
    assert len(frames) == 8
    assert (frames.images[3] == scene(3)).all()
    assert (frames.labels["box"] == data.of_split("train").labels["box"]).all()
    assert frames.worlds.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_wide_picture_gets_bars_and_its_boxes_move_with_it(tmp_path):
    wide = drawn_set(tmp_path / "w", {"train": 1}, size=(200, 100))
    wide.labels["box"][0] = (20, 10, 60, 90)
    wide.labels["height_px"][0] = 80
    wide = write_set(tmp_path / "w", wide, [scene(0, 200, 100)])
    frames = load_frames(wide, "train", CLASSES, 100, 100)
    assert frames.labels["box"][0].tolist() == [10, 30, 30, 70]
    assert frames.labels["height_px"][0] == 40
    assert (frames.images[0][:25] == GREY).all()
    assert (frames.images[0][75:] == GREY).all()
    assert (frames.images[0][26:74] != GREY).any(axis=(1, 2)).all()


@pytest.mark.parametrize("shape", [(10, 400), (400, 10), (1, 1), (37, 91), (240, 320)])
def test_every_shape_fits_with_its_proportions(shape):
    frame, (scale, left, top) = fit(np.zeros((*shape, 3), np.uint8), 320, 240)
    rows, columns = np.nonzero((frame == 0).all(axis=2))
    assert frame.shape == (240, 320, 3)
    assert (columns.min(), rows.min()) == (left, top)
    assert abs(np.ptp(columns) + 1 - shape[1] * scale) <= 1
    assert abs(np.ptp(rows) + 1 - shape[0] * scale) <= 1


def test_labels_that_know_only_a_box_count_and_are_not_ignored(data):
    labels = load_frames(data, "train", CLASSES, 160, 120).labels
    assert counts(labels).sum() == (labels["height_px"] >= 16).sum() > 0
    assert not ignored(labels).any()


def test_crowds_are_ignored(data):
    crowd = data.labels.copy()
    crowd["visible"][0] = 0
    labels = load_frames(replace(data, labels=crowd), "train", CLASSES, 160, 120).labels
    assert ignored(labels).tolist() == [True] + [False] * (len(labels) - 1)


def test_classes_follow_the_order_of_the_network_and_others_are_background(data):
    frames = load_frames(data, "train", ("crate", "person"), 160, 120)
    assert sorted(set(frames.labels["class_id"].tolist())) == [0, 1]
    first = frames.of_frame(0)
    assert first["box"][first["class_id"] == 1].tolist() == data.of_picture(0)["box"][:1].tolist()
    assert (frames.classes, frames.person, frames.left_out) == (("crate", "person"), 1, ("cone",))


def test_a_class_that_the_data_does_not_know_is_refused(data):
    with pytest.raises(LimphomeError, match="no class forklift"):
        load_frames(data, "train", ("person", "forklift"), 160, 120)


def test_the_mend_for_a_missing_class_keeps_the_order_of_the_network(data):
    with pytest.raises(LimphomeError, match="no class forklift") as caught:
        load_frames(replace(data, classes=("cone", "gate", "person")), "train", ("person", "forklift", "cone"), 160, 120)
    assert caught.value.allowed.endswith("network: classes: [person, cone, gate]")


def test_an_unknown_split_lists_those_that_exist(data):
    with pytest.raises(LimphomeError, match="no split 'trian'") as caught:
        load_frames(data, "trian", CLASSES, 160, 120)
    assert caught.value.allowed == "train, validation, held_out"


def test_a_broken_picture_is_named(data):
    data.path(0).write_bytes(b"")
    with pytest.raises(LimphomeError, match=r"0_000\.png"):
        load_frames(data, "train", CLASSES, 160, 120)


def test_frames_are_kept_and_mapped_and_follow_the_digest(data, tmp_path):
    wanted = ("train", CLASSES, 80, 60, tmp_path / "cache")
    first = load_folder(data.folder, *wanted)
    assert isinstance(first.images, np.memmap)
    assert load_folder(data.folder, "train", ("crate", "person"), *wanted[2:]).classes == ("crate", "person")
    assert first.digest == load_frames(data, "train", CLASSES, 80, 60).digest
    data.path(0).unlink()  # the second time nothing is decoded
    assert load_folder(data.folder, *wanted).digest == first.digest
    (data.folder / "files.sha256").write_text("0" * 64 + "  train.json\n")
    with pytest.raises(LimphomeError, match="cannot be read"):
        load_folder(data.folder, *wanted)


def test_a_kept_set_can_be_saved_where_it_lies(data, tmp_path):
    frames = load_folder(data.folder, "train", CLASSES, 80, 60, tmp_path)
    (kept,) = tmp_path.glob("data-train-*")
    digest = frames.digest
    frames.save(kept)
    assert FrameSet.load(kept).digest == digest
