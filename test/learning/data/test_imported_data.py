import hashlib

import pytest

from limphome.core import LimphomeError
from limphome.learning.data.checks.report import check_data
from limphome.learning.data.data_card import read_card
from limphome.learning.data.import_options import ImportOptions, parse_shares
from limphome.learning.data.imported_data import import_data
from limphome.learning.data.open_data import open_data
from limphome.learning.data.yolo_writer import export_yolo

from .conftest import change


def quiet(*done):
    pass


def spoil(values):
    values["annotations"][0]["bbox"] = [10, 10, 0, 5]
    values["annotations"][1]["image_id"] = 99


def test_splits_worlds_and_boxes_of_the_source_are_kept(data, tmp_path):
    import_data(data.folder, tmp_path / "out", ImportOptions(), quiet)
    assert open_data(tmp_path / "out").pictures == open_data(data.folder).pictures
    assert open_data(tmp_path / "out").labels.tobytes() == open_data(data.folder).labels.tobytes()


def test_a_yolo_folder_is_taken_over_with_worlds_from_its_names(data, tmp_path):
    export_yolo(data.folder, tmp_path / "yolo")
    card = import_data(tmp_path / "yolo", tmp_path / "out", ImportOptions(world=r"(\w+)/0_\d\d\d"), quiet)
    assert {name: split["worlds"] for name, split in card["splits"].items()} == {"train": 1, "validation": 1, "held_out": 1}
    assert check_data(tmp_path / "out", quiet).passed


def test_the_digest_is_over_every_picture_and_label(data, tmp_path):
    card = import_data(data.folder, tmp_path / "a", ImportOptions(), quiet)
    listing = (tmp_path / "a" / "files.sha256").read_bytes()
    assert hashlib.sha256(listing).hexdigest() == card["digest"] == read_card(tmp_path / "a")["digest"]
    names = {line.split("  ")[1] for line in listing.decode().splitlines()}
    written = {one.relative_to(tmp_path / "a").as_posix() for one in (tmp_path / "a").rglob("*") if one.is_file()}
    assert written - names == {"card.json", "card.md", "files.sha256"}
    assert import_data(data.folder, tmp_path / "b", ImportOptions(), quiet)["digest"] == card["digest"]
    change(data.folder, lambda values: values["annotations"][0].update(bbox=[1, 2, 3, 4]))
    assert import_data(data.folder, tmp_path / "c", ImportOptions(), quiet)["digest"] != card["digest"]


def test_worlds_are_dealt_anew_when_asked(data, tmp_path):
    options = ImportOptions(shares={"train": 0.5, "held_out": 0.5}, seed=3)
    card = import_data(data.folder, tmp_path / "out", options, quiet)
    assert {name: split["pictures"] for name, split in card["splits"].items()} == {"train": 8, "held_out": 8}
    assert "train 50.0% (50.0% asked for)" in card["origin"]["splits"]
    assert "Note: limphome model train will not take it: no split validation." in (tmp_path / "out" / "card.md").read_text()


def test_one_name_for_all_pictures(data, tmp_path):
    card = import_data(data.folder, tmp_path / "out", ImportOptions(split="extra"), quiet)
    assert list(card["splits"]) == ["extra"]


def test_a_bad_entry_is_refused_with_its_place_and_leaves_nothing(data, tmp_path):
    change(data.folder, spoil)
    with pytest.raises(LimphomeError, match="image_id 99 is that of no picture, and 1 more") as caught:
        import_data(data.folder, tmp_path / "out", ImportOptions(), quiet)
    assert caught.value.where == f"{data.folder}/train.json annotations[1]"
    assert not (tmp_path / "out").exists()


def test_bad_entries_are_left_out_when_asked_and_the_card_says_so(data, tmp_path):
    change(data.folder, spoil)
    (data.folder / "train" / "0_003.png").write_bytes(b"no picture")
    card = import_data(data.folder, tmp_path / "out", ImportOptions(drop_bad=True), quiet)
    assert card["splits"]["train"]["pictures"] == 7
    assert sum(card["splits"]["train"]["boxes"].values()) == 19
    assert [one["file"] for one in card["left_out"]] == ["train/0_003.png", "train.json", "train/0_000.png"]
    assert "Left out of the source: 3" in (tmp_path / "out" / "card.md").read_text()
    assert check_data(tmp_path / "out", quiet).passed


def test_a_source_whose_splits_share_a_world_is_refused(data, tmp_path):
    change(data.folder, lambda values: values["images"][0].update(world="train_0_0"), "held_out.json")
    with pytest.raises(LimphomeError, match="lies in 2 splits"):
        import_data(data.folder, tmp_path / "out", ImportOptions(), quiet)


def test_a_folder_that_is_there_is_not_written_over(data, tmp_path):
    with pytest.raises(LimphomeError, match="is there already"):
        import_data(data.folder, data.folder, ImportOptions(), quiet)


def test_the_card_for_people_has_a_row_for_each_split(data):
    text = (data.folder / "card.md").read_text()
    assert "| train | 8 | 4 | 0 | 8 | 8 | 8 |" in text
    assert read_card(data.folder)["digest"] in text


def test_shares_are_read():
    assert parse_shares("train=70,validation=30") == {"train": 0.7, "validation": 0.3}


def test_splits_have_the_names_that_reading_gives_them():
    assert parse_shares("train=70,val=15,test=15") == parse_shares("train=70,validation=15,held_out=15")
    with pytest.raises(LimphomeError, match="the split 'validation' is named twice"):
        parse_shares("train=70,val=15,validation=15")


@pytest.mark.parametrize("options", [{"split": "../out"}, {"split": "a/b"}, {"split": ".."}, {"shares": {"a b": 1.0}}])
def test_a_split_that_cannot_be_a_folder_is_refused(options):
    with pytest.raises(LimphomeError, match="is no name of a split"):
        ImportOptions(**options)


@pytest.mark.parametrize("text", ["train", "train=x", "train=0", "train=-1", "=5", "train=nan", "train=inf"])
def test_bad_shares_are_refused(text):
    with pytest.raises(LimphomeError, match="is no share"):
        parse_shares(text)
