from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from limphome.core import LimphomeError
from limphome.learning.data.coco_writer import write_coco
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_set import PictureSet, neutral_labels
from limphome.learning.data.yolo_folder import label_name, read_yolo
from limphome.learning.data.yolo_writer import export_yolo, write_yolo

from .conftest import drawn_set, scene, write_set


@pytest.fixture
def yolo(data, tmp_path):
    write_yolo(data, tmp_path / "yolo")
    return tmp_path / "yolo"


def first_label(yolo):
    return sorted((yolo / "labels" / "train").iterdir())[0]


corners = st.tuples(*[st.floats(0, 150, width=32)] * 2, *[st.floats(1, 9, width=32)] * 2)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(boxes=st.lists(st.tuples(st.integers(0, 2), corners), max_size=8))
def test_coco_to_yolo_to_coco_keeps_every_box(tmp_path_factory, boxes):
    folder = tmp_path_factory.mktemp("trip")
    pictures = drawn_set(folder / "a", {"train": 2, "validation": 1})
    box = np.array([[x, y, x + w, y + h] for _, (x, y, w, h) in boxes]).reshape(-1, 4)
    labels = neutral_labels([index % 3 for index in range(len(boxes))], [one for one, _ in boxes], box)
    start = write_set(folder / "a", PictureSet(folder / "a", pictures.classes, pictures.pictures, labels), [scene(0)] * 3)
    write_yolo(open_data(start.folder), folder / "b")
    write_coco(read_yolo(folder / "b"), folder / "b")
    end = open_data(folder / "b")
    first = open_data(start.folder)
    assert end.classes == first.classes
    assert [one.split for one in end.pictures] == [one.split for one in first.pictures]
    assert (end.labels["frame"] == first.labels["frame"]).all()
    assert (end.labels["class_id"] == first.labels["class_id"]).all()
    assert np.abs(end.labels["box"] - first.labels["box"]).max(initial=0) < 1e-4


def test_a_label_of_which_nothing_is_visible_is_left_out_and_counted(data, tmp_path):
    labels = data.labels.copy()
    labels["visible"][0] = 0
    assert write_yolo(replace(data, labels=labels), tmp_path / "hidden") == 1
    assert len(read_yolo(tmp_path / "hidden").labels) == len(data.labels) - 1
    assert export_yolo(data.folder, tmp_path / "whole") == (16, 0)


def renamed(pictures, *names):
    """The set with other names for its first pictures, whose files are moved there."""
    for old, new in zip(pictures.pictures, names):
        (pictures.folder / new).parent.mkdir(parents=True, exist_ok=True)
        (pictures.folder / old.name).rename(pictures.folder / new)
    changed = [replace(one, name=name) for one, name in zip(pictures.pictures, names)]
    return replace(pictures, pictures=(*changed, *pictures.pictures[len(names) :]))


def test_pictures_that_would_share_a_label_file_keep_their_own_labels(data, tmp_path):
    names = ("train/a/b.png", "train/a__b.png", "train/a/b.jpg", "train/c.png", "train/c.jpg")
    write_yolo(renamed(data, *names), tmp_path / "yolo")
    found = read_yolo(tmp_path / "yolo")
    assert (len(found), found.faults) == (len(data), ())
    written = {one.name: found.of_picture(index)["box"] for index, one in enumerate(found.pictures)}
    for index, name in enumerate(("a__b.png", "a__b-2.png", "a__b-3.jpg", "c.png", "c-2.jpg")):
        assert written[f"images/train/{name}"] == pytest.approx(data.of_picture(index)["box"], abs=1e-3)


def in_splits(pictures, **others):
    return replace(pictures, pictures=tuple(replace(one, split=others.get(one.split, one.split)) for one in pictures.pictures))


@pytest.mark.parametrize("others", [{"validation": "extra"}, {"train": "extra", "validation": "more"}])
def test_a_split_that_has_no_place_is_refused_with_the_mend(data, tmp_path, others):
    with pytest.raises(LimphomeError, match=r"the split '(extra|more)' has no place") as caught:
        write_yolo(in_splits(data, **others), tmp_path / "yolo")
    assert f"import {data.folder} --out NEW --split-by-world" in caught.value.allowed
    assert not (tmp_path / "yolo").exists()


def test_one_other_split_stands_for_train(data, tmp_path):
    write_yolo(in_splits(data, train="extra"), tmp_path / "yolo")
    assert read_yolo(tmp_path / "yolo").splits == ("train", "validation", "held_out")


def test_splits_and_classes_are_those_of_data_yaml(yolo, data):
    found = read_yolo(yolo)
    assert found.splits == data.splits
    assert found.classes == data.classes
    assert len(found) == len(data)
    assert found.faults == ()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("0 0.5 0.5 0.1", "has 4 numbers"),
        ("0 0.5 0.5 0.1 0.1 0.9", "has 6 numbers"),
        ("3 0.5 0.5 0.1 0.1", "class 3 is none of 0 to 2"),
        ("0.5 0.5 0.5 0.1 0.1", "class 0.5 is none"),
        ("nan 0.5 0.5 0.1 0.1", "class nan is none"),
        ("person 0.5 0.5 0.1 0.1", "is not numbers"),
    ],
)
def test_a_bad_line_is_named_with_its_number(yolo, line, what):
    path = first_label(yolo)
    path.write_text(path.read_text() + "\n" + line + "\n")
    (fault,) = read_yolo(yolo).faults
    assert what in fault.what
    assert fault.entry == "line 5"
    assert fault.file.endswith(path.name)


def test_a_polygon_becomes_its_box(yolo):
    first_label(yolo).write_text("1 0.25 0.5 0.5 0.25 0.75 0.5 0.5 1.0\n")
    found = read_yolo(yolo)
    index = next(index for index, one in enumerate(found.pictures) if one.split == "train")
    assert found.of_picture(index)["box"].tolist() == [[40, 30, 120, 120]]


def test_a_label_file_without_a_picture_is_named(yolo):
    (yolo / "labels" / "train" / "ghost.txt").write_text("")
    assert [(one.file, one.what) for one in read_yolo(yolo).faults] == [("labels/train/ghost.txt", "belongs to no picture")]


def test_without_data_yaml_folders_name_the_splits(yolo):
    (yolo / "data.yaml").unlink()
    (yolo / "classes.txt").write_text("person\ncone\ncrate\n")
    assert read_yolo(yolo).splits == ("train", "validation", "held_out")


def test_paths_upwards_are_meant_from_the_folder(yolo):
    text = (yolo / "data.yaml").read_text().replace("images/train", "../images/train")
    (yolo / "data.yaml").write_text(text)
    assert read_yolo(yolo).splits[0] == "train"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("names: []", "names"),
        ("names: [a, a]", "names"),
        ('names: ["a\\nb"]', "has a line break"),
        ("names: {0: a, 2: b}", "numbered"),
        ("train: images/nowhere\nnames: [a]", "nowhere"),
        ("train: a/../../b\nnames: [a]", "leaves the folder"),
        ("train: /etc\nnames: [a]", "leaves the folder"),
        ("names: [", "YAML"),
    ],
)
def test_a_bad_data_yaml_is_refused(yolo, text, what):
    (yolo / "data.yaml").write_text(text)
    with pytest.raises(LimphomeError, match=what):
        read_yolo(yolo)


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("train: images\nval: ./images", "train and val"),
        ("train: images\ntest: images/train", "train and test"),
        ("val: [images/train, images/train]", "val twice"),
    ],
)
def test_a_picture_that_is_listed_twice_is_refused_with_the_mend(yolo, text, by):
    (yolo / "data.yaml").write_text(text + "\nnames: [person, cone, crate]")
    with pytest.raises(LimphomeError, match=f"pictures of '.*images.*' are listed by {by}") as caught:
        read_yolo(yolo)
    assert f"import {yolo} --out NEW --world REGEX --split-by-world" in caught.value.allowed


def test_the_classes_may_lie_beside_the_labels_as_labelimg_writes_them(yolo):
    (yolo / "data.yaml").unlink()
    (yolo / "labels" / "classes.txt").write_text("person\ncone\ncrate\n")
    found = open_data(yolo)
    assert found.classes == ("person", "cone", "crate")
    assert found.faults == ()


@pytest.mark.parametrize("name", ["classes.txt", "list.txt"])
def test_a_text_file_that_is_not_utf_8_is_named(yolo, name):
    (yolo / "data.yaml").write_text("names: [a]\ntrain: list.txt")
    if name == "classes.txt":
        (yolo / "data.yaml").unlink()
    (yolo / name).write_bytes("Fußgänger\n".encode("latin-1"))
    with pytest.raises(LimphomeError, match="cannot be read: 'utf-8' codec") as caught:
        read_yolo(yolo)
    assert caught.value.where == str(yolo / name)


def test_label_files_lie_where_trainers_look_for_them():
    assert label_name("images/train/a.jpg") == "labels/train/a.txt"
    assert label_name("train/images/a.b.png") == "train/labels/a.b.txt"
    assert label_name("a.png") == "a.txt"


def test_a_folder_of_neither_form_is_refused(tmp_path):
    with pytest.raises(LimphomeError, match="neither COCO nor YOLO") as caught:
        open_data(tmp_path)
    assert "labels/classes.txt" in caught.value.allowed
    with pytest.raises(LimphomeError, match="no such folder"):
        open_data(tmp_path / "nowhere")
