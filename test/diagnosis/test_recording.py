import pytest

from limphome.core import LimphomeError
from limphome.diagnosis.recording import nominal_run


@pytest.mark.parametrize("content", [b"", b"rubbish" * 40])
def test_a_file_that_is_no_recording_is_refused_by_name(tmp_path, content):
    path = tmp_path / "drive.mcap"
    path.write_bytes(content)
    with pytest.raises(LimphomeError, match=r"drive\.mcap"):
        nominal_run(path)


def test_a_recording_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(LimphomeError, match="No such file"):
        nominal_run(tmp_path / "nowhere.mcap")
