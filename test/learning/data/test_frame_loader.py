from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.data.frame_loader import load_folder, load_frames
from limphome.learning.data.listing import file_digest
from limphome.learning.frame_set import FrameSet, counts, ignored
from limphome.perception.picture_fit import FITS, GREY, PictureFit
from limphome.perception.picture_input import PictureInput

from .conftest import CLASSES, drawn_set, scene, write_set

WHOLE, SMALL = PictureFit(160, 120, "letterbox"), PictureFit(80, 60, "letterbox")


def test_pictures_of_the_right_size_are_untouched(data):
    frames = load_frames(data, "train", CLASSES, WHOLE)
    assert len(frames) == 8
    assert (frames.images[3] == scene(3)).all()
    assert (frames.labels["box"] == data.of_split("train").labels["box"]).all()
    assert frames.worlds.tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_wide_picture_gets_bars_and_its_boxes_move_with_it(tmp_path):
    wide = drawn_set(tmp_path / "w", {"train": 1}, size=(200, 100))
    wide.labels["box"][0] = (20, 10, 60, 90)
    wide.labels["height_px"][0] = 80
    wide = write_set(tmp_path / "w", wide, [scene(0, 200, 100)])
    frames = load_frames(wide, "train", CLASSES, PictureFit(100, 100, "letterbox"))
    assert frames.labels["box"][0].tolist() == [10, 30, 30, 70]
    assert frames.labels["height_px"][0] == 40
    assert (frames.images[0][:25] == GREY).all()
    assert (frames.images[0][75:] == GREY).all()
    assert (frames.images[0][26:74] != GREY).any(axis=(1, 2)).all()


def test_a_stretched_picture_has_stretched_boxes_and_heights(tmp_path):
    wide = drawn_set(tmp_path / "w", {"train": 2}, size=(200, 100))
    wide.labels["box"][0], wide.labels["height_px"][0] = (20, 10, 60, 90), 80
    wide = write_set(tmp_path / "w", wide, [scene(0, 200, 100), scene(1, 200, 100)])
    frames = load_frames(wide, "train", CLASSES, PictureFit(100, 100, "stretch"))
    assert frames.labels["box"][0].tolist() == [10, 10, 30, 90]
    assert frames.labels["height_px"][0] == 80
    assert frames.of_frame(1)["box"] == pytest.approx(wide.of_picture(1)["box"] * [0.5, 1, 0.5, 1])


def test_every_picture_has_a_place_of_its_own(tmp_path):
    pictures = drawn_set(tmp_path / "w", {"train": 2}, size=(200, 100))
    pictures = write_set(tmp_path / "w", pictures, [scene(0, 200, 100), scene(1, 100, 200)])  # the second lies on its side
    frames = load_frames(pictures, "train", CLASSES, PictureFit(100, 100, "letterbox"))
    assert (frames.images[0][:25] == GREY).all()
    assert (frames.images[1][:, :25] == GREY).all()
    assert (frames.of_frame(1)["box"][:, [0, 2]] >= 25).all()


def test_frames_are_made_as_the_robot_makes_them(tmp_path):
    wide = drawn_set(tmp_path / "w", {"train": 1}, size=(1280, 720))
    wide = write_set(tmp_path / "w", wide, [scene(0, 1280, 720)])
    for fit in FITS:
        frames = load_frames(wide, "train", CLASSES, PictureFit(320, 240, fit))
        seen, _ = PictureInput("nhwc", "uint8", 320, 240, fit=fit).prepare(scene(0, 1280, 720))
        assert (frames.images[0] == seen[0]).all()


def test_labels_that_know_only_a_box_count_and_are_not_ignored(data):
    labels = load_frames(data, "train", CLASSES, WHOLE).labels
    assert counts(labels).sum() == (labels["height_px"] >= 16).sum() > 0
    assert not ignored(labels).any()


def test_crowds_are_ignored(data):
    crowd = data.labels.copy()
    crowd["visible"][0] = 0
    labels = load_frames(replace(data, labels=crowd), "train", CLASSES, WHOLE).labels
    assert ignored(labels).tolist() == [True] + [False] * (len(labels) - 1)


def test_classes_follow_the_order_of_the_network_and_others_are_background(data):
    frames = load_frames(data, "train", ("crate", "person"), WHOLE)
    assert sorted(set(frames.labels["class_id"].tolist())) == [0, 1]
    first = frames.of_frame(0)
    assert first["box"][first["class_id"] == 1].tolist() == data.of_picture(0)["box"][:1].tolist()
    assert (frames.classes, frames.person, frames.left_out) == (("crate", "person"), 1, ("cone",))


def test_a_class_that_the_data_does_not_know_is_refused(data):
    with pytest.raises(LimphomeError, match="no class forklift"):
        load_frames(data, "train", ("person", "forklift"), WHOLE)


def test_the_mend_for_a_missing_class_keeps_the_order_of_the_network(data):
    with pytest.raises(LimphomeError, match="no class forklift") as caught:
        load_frames(replace(data, classes=("cone", "gate", "person")), "train", ("person", "forklift", "cone"), WHOLE)
    assert caught.value.allowed.endswith("network: classes: [person, cone, gate]")


def test_a_misspelt_class_is_told_what_was_probably_meant(data):
    with pytest.raises(LimphomeError, match="no class persn") as caught:
        load_frames(data, "train", ("persn", "cone"), WHOLE)
    assert caught.value.allowed.startswith("did you mean person? ")


def test_an_unknown_split_lists_those_that_exist(data):
    with pytest.raises(LimphomeError, match="no split 'trian'") as caught:
        load_frames(data, "trian", CLASSES, WHOLE)
    assert caught.value.allowed == "train, validation, held_out"


def test_a_broken_picture_is_named(data):
    data.path(0).write_bytes(b"")
    with pytest.raises(LimphomeError, match=r"0_000\.png"):
        load_frames(data, "train", CLASSES, WHOLE)


def test_frames_are_kept_and_mapped_and_follow_the_digest(data, tmp_path, monkeypatch):
    wanted = ("train", CLASSES, SMALL, tmp_path / "cache")
    first = load_folder(data.folder, *wanted)
    load_folder(data.folder, "train", CLASSES, replace(SMALL, fit="stretch"), tmp_path / "cache")
    assert len(list((tmp_path / "cache").glob("data-train-*"))) == 2
    assert isinstance(first.images, np.memmap)
    assert load_folder(data.folder, "train", ("crate", "person"), *wanted[2:]).classes == ("crate", "person")
    assert first.digest == load_frames(data, "train", CLASSES, SMALL).digest
    monkeypatch.setattr("limphome.learning.data.frame_loader.read_picture", None)  # the second time nothing is decoded
    assert load_folder(data.folder, *wanted).digest == first.digest
    (data.folder / "files.sha256").write_text("")
    with pytest.raises(TypeError):
        load_folder(data.folder, *wanted)


@pytest.mark.parametrize("kept", [True, False])
@pytest.mark.parametrize("name", ["train.json", "train/0_003.png"])
def test_a_folder_that_was_changed_after_its_list_is_refused_with_the_mend(data, tmp_path, name, kept):
    if kept:
        load_folder(data.folder, "train", CLASSES, SMALL, tmp_path)
    path = data.folder / name
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(LimphomeError, match=r"was changed after files\.sha256") as caught:
        load_folder(data.folder, "train", CLASSES, SMALL, tmp_path)
    assert caught.value.where == str(path)
    assert f"limphome data import {data.folder} --out NEW" in caught.value.allowed


def test_pictures_that_are_older_than_the_kept_frames_are_not_read_again(data, tmp_path, monkeypatch):
    load_folder(data.folder, "train", CLASSES, SMALL, tmp_path)
    read = []
    monkeypatch.setattr(
        "limphome.learning.data.listing.file_digest", lambda content: read.append(content) or file_digest(content)
    )
    load_folder(data.folder, "train", CLASSES, SMALL, tmp_path)
    assert len(read) == 1 + 3  # the list itself and the labels of three splits


def test_a_kept_set_can_be_saved_where_it_lies(data, tmp_path):
    frames = load_folder(data.folder, "train", CLASSES, SMALL, tmp_path)
    (kept,) = tmp_path.glob("data-train-*")
    digest = frames.digest
    frames.save(kept)
    assert FrameSet.load(kept).digest == digest


def test_a_disk_without_room_is_told(data, tmp_path, monkeypatch):
    monkeypatch.setattr("limphome.learning.images_file.shutil.disk_usage", lambda folder: SimpleNamespace(free=9))
    with pytest.raises(LimphomeError, match="GB of room"):
        load_folder(data.folder, "train", CLASSES, SMALL, tmp_path / "cache")
    assert len(load_frames(data, "train", CLASSES, SMALL)) == 8  # in memory no room is needed
