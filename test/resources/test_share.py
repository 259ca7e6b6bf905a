import pytest

from limphome.core import LimphomeError
from limphome.resources import find_named, share_dir


def test_a_name_finds_the_file_of_the_package():
    assert find_named("config/scenarios", "clear_route", ".yaml") == share_dir() / "config/scenarios/clear_route.yaml"


def test_a_path_finds_the_users_file(tmp_path):
    path = tmp_path / "mine.yaml"
    path.touch()
    assert find_named("config/scenarios", str(path), ".yaml") == path


@pytest.mark.parametrize("name", ["clear_rout", "nowhere/mine.yaml"])
def test_what_is_not_there_lists_what_is(name):
    with pytest.raises(LimphomeError, match="clear_route"):
        find_named("config/scenarios", name, ".yaml")
