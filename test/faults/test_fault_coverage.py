from pathlib import Path

import pytest

from limphome.faults import fault_coverage
from limphome.faults.fault_coverage import Coverage
from limphome.faults.table import find_kind

PAGE = Path(__file__).parents[2] / "docs" / "evaluation.md"


@pytest.fixture
def table(monkeypatch):
    """Two cameras' faults and a lidar's; of those with a name only, one was built by an installed package."""
    rows = {name: find_kind(name) for name in ("camera.freeze", "camera.blur", "lidar.dropout")}
    monkeypatch.setattr(fault_coverage, "fault_table", lambda: rows)
    monkeypatch.setattr(fault_coverage, "NOT_BUILT", frozenset({"camera.fog", "camera.blur", "lidar.ghost"}))


def test_faults_of_one_layer_are_counted(table):
    assert str(Coverage.of_layer("camera")) == "2 of 3 camera faults; not built: fog"
    assert Coverage.of_layer("camera").as_dict() == {
        "built": ["camera.blur", "camera.freeze"],
        "kinds": 3,
        "not_built": ["camera.fog"],
    }


def test_a_layer_of_which_all_is_built_lacks_nothing(table, monkeypatch):
    monkeypatch.setattr(fault_coverage, "NOT_BUILT", frozenset())
    assert str(Coverage.of_layer("lidar")) == "1 of 1 lidar faults"


def test_the_page_says_of_how_many_faults_its_figures_are():
    assert str(Coverage.of_layer("camera")) in PAGE.read_text(), f"{Coverage.of_layer('camera')}: not in {PAGE}"
