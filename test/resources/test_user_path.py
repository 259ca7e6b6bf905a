import os

import pytest

from limphome.core import LimphomeError
from limphome.resources.user_path import need_file, need_folder, need_new_file, need_new_folder


@pytest.fixture
def there(tmp_path):
    """A file, a folder, a pipe, and a link that leads nowhere."""
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    return tmp_path


@pytest.mark.parametrize(
    ("need", "name", "what"),
    [
        (need_file, "folder", "is a folder"),
        (need_file, "nothing", "no such file"),
        (need_file, "link", "no such file"),
        (need_file, "pipe", "is neither file nor folder"),
        (need_folder, "file", "is a file"),
        (need_folder, "nothing", "no such folder"),
        (need_new_file, "folder", "is a folder"),
        (need_new_folder, "file", "is a file"),
        (need_new_folder, "link", "no such folder"),
    ],
)
def test_what_is_there_is_said_with_what_is_wanted(there, need, name, what):
    with pytest.raises(LimphomeError) as error:
        need(there / name, "the right thing")
    assert error.value.as_dict() == {"what": what, "where": str(there / name), "allowed": "the right thing"}


@pytest.mark.parametrize("need", [need_new_file, need_new_folder])
def test_below_a_file_nothing_can_be_made(there, need):
    with pytest.raises(LimphomeError, match="/file: is a file"):
        need(there / "file" / "more" / "last", "")


@pytest.mark.parametrize(
    ("need", "name"),
    [
        (need_file, "file"),
        (need_folder, "folder"),
        (need_new_file, "file"),
        (need_new_file, "new/file"),
        (need_new_folder, "folder"),
        (need_new_folder, "new/new"),
    ],
)
def test_what_serves_is_given_back_and_nothing_is_made(there, need, name):
    before = sorted(there.iterdir())
    assert need(there / name, "") == there / name
    assert sorted(there.iterdir()) == before


def test_a_folder_without_permission_is_refused(there, monkeypatch):
    monkeypatch.setattr(os, "access", lambda path, mode: False)  # root may write anywhere
    with pytest.raises(LimphomeError, match="folder: may not be written to"):
        need_new_folder(there / "folder" / "new", "")
