"""A whole landscape, small: the shipped network, ways to run it, drawn frames."""

import json
from pathlib import Path

import pytest

from limphome.core import LimphomeError
from limphome.learning.landscape import candidate
from limphome.learning.landscape.candidate import Axes
from limphome.learning.landscape.laboratory import Laboratory
from limphome.learning.landscape.model_folders import ModelFolders
from limphome.learning.landscape.survey import SurveyOptions, survey
from limphome.perception.file_choice import choose_variant
from limphome.resources.power.meters import find_meters
from limphome.resources.share import share_dir

from ..conftest import draw_frames

pytest.importorskip("optuna")
MODEL = share_dir() / "models" / "perception" / "yard_detector"
INT8 = choose_variant("auto")


def laboratory(root):
    frames = draw_frames(12, 3)
    return Laboratory(ModelFolders({"yard": MODEL}), frames, frames.images[0], find_meters(root), lambda *step: None)


@pytest.fixture(scope="module", autouse=True)
def abacus_is_known():
    """Its name passes, as that of a runtime whose package is missing; making it fails."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidate, "known_runtime", lambda name: name)
        yield


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory):
    axes = Axes(models=("yard",), precisions=(INT8, "fp32"), runtimes=("onnxruntime", "abacus"), batches=(1, 2))
    options = SurveyOptions(("accuracy", "latency", "energy"), 0.05, memory=False)
    return survey(axes, laboratory(tmp_path_factory.mktemp("nothing")), options)


def test_every_point_that_runs_has_a_row_and_every_other_a_reason(surveyed):
    assert len(surveyed["rows"]) == 4
    assert len(surveyed["refused"]) == 4
    assert all("abacus" in reason for reason in surveyed["refused"].values())
    assert all(row["candidate"]["runtime"] == "onnxruntime" for row in surveyed["rows"])


def test_the_front_holds_the_fastest_and_the_most_accurate(surveyed):
    rows = surveyed["rows"]
    assert min(rows, key=lambda row: row["latency_ms"]["whole_median"])["front"]
    best = max(row["accuracy"]["map50_95"] for row in rows)
    assert any(row["front"] for row in rows if row["accuracy"]["map50_95"] == best)
    assert surveyed["front"] == [row["label"] for row in rows if row["front"]]


def test_without_a_meter_there_is_no_energy_and_the_front_says_so(surveyed):
    assert all(row["energy_j"] is None for row in surveyed["rows"])
    assert surveyed["objectives"] == ["accuracy", "latency"]
    assert surveyed["left_out"] == {"energy": "not measured"}
    assert "no energy meter" in surveyed["energy_reason"]


def test_more_pictures_at_once_take_longer_and_see_the_same(surveyed):
    one, two = (next(row for row in surveyed["rows"] if row["candidate"]["batch"] == n) for n in (1, 2))
    assert two["latency_ms"]["whole_median"] > one["latency_ms"]["whole_median"]
    assert two["accuracy"] == one["accuracy"]


def test_the_result_is_plain_values(surveyed):
    assert json.loads(json.dumps(surveyed)) == surveyed
    assert surveyed["search"]["kind"].startswith("replay")
    assert surveyed["search"]["points"] == 8


def test_energy_is_weighed_where_there_is_a_meter():
    root = Path(__file__).parents[2] / "resources" / "power" / "trees" / "xavier_nx_jetpack5"
    axes = Axes(models=("yard",), precisions=(INT8, "fp32"))
    result = survey(axes, laboratory(root), SurveyOptions(seconds=0.3, memory=False))
    assert result["objectives"] == ["accuracy", "latency", "energy"]
    int8, fp32 = result["rows"]
    assert 0 < int8["energy_j"] < fp32["energy_j"]  # 5 W all the time: what is slower takes more


def test_a_search_measures_only_what_it_chose(tmp_path):
    axes = Axes(models=("yard",), precisions=(INT8, "fp32"), threads=(1, 2, 3))
    result = survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05, memory=False, trials=3))
    assert len(result["rows"]) == 3
    assert result["grid_points"] == 6
    assert result["search"] == {"kind": "live", "measured": 3, "grid_points": 6, "seed": 0}


def test_where_nothing_runs_the_reason_is_told(tmp_path):
    axes = Axes(models=("yard",), precisions=("fp32",), runtimes=("abacus",))
    with pytest.raises(LimphomeError, match="abacus"):
        survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05, memory=False))


def test_a_power_mode_that_cannot_be_set_ends_it(tmp_path):
    axes = Axes(models=("yard",), precisions=("fp32",), power_modes=(0,))
    with pytest.raises(LimphomeError, match="power mode 0 cannot be set"):
        survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05, memory=False))
