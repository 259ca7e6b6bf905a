import json
import shutil

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.data.coco_folder import read_coco

from .conftest import change

PLAIN = {"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}


def test_what_is_written_is_read_again(data):
    again = read_coco(data.folder)
    assert again.classes == data.classes
    assert sorted(again.pictures, key=lambda one: one.name) == sorted(data.pictures, key=lambda one: one.name)
    for split in data.splits:
        mine, read = data.of_split(split).labels, again.of_split(split).labels
        assert mine.tobytes() == read.tobytes()
    assert again.faults == ()


def test_a_label_that_knows_nothing_counts_but_belongs_to_no_slice(data):
    labels = read_coco(data.folder).labels
    assert (labels["visible"] == 1).all()
    assert np.allclose(labels["height_px"], labels["box"][:, 3] - labels["box"][:, 1])
    assert np.isnan(labels["distance_m"]).all()
    assert np.isnan(labels["brightness"]).all()


def test_the_layout_of_the_coco_site_is_read(data, tmp_path):
    site = tmp_path / "site"
    (site / "annotations").mkdir(parents=True)
    shutil.copytree(data.folder / "validation", site / "val2017")
    values = json.loads((data.folder / "validation.json").read_text())
    for image in values["images"]:
        image["file_name"] = image["file_name"].split("/")[1]
    (site / "annotations" / "instances_val2017.json").write_text(json.dumps(values))
    (site / "annotations" / "captions_val2017.json").write_text(json.dumps({"images": values["images"], "annotations": []}))
    found = read_coco(site)
    assert found.splits == ("validation",)
    assert all(found.path(index).is_file() for index in range(len(found)))


def test_annotations_beside_their_pictures_name_the_split_by_their_folder(data, tmp_path):
    for split, name in (("train", "train"), ("validation", "valid")):
        shutil.copytree(data.folder / split, tmp_path / "r" / name)
        values = json.loads((data.folder / f"{split}.json").read_text())
        for image in values["images"]:
            image["file_name"] = image["file_name"].split("/")[1]
        (tmp_path / "r" / name / "_annotations.coco.json").write_text(json.dumps(values))
    found = read_coco(tmp_path / "r")
    assert found.splits == ("train", "validation")
    assert all(found.path(index).is_file() for index in range(len(found)))


FAULTS = {
    "image_id 99 is that of no picture": lambda v: v["annotations"].append({**PLAIN, "image_id": 99}),
    "category_id 7 is that of no category": lambda v: v["annotations"].append({**PLAIN, "category_id": 7}),
    "is not left, top, width, height": lambda v: v["annotations"].append({**PLAIN, "bbox": [1, 2, 3]}),
    "bbox ['a', 1, 2, 3]": lambda v: v["annotations"].append({**PLAIN, "bbox": ["a", 1, 2, 3]}),
    "bbox [1e+300, 1, 2, 3]": lambda v: v["annotations"].append({**PLAIN, "bbox": [1e300, 1, 2, 3]}),
    "is no object": lambda v: v["annotations"].append(3),
    "lacks an id or a file_name": lambda v: v["images"].append({"id": 77}),
    "is there twice": lambda v: v["images"].append(v["images"][0]),
    "'../../secret.png' leaves the folder": lambda v: v["images"].append({"id": 77, "file_name": "../../secret.png"}),
    "'/etc/passwd' leaves the folder": lambda v: v["images"].append({"id": 77, "file_name": "/etc/passwd"}),
    "'' leaves the folder": lambda v: v["images"].append({"id": 77, "file_name": ""}),
    "the name 'a\\ud800.png' is not UTF-8": lambda v: v["images"].append({"id": 77, "file_name": "a\ud800.png"}),
    "the name 'p\\ud800' is not UTF-8": lambda v: v["categories"].append({"id": 9, "name": "p\ud800"}),
    "lacks an id or a name": lambda v: v["categories"].append({"id": 9}),
}


@pytest.mark.parametrize("what", FAULTS)
def test_each_fault_is_named_with_file_and_entry(data, what):
    change(data.folder, FAULTS[what])
    (fault,) = read_coco(data.folder).faults
    assert what in fault.what
    assert fault.file == "train.json"
    assert "[" in fault.entry


def test_two_names_for_one_category_are_refused(data):
    change(data.folder, lambda values: values["categories"].append({"id": 1, "name": "cone"}))
    with pytest.raises(LimphomeError, match="id 1 is there twice") as caught:
        read_coco(data.folder)
    assert caught.value.where == f"{data.folder}/train.json categories[3]"


def test_a_category_that_is_repeated_word_for_word_does_no_harm(data):
    change(data.folder, lambda values: values["categories"].append(values["categories"][0]))
    assert read_coco(data.folder).faults == ()


@pytest.mark.parametrize("text", ["", "{", "[1]", '{"images": 3}', '{"images": [], "annotations": []}', "[" * 100000])
def test_what_is_not_coco_is_refused_by_name(data, text):
    (data.folder / "train.json").write_text(text + ' "images"')
    with pytest.raises(LimphomeError, match=r"train\.json"):
        read_coco(data.folder)


def list_validation_in_train(folder):
    entry = json.loads((folder / "validation.json").read_text())["images"][0]
    change(folder, lambda values: values["images"].append({**entry, "id": 99}))


def list_one_of_train_twice(folder):
    change(folder, lambda values: values["images"].append({**values["images"][0], "id": 99}))


@pytest.mark.parametrize(
    ("spoil", "by"), [(list_validation_in_train, "train and validation"), (list_one_of_train_twice, "train twice")]
)
def test_a_picture_that_is_listed_twice_is_refused_with_the_mend(data, spoil, by):
    spoil(data.folder)
    with pytest.raises(LimphomeError, match=rf"\.png' is listed by {by}") as caught:
        read_coco(data.folder)
    assert f"import {data.folder} --out NEW --world REGEX --split-by-world" in caught.value.allowed


def test_a_picture_that_is_listed_under_two_names_is_listed_twice(data):
    def twist(values):
        folder, name = values["images"][0]["file_name"].split("/")
        values["images"].append({**values["images"][0], "id": 99, "file_name": f"{folder}/./{name}"})
        (data.folder / "train" / "linked.png").symlink_to(data.folder / "train" / name)
        values["images"][1]["file_name"] = "train/linked.png"

    change(data.folder, twist)
    with pytest.raises(LimphomeError, match="is listed by train twice"):
        read_coco(data.folder)


def test_crowds_are_neither_asked_for_nor_denied(data):
    change(data.folder, lambda values: values["annotations"][0].update(iscrowd=1))
    assert read_coco(data.folder).of_split("train").labels["visible"][0] == 0


def test_sizes_that_are_left_out_are_read_from_the_pictures(data):
    def strip(values):
        for image in values["images"]:
            del image["width"], image["height"]

    change(data.folder, strip)
    assert {(one.width, one.height) for one in read_coco(data.folder).pictures} == {(160, 120)}


def test_classes_go_by_name_not_by_number(data):
    def renumber(values):
        values["categories"] = [{"id": 11, "name": "crate"}, {"id": 5, "name": "person"}, {"id": 8, "name": "cone"}]
        for one in values["annotations"]:
            one["category_id"] = {1: 5, 2: 8, 3: 11}[one["category_id"]]

    before = [data.classes[one] for one in data.of_split("train").labels["class_id"]]
    change(data.folder, renumber)
    again = read_coco(data.folder)
    assert [again.classes[one] for one in again.of_split("train").labels["class_id"]] == before
