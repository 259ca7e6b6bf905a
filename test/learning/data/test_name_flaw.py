import os

import pytest

from limphome.core import LimphomeError
from limphome.learning.data.checks.report import check_data
from limphome.learning.data.contact_sheet import SheetChoice, write_sheet
from limphome.learning.data.import_options import ImportOptions
from limphome.learning.data.imported_data import import_data
from limphome.learning.data.name_flaw import name_flaw, printable

from .conftest import change


def quiet(*done):
    pass


BAD = {
    "b\udcff.png": "is not UTF-8",
    "a\nb.png": "has a line break",
    "a\u2028b.png": "has a line break",
    "a\n": "has a line break",
}


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_a_list_cannot_hold(name):
    assert name_flaw(name).endswith(BAD[name])
    printable(name_flaw(name)).encode("utf-8")


@pytest.mark.parametrize("name", ["a.png", "Fußgänger 1.png", "猫.jpg", ""])
def test_other_names_are_taken_and_told_as_they_are(name):
    assert (name_flaw(name), printable(name)) == ("", name)


@pytest.fixture(params=[name for name in BAD if name.endswith(".png")])
def odd(data, request):
    """A YOLO folder with one picture of an odd name among others."""
    folder = data.folder / "train"
    (folder / "classes.txt").write_text("person\n")
    (folder / "0_000.png").rename(folder / request.param)
    return folder, request.param


def test_a_picture_with_such_a_name_is_refused_before_anything_is_copied(odd, tmp_path):
    folder, name = odd
    with pytest.raises(LimphomeError, match=BAD[name]) as caught:
        import_data(folder, tmp_path / "out", ImportOptions(), quiet)
    assert os.path.basename(caught.value.where) == name
    assert not (tmp_path / "out").exists()


def test_it_is_left_out_when_asked_and_the_folder_can_be_checked(odd, tmp_path):
    folder, name = odd
    card = import_data(folder, tmp_path / "out", ImportOptions(drop_bad=True), quiet)
    assert card["splits"]["all"]["pictures"] == 7
    assert BAD[name] in (tmp_path / "out" / "card.md").read_text(encoding="utf-8")
    assert "files" not in {one.check for one in check_data(tmp_path / "out", quiet).findings}


def test_it_is_found_and_can_be_printed_and_shown(odd, tmp_path):
    folder, name = odd
    (finding,) = [one for one in check_data(folder, quiet).findings if one.check == "pictures"]
    assert (finding.file, finding.what.endswith(BAD[name])) == (name, True)
    str(finding).encode("utf-8")
    assert len(write_sheet(folder, tmp_path / "sheet.png", SheetChoice())) == 8


def test_a_split_of_such_a_name_is_refused(data, tmp_path):
    (data.folder / "train.json").rename(data.folder / "a\nb.json")
    with pytest.raises(LimphomeError, match="has a line break"):
        import_data(data.folder, tmp_path / "out", ImportOptions(), quiet)


def test_a_class_of_such_a_name_is_left_out_with_its_labels_when_asked(data, tmp_path):
    for name in ("train.json", "validation.json", "held_out.json"):
        change(data.folder, lambda values: values["categories"][0].update(name="p\ud800"), name)
    with pytest.raises(LimphomeError, match="is not UTF-8"):
        import_data(data.folder, tmp_path / "out", ImportOptions(), quiet)
    card = import_data(data.folder, tmp_path / "out", ImportOptions(drop_bad=True), quiet)
    assert card["classes"] == ["cone", "crate"]
    assert "\\ud800" in (tmp_path / "out" / "card.md").read_text(encoding="utf-8")
