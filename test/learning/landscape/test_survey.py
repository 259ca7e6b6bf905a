"""A whole landscape, small: the shipped network, ways to run it, drawn frames."""

import json
from pathlib import Path

import pytest

from limphome.core import LimphomeError
from limphome.learning.landscape import candidate
from limphome.learning.landscape import laboratory as laboratory_module
from limphome.learning.landscape import survey as survey_module
from limphome.learning.landscape.candidate import Axes
from limphome.learning.landscape.laboratory import Laboratory
from limphome.learning.landscape.model_folders import ModelFolders
from limphome.learning.landscape.objectives import cost
from limphome.learning.landscape.survey import QUICK_S, SurveyOptions, _quick_s, survey
from limphome.perception.bench import race
from limphome.perception.bench_energy import ROUNDS
from limphome.perception.file_choice import choose_variant
from limphome.perception.footprint import Footprint
from limphome.resources.power import conditions
from limphome.resources.power.meters import find_meters
from limphome.resources.power.power_mode import PowerMode
from limphome.resources.share import share_dir

from ..conftest import draw_frames

pytest.importorskip("optuna")
MODEL = share_dir() / "models" / "perception" / "yard_detector"
TREES = Path(__file__).parents[2] / "resources" / "power" / "trees"
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
    axes = Axes(models=("yard",), precisions=(INT8, "fp32"))
    result = survey(axes, laboratory(TREES / "xavier_nx_jetpack5"), SurveyOptions(seconds=0.3, memory=False))
    assert result["objectives"] == ["accuracy", "latency", "energy"]
    int8, fp32 = result["rows"]
    assert 0 < int8["energy_j"] < fp32["energy_j"]  # 5 W all the time: what is slower takes more


def test_a_search_measures_only_what_it_chose(tmp_path):
    axes = Axes(models=("yard",), precisions=(INT8, "fp32"), threads=(1, 2, 3))
    result = survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05, memory=False, trials=3))
    assert len(result["rows"]) == 3
    assert result["grid_points"] == 6
    search = {"kind": "live", "objectives": ["accuracy", "latency"], "measured": 3, "grid_points": 6, "seed": 0}
    assert result["search"] == search


class Recorded(Laboratory):
    """Remembers each measurement that a search asked for: candidate, seconds, memory."""

    def rows(self, candidates, seconds, memory, show=None):
        rows = super().rows(candidates, seconds, memory, show)
        if show is not None:
            self.__dict__.setdefault("asked", []).append((seconds, memory))
        return rows


@pytest.mark.parametrize(
    ("tree", "objectives", "weighed"),
    [
        ("", ("accuracy", "cpu", "energy"), ["accuracy", "cpu"]),
        ("xavier_nx_jetpack5", ("energy", "latency"), ["energy", "latency"]),
        ("", ("memory",), ["memory"]),
    ],
)
def test_a_search_goes_by_the_objectives_that_were_asked_for(tmp_path, monkeypatch, tree, objectives, weighed):
    told = []

    def searched(axes, measure, count, trials, seed):
        for one in axes.grid()[:trials]:
            told.append((count, measure(one)))
            yield one

    monkeypatch.setattr(survey_module, "search", searched)
    made = laboratory(TREES / tree if tree else tmp_path)
    made = Recorded(made.source, made.frames, made.image, made.meters, made.show)
    axes = Axes(models=("yard",), precisions=(INT8, "fp32"))
    result = survey(axes, made, SurveyOptions(objectives, 0.05, memory="memory" in objectives, trials=2))
    assert result["search"]["objectives"] == result["objectives"] == weighed
    assert [count for count, _ in told] == [len(weighed)] * 2
    for at, name in enumerate(weighed):
        fast, slow = (costs[at] for _, costs in told)
        if name in ("accuracy", "memory"):  # measured once
            assert [fast, slow] == [cost(row, name) for row in result["rows"]]
        else:
            assert fast < slow
    assert {memory for _, memory in made.asked} == {"memory" in weighed}


def test_a_meter_is_read_in_every_block_of_a_search(tmp_path):
    made = laboratory(TREES / "server")
    assert _quick_s(made, ("accuracy", "energy")) == 2 * ROUNDS * 1.0
    assert _quick_s(made, ("accuracy", "latency")) == QUICK_S


def test_a_candidate_that_does_not_run_has_no_costs(tmp_path):
    axes = Axes(models=("yard",), precisions=("fp32",), runtimes=("onnxruntime", "abacus"))
    result = survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05, memory=False, trials=2))
    assert len(result["rows"]) == 1
    assert all("abacus" in why for why in result["refused"].values())


def test_objectives_that_cannot_be_measured_are_told_before_anything_is(tmp_path):
    def fail(*given):
        raise AssertionError("measured")

    made = laboratory(tmp_path)
    made.rows = fail
    with pytest.raises(LimphomeError, match="energy: not measured here"):
        survey(Axes(models=("yard",), precisions=("fp32",)), made, SurveyOptions(("energy",), 0.05))


class Board:
    """A Jetson's nvpmodel: two modes, mode 2 in force."""

    def __init__(self, monkeypatch):
        self.mode, self.raced = PowerMode(2, "MODE_15W"), []
        monkeypatch.setattr(laboratory_module, "power_mode", lambda: self.mode)
        monkeypatch.setattr(laboratory_module, "set_power_mode", self.set)
        monkeypatch.setattr(laboratory_module, "race", self.race)
        monkeypatch.setattr(conditions, "power_mode", lambda root: self.mode)
        monkeypatch.setattr(conditions, "clocks", lambda root: {"mode": self.mode.number})

    def set(self, number):
        self.mode = PowerMode(number, {0: "MAXN", 1: "MODE_10W", 2: "MODE_15W"}[number])

    def race(self, runners, seconds):
        self.raced += [(runner.label[-6:], self.mode.number) for runner in runners]
        return race(runners, seconds)


@pytest.mark.parametrize("trials", [None, 2])
def test_all_timing_is_in_the_mode_of_the_candidate_and_each_row_tells_it(tmp_path, monkeypatch, trials):
    board = Board(monkeypatch)
    axes = Axes(models=("yard",), precisions=(INT8,), power_modes=(0, 1))
    result = survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05, memory=False, trials=trials))
    assert {label[-6:] for label, _ in board.raced} == {"mode 0", "mode 1"}
    assert all(label == f"mode {mode}" for label, mode in board.raced)
    assert len(board.raced) == (2 if trials is None else 4)
    told = {row["candidate"]["power_mode"]: (row["power_mode"], row["clocks"]) for row in result["rows"]}
    assert told == {0: ("0 MAXN", {"mode": 0}), 1: ("1 MODE_10W", {"mode": 1})}
    assert result["conditions"]["power_mode"] == "2 MODE_15W"
    assert board.mode.number == 2


def test_start_up_is_measured_in_each_mode(tmp_path, monkeypatch):
    board, seen = Board(monkeypatch), []
    monkeypatch.setattr(
        laboratory_module, "measure_footprint", lambda one: seen.append(board.mode.number) or Footprint(1.0, 1, 1, 1, 1.0)
    )
    axes = Axes(models=("yard",), precisions=(INT8,), power_modes=(0, 1), batches=(1, 2))
    survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05))
    assert seen == [0, 1]


def test_where_nothing_runs_the_reason_is_told(tmp_path):
    axes = Axes(models=("yard",), precisions=("fp32",), runtimes=("abacus",))
    with pytest.raises(LimphomeError, match="abacus"):
        survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05, memory=False))


def test_a_power_mode_that_cannot_be_set_ends_it(tmp_path):
    axes = Axes(models=("yard",), precisions=("fp32",), power_modes=(0,))
    with pytest.raises(LimphomeError, match="power mode 0 cannot be set"):
        survey(axes, laboratory(tmp_path), SurveyOptions(seconds=0.05, memory=False))
