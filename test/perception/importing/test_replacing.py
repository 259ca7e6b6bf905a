import pytest

from limphome.core import LimphomeError
from limphome.perception.importing.replacing import new_workshop, put_in_place, replacing, tidy_up, workshop
from limphome.perception.manifest import NAME


def write(folder, text):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / NAME).write_text(text)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def out(tmp_path):
    """A model that is there."""
    write(tmp_path / "model", "old")
    return tmp_path / "model"


def test_the_new_folder_takes_the_place_whole(out):
    (out / "only_in_the_old_one").write_text("")
    with replacing(out) as new:
        write(new, "new")
        assert (out / NAME).read_text() == "old"
    assert names(out) == [NAME]
    assert (out / NAME).read_text() == "new"
    assert names(out.parent) == ["model"]


def test_an_error_leaves_what_was_there_and_nothing_else(out):
    def write_half():
        with replacing(out) as new:
            write(new, "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert (out / NAME).read_text() == "old"
    assert names(out.parent) == ["model"]


def test_nothing_but_a_model_is_replaced(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.txt").write_text("years of work")
    with pytest.raises(LimphomeError, match="no model folder"), replacing(tmp_path / "thesis"):
        raise AssertionError("it was begun")
    assert names(tmp_path) == ["thesis"]


def test_what_a_killed_process_began_is_in_nobodys_way(out):
    write(workshop(out), "half")
    (workshop(out) / "rubbish").write_text("")
    with replacing(out) as new:
        assert names(new) == []
        write(new, "new")
    assert names(out) == [NAME]


@pytest.mark.parametrize(("came", "kept"), [(False, "old"), (True, "new")])
def test_a_kill_while_the_places_are_changed_loses_no_model(out, came, kept):
    out.rename(workshop(out, "old"))
    write(out if came else workshop(out), "new")
    tidy_up(out)
    assert (out / NAME).read_text() == kept
    assert names(out.parent) == ["model"]


def test_a_folder_that_a_link_leads_to_is_replaced_there(out, tmp_path):
    link = tmp_path / "latest"
    link.symlink_to(out)
    with replacing(link) as new:
        write(new, "new")
    assert (out / NAME).read_text() == "new"
    assert link.is_symlink()


def test_a_place_where_nothing_can_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LimphomeError, match="cannot be made: Not a directory"):
        new_workshop(tmp_path / "file" / "model")


def test_a_disk_that_does_not_let_it_go_is_told(out, tmp_path):
    with pytest.raises(LimphomeError, match="cannot be replaced: No such file"):
        put_in_place(tmp_path / "nothing", out)
    tidy_up(out)
    assert (out / NAME).read_text() == "old"
