import pytest

from limphome.core import LimphomeError
from limphome.learning.network import Network
from limphome.learning.network_config import NetworkConfig
from limphome.learning.release import Release

pytestmark = pytest.mark.learning


def test_a_folder_that_is_no_model_is_never_replaced(tmp_path):
    release = Release(tmp_path / "mine", "mine", Network(NetworkConfig()), lambda step: None)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(LimphomeError, match=r"mine.*no model folder"):
        release.finish({}, lambda manifest: "card")
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "years of work"
