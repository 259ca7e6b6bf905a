import json
import shutil

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.quantization.picture_split import split_folder

from .tiny_detectors import write_pictures


def keys(images):
    return [image.tobytes() for image in images]


def test_parts_have_no_picture_in_common_and_names_do_not_matter(tmp_path):
    write_pictures(tmp_path / "a", 16)
    first = split_folder(tmp_path / "a", 64)
    parts = (first.calibration, first.choice, first.comparison)
    assert [len(part) for part in parts] == [8, 4, 4]
    assert len({key for part in parts for key in keys(part)}) == 16
    for index, path in enumerate(sorted((tmp_path / "a").iterdir(), reverse=True)):
        (tmp_path / "b").mkdir(exist_ok=True)
        shutil.copy(path, tmp_path / "b" / f"other_{index:02d}.png")
    second = split_folder(tmp_path / "b", 64)
    assert keys(second.comparison) == keys(first.comparison)


def test_a_picture_that_is_there_twice_counts_once(tmp_path):
    write_pictures(tmp_path, 6)
    for path in sorted(tmp_path.iterdir()):
        shutil.copy(path, tmp_path / f"copy_{path.name}")
    split = split_folder(tmp_path, 64)
    assert len(split.calibration) + len(split.choice) + len(split.comparison) == 6


def test_no_more_pictures_than_asked_for(tmp_path):
    write_pictures(tmp_path, 20)
    split = split_folder(tmp_path, 4)
    assert [len(part) for part in (split.calibration, split.choice, split.comparison)] == [4, 2, 2]


def test_a_data_folder_calibrates_on_its_training_split(tmp_path):
    for name, count, seed in (("train", 6, 1), ("val", 4, 2)):
        write_pictures(tmp_path / name, count, seed)
        images = [{"id": i, "file_name": f"{i:03d}.png", "width": 64, "height": 64} for i in range(count)]
        coco = {"images": images, "annotations": [], "categories": [{"id": 1, "name": "square"}]}
        (tmp_path / name / "_annotations.coco.json").write_text(json.dumps(coco))
    split = split_folder(tmp_path, 64)
    assert [len(part) for part in (split.calibration, split.choice, split.comparison)] == [6, 2, 2]
    write_pictures(tmp_path / "alone", 6, 1)
    assert set(keys(split.calibration)) == set(keys(everything(split_folder(tmp_path / "alone", 64))))


def everything(split):
    return [*split.calibration, *split.choice, *split.comparison]


def test_large_pictures_are_made_smaller(tmp_path):
    import cv2

    for index in range(4):
        cv2.imwrite(str(tmp_path / f"{index}.jpg"), np.full((300, 2600, 3), 40 * index, np.uint8))
    assert {image.shape[1] for image in everything(split_folder(tmp_path, 8))} == {1280}


@pytest.mark.parametrize("count", [0, 3])
def test_too_few_pictures_are_refused(tmp_path, count):
    write_pictures(tmp_path / "few", count)
    with pytest.raises(LimphomeError, match=f"{count} different pictures"):
        split_folder(tmp_path / "few", 64)


def test_a_folder_that_is_none_and_a_broken_picture_are_named(tmp_path):
    with pytest.raises(LimphomeError, match="no such folder"):
        split_folder(tmp_path / "nowhere", 64)
    write_pictures(tmp_path / "torn", 6)
    for path in (tmp_path / "torn").iterdir():
        path.write_bytes(path.read_bytes()[:200] + path.name.encode())
    with pytest.raises(LimphomeError, match=r"cut off|damaged"):
        split_folder(tmp_path / "torn", 64)
