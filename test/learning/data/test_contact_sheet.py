import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.data.contact_sheet import COLOURS, SheetChoice, contact_sheet, pick, write_sheet, write_sheet_of
from limphome.learning.data.picture_file import encode_jpeg, read_picture


def test_boxes_are_drawn_in_the_colour_of_their_class_at_their_place(data):
    sheet = contact_sheet(data, [0], tile=(160, 120))
    left, top, right, _ = data.of_picture(0)["box"][0].round().astype(int)
    column, row = 6 + (left + right) // 2, 24 + top
    assert sheet[row, column].tolist() == list(COLOURS[0])
    assert np.abs(sheet[24:144, 6:166].astype(int) - read_picture(data.path(0))).max(axis=2).astype(bool).mean() < 0.2


def test_a_sheet_has_a_tile_for_each_picture(data):
    assert contact_sheet(data, range(5), columns=3).shape[:2] == (24 + 2 * 258, 3 * 326 + 6)


def test_a_broken_picture_is_a_grey_tile(data):
    data.path(0).write_bytes(b"")
    sheet = contact_sheet(data, [0, 1])
    assert (sheet[30:60, 20:300] == 200).all()


def test_boxes_that_are_no_boxes_do_not_stop_the_sheet(data):
    data.labels["box"][:3] = [[np.nan] * 4, [-1e30, 0, 1e30, 5], [50, 50, 20, 20]]
    assert contact_sheet(data, [0]).shape[2] == 3


def test_only_pictures_with_the_class_are_picked(data):
    data.labels["class_id"][:] = 0
    data.labels["class_id"][[0, 9]] = 1
    assert pick(data, 10, "cone", np.random.default_rng(0)) == [0, 3]
    with pytest.raises(LimphomeError, match="no class 'cat'"):
        pick(data, 10, "cat", np.random.default_rng(0))


def test_a_sheet_of_a_split_names_its_pictures(data, tmp_path):
    names = write_sheet(data.folder, tmp_path / "a" / "sheet.png", SheetChoice("held_out", "", 99, 2))
    assert names == [one.name for one in data.of_split("held_out").pictures]
    assert read_picture(tmp_path / "a" / "sheet.png").shape[1] == 2 * 326 + 6


def test_a_sheet_of_named_pictures(data, tmp_path):
    assert write_sheet_of(data.folder, tmp_path / "s.png", ["train.json", "train/0_001.png", "train/0_001.png"]) == [
        "train/0_001.png"
    ]
    assert write_sheet_of(data.folder, tmp_path / "t.png", ["train.json"]) == []


@pytest.mark.parametrize(("name", "begins"), [("s.png", b"\x89PNG"), ("s.jpg", b"\xff\xd8"), ("s.JPEG", b"\xff\xd8")])
def test_the_ending_says_the_form(data, tmp_path, name, begins):
    write_sheet(data.folder, tmp_path / name, SheetChoice(count=2))
    assert (tmp_path / name).read_bytes().startswith(begins)
    assert read_picture(tmp_path / name).shape[1] == 2 * 326 + 6


@pytest.mark.parametrize("name", ["s.webp", "s"])
def test_another_ending_is_refused_before_anything_is_read(tmp_path, name):
    with pytest.raises(LimphomeError, match=r"ending.*\.png, \.jpg"):
        write_sheet(tmp_path / "nowhere", tmp_path / name, SheetChoice())


def test_a_sheet_too_tall_for_a_jpeg_is_told():
    with pytest.raises(LimphomeError, match="a PNG"):
        encode_jpeg(np.zeros((70000, 1, 3), np.uint8))


def test_an_unknown_split_is_refused(data, tmp_path):
    with pytest.raises(LimphomeError, match="no split 'test'"):
        write_sheet(data.folder, tmp_path / "s.png", SheetChoice("test", "", 4, 2))
