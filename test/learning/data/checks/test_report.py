"""Each defect is planted in a faultless set; the check that should find it must, with the file, and no other may fail."""

import json
from dataclasses import replace

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.report import check_data
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_file import encode_png, read_picture

from ..conftest import change, drawn_set, scene, write_set

PICTURE = "train/0_002.png"


def quiet(*done):
    pass


def box(*values):
    """Gives the first label of ``PICTURE`` this bbox."""

    def edit(folder):
        def write(labels):
            image = next(one["id"] for one in labels["images"] if one["file_name"] == PICTURE)
            next(one for one in labels["annotations"] if one["image_id"] == image)["bbox"] = list(values)

        change(folder, write)

    return edit


def double(folder):
    change(folder, lambda values: values["annotations"].append({**values["annotations"][6], "id": 999}))


def drop_class(folder):
    change(folder, lambda v: v.update(annotations=[one for one in v["annotations"] if one["category_id"] != 2]))


def flood(folder):
    def write(values):
        for index in range(450):
            one = values["annotations"][0]
            values["annotations"].append({**one, "id": 1000 + index, "bbox": [index % 100, index // 100, 20, 20]})

    change(folder, write)


def drop_labels(folder):
    change(folder, lambda values: values.update(annotations=values["annotations"][:0]))


def copy(source, spoil=lambda image: image):
    def write(folder):
        (folder / PICTURE).write_bytes(encode_png(spoil(read_picture(folder / source))))

    return write


def same_world(folder):
    def write(values):
        values["images"][0]["world"] = "train_0_0"

    change(folder, write, "held_out.json")


def damage(folder):
    (folder / PICTURE).write_bytes((folder / PICTURE).read_bytes()[:-200])


DEFECTS = {
    "changed after": ("files", PICTURE, lambda folder: (folder / PICTURE).write_bytes(encode_png(scene(77)))),
    "cannot be read: No such file": ("pictures", PICTURE, lambda folder: (folder / PICTURE).unlink()),
    "is cut off": ("pictures", PICTURE, damage),
    "its labels say 160 x 120": ("pictures", PICTURE, lambda f: (f / PICTURE).write_bytes(encode_png(scene(77, 200, 100)))),
    "EXIF": ("pictures", PICTURE, lambda folder: (folder / PICTURE).write_bytes(encode_png(scene(77, 120, 160)))),
    "shows nothing": ("pictures", PICTURE, lambda f: (f / PICTURE).write_bytes(encode_png(np.full((120, 160, 3), 9, np.uint8)))),
    "is empty": ("boxes", PICTURE, box(10, 10, 0, 20)),
    "(10, 10, 5, 30) is empty": ("boxes", PICTURE, box(10, 10, -5, 20)),
    "is thinner than a pixel": ("boxes", PICTURE, box(10, 10, 0.4, 20)),
    "lies outside the picture": ("boxes", PICTURE, box(200, 10, 20, 20)),
    "reaches out of the picture": ("boxes", PICTURE, box(150, 10, 40, 20)),
    "has a number that is none": ("boxes", PICTURE, box(float("nan"), 10, 40, 20)),
    "is there twice": ("boxes", PICTURE, double),
    "image_id 99": ("annotations", "train.json", lambda f: change(f, lambda v: v["annotations"][0].update(image_id=99))),
    "the class 'cone' has no box": ("classes", "", drop_class),
    "more than 50 to 1": ("classes", "", flood),
    "100% of 8 pictures have no box": ("classes", "", drop_labels),
    "its world 'train_0_0' lies in": ("worlds", "train/0_000.png", same_world),
    "is nearly train/0_002.png of train (correlation": ("leakage", "held_out/0_001.png", copy("held_out/0_001.png")),
    "of train (mirrored, correlation": ("leakage", "held_out/0_001.png", copy("held_out/0_001.png", lambda one: one[:, ::-1])),
}


def test_a_faultless_set_passes(data):
    report = check_data(data.folder, quiet)
    assert report.passed
    assert report.findings == []
    assert {result.name: result.status for result in report.results if result.status != "passed"} == {"drift": "skipped"}


@pytest.mark.parametrize("what", DEFECTS)
def test_each_defect_is_named_with_its_file(data, what):
    check, file, spoil = DEFECTS[what]
    spoil(data.folder)
    report = check_data(data.folder, quiet)
    failed = {result.name for result in report.results if result.status == "failed"}
    assert check in failed
    assert failed - {check} <= {"files"}  # whatever is planted also changes a file
    named = [one for one in report.findings if one.check == check and what in one.what]
    assert named
    assert file in named[0].file


def test_the_number_of_the_box_is_named(data):
    box(200, 10, 20, 20)(data.folder)
    (finding,) = [one for one in check_data(data.folder, quiet).findings if one.check == "boxes"]
    assert finding.entry == "box 0"
    assert "(200, 10, 220, 30)" in finding.what


def test_a_copy_in_another_data_set_is_found(data, tmp_path):
    other = write_set(
        tmp_path / "other", drawn_set(tmp_path / "other", {"train": 4}, 1), [scene(90), scene(3), scene(91), scene(92)]
    )
    report = check_data(data.folder, quiet, apart_from=[other.folder])
    (finding,) = report.findings
    assert finding.check == "leakage"
    assert {"train/0_003.png", f"{other.folder}/train/1_001.png"} <= set((finding.file + " " + finding.what).split())


def test_worlds_are_compared_with_other_data_sets(data, tmp_path):
    other = drawn_set(tmp_path / "other", {"train": 2}, 1)
    shared = tuple(replace(one, world="train_0_1") for one in other.pictures)
    write_set(tmp_path / "other", replace(other, pictures=shared), [scene(90), scene(91)])
    (finding,) = check_data(data.folder, quiet, apart_from=[tmp_path / "other"]).findings
    assert (finding.check, finding.file) == ("worlds", "train/0_002.png")


def test_unknown_worlds_are_said_to_be_unknown(data):
    for split in data.splits:
        change(data.folder, lambda values: [one.pop("world") for one in values["images"]], f"{split}.json")
    statuses = {result.name: result.status for result in check_data(data.folder, quiet).results}
    assert statuses["worlds"] == "skipped"


def test_a_set_with_one_split_says_that_leakage_was_not_looked_for(tmp_path):
    write_set(tmp_path / "one", drawn_set(tmp_path / "one", {"train": 4}), [scene(index) for index in range(4)])
    statuses = {result.name: result.status for result in check_data(tmp_path / "one", quiet).results}
    assert statuses["leakage"] == "skipped"


def large(folder, seed, edit=lambda image: image, scale=1.0):
    pictures = drawn_set(folder, {"train": 60}, seed)
    pictures.labels["box"][:, 2:] = pictures.labels["box"][:, :2] + scale * (
        pictures.labels["box"][:, 2:] - pictures.labels["box"][:, :2]
    )
    return write_set(folder, pictures, [edit(scene(1000 * seed + index)) for index in range(60)])


DRIFTS = {
    "brightness": {"edit": lambda image: np.clip(image.astype(int) - 40, 0, 255).astype(np.uint8)},
    "contrast": {"edit": lambda image: (image * 0.3 + 90).astype(np.uint8)},
    "box size": {"scale": 0.4},
}


@pytest.mark.parametrize("name", DRIFTS)
def test_each_drift_is_named_with_the_pictures_that_show_it(tmp_path, name):
    large(tmp_path / "old", 1)
    large(tmp_path / "new", 2, **DRIFTS[name])
    report = check_data(tmp_path / "new", quiet, against=tmp_path / "old")
    drift = report.results[-1]
    assert drift.status == "failed"
    assert f"{name} drifted" in " ".join(one.what for one in drift.findings)
    assert any(one.file.startswith("train/2_") for one in drift.findings)
    assert drift.figures[name]["chance"] < 0.01


def test_a_drift_of_classes_is_named(tmp_path, data):
    large(tmp_path / "old", 1)
    new = drawn_set(tmp_path / "new", {"train": 60}, 2)
    labels = new.labels.copy()
    labels["class_id"][::3] = 1
    write_set(tmp_path / "new", replace(new, labels=labels), [scene(3000 + index) for index in range(60)])
    drift = check_data(tmp_path / "new", quiet, against=tmp_path / "old").results[-1]
    assert "class share drifted" in drift.findings[0].what


def test_sets_of_one_kind_have_not_drifted(tmp_path):
    large(tmp_path / "old", 1)
    large(tmp_path / "new", 2)
    assert check_data(tmp_path / "new", quiet, against=tmp_path / "old").results[-1].status == "passed"


def test_with_one_world_on_each_side_the_distance_is_given_but_no_verdict(tmp_path):
    for seed, name in ((1, "old"), (2, "new")):
        write_set(tmp_path / name, drawn_set(tmp_path / name, {"train": 2}, seed), [scene(seed), scene(seed + 10)])
    drift = check_data(tmp_path / "new", quiet, against=tmp_path / "old").results[-1]
    assert drift.status == "skipped"
    assert "too few worlds" in drift.summary
    assert drift.figures["brightness"]["chance"] is None
    assert 0 <= drift.figures["brightness"]["effect"] <= 1


def test_bounds_decide(data):
    flood(data.folder)
    generous = check_data(data.folder, quiet, bounds=CheckBounds(imbalance=1000))
    assert {result.name: result.status for result in generous.results}["classes"] == "passed"


def test_the_report_is_plain_values_with_its_version(data):
    values = json.loads(json.dumps(check_data(data.folder, quiet).as_dict()))
    assert values["schema_version"] == 1
    assert values["passed"] is True
    assert set(values["checks"]["boxes"]) == {"status", "summary", "findings", "figures"}


def test_a_folder_that_is_no_data_set_is_refused(tmp_path):
    with pytest.raises(LimphomeError):
        check_data(tmp_path, quiet)


def test_a_yolo_folder_is_checked_as_well(data, tmp_path):
    from limphome.learning.data.yolo_writer import export_yolo

    export_yolo(data.folder, tmp_path / "yolo")
    assert check_data(tmp_path / "yolo", quiet).passed
    label = sorted((tmp_path / "yolo" / "labels" / "train").iterdir())[0]
    label.write_text("0 1.5 0.5 0.1 0.1\n0 0.5 0.5 0 0.2\nx\n")
    found = check_data(tmp_path / "yolo", quiet).findings
    assert sorted(one.check for one in found) == ["annotations", "boxes", "boxes"]
    assert len(open_data(tmp_path / "yolo")) == 16
