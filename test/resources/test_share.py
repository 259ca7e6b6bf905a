import pytest

from limphome.core import LimphomeError
from limphome.resources import find_named, share_dir


def test_a_name_finds_the_file_of_the_package():
    assert find_named("config/scenarios", "clear_route", ".yaml") == share_dir() / "config/scenarios/clear_route.yaml"


def test_a_path_finds_the_users_file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.touch()
    assert find_named("config/scenarios", str(path), ".yaml") == path


@pytest.mark.parametrize("name", ["mine", "./mine"])
def test_a_folder_in_its_place_is_called_a_folder(tmp_path, monkeypatch, name):
    (tmp_path / "mine").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(LimphomeError, match=r"mine: is a folder .*a path of a \.yaml file, or one of .*clear_route"):
        find_named("config/scenarios", name, ".yaml")


def test_a_name_of_ours_comes_before_what_lies_here(tmp_path, monkeypatch):
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path)
    assert find_named("config/scenarios", "demo", ".yaml").is_file()


@pytest.mark.parametrize("name", ["", "clear_rout", "nowhere/mine.yaml"])
def test_what_is_not_there_lists_what_is(name):
    with pytest.raises(LimphomeError, match="clear_route"):
        find_named("config/scenarios", name, ".yaml")
