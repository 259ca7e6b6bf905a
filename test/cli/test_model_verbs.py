"""``limphome model``: what it prints, and what it says to wrong input."""

import json
from importlib.util import find_spec

import pytest

from building import BUILDING, build_on_the_cpu
from limphome.cli import exit_status
from limphome.cli.main import call

learning = pytest.mark.skipif(find_spec("torch") is None, reason="needs the extra [learn]")


def result_of(capsys, *arguments):
    assert call(["model", *arguments, "--json"]) == exit_status.RAN
    return json.loads(capsys.readouterr().out.splitlines()[-1])


def error_of(capsys, *arguments):
    assert call(["model", *arguments, "--json"]) == exit_status.COULD_NOT_RUN
    return json.loads(capsys.readouterr().out.splitlines()[-1])["error"]


def test_bench_gives_latencies_ratio_and_overhead(capsys):
    result = result_of(capsys, "bench", "--compare", "auto,fp32", "--threads", "1", "--seconds", "0.5")
    assert set(result["latency_ms"]) >= {"fp32"}
    assert set(result["latency_ms"]["fp32"]) >= {"median", "p90", "p99"}
    low, high = result["speedup_ci95"]
    assert low <= result["speedup"] <= high
    assert set(result["overhead"]) == set(result["latency_ms"])


def test_bench_tells_of_an_engine_that_it_builds_and_leaves_the_output_to_json(capsys, monkeypatch):
    build_on_the_cpu(monkeypatch)
    arguments = ("bench", "--compare", "trt@tensorrt,fp32", "--seconds", "0.1", "--no-start-up", "--json")
    assert call(["model", *arguments]) == exit_status.RAN
    told = capsys.readouterr()
    assert f"{BUILDING}: 5" in told.err
    assert BUILDING not in told.out


@pytest.mark.parametrize("verb", ["bench", "evaluate", "quantize"])
def test_an_unknown_model_lists_those_that_exist(capsys, verb):
    error = error_of(capsys, verb, "yard_dectetor")
    assert "yard_dectetor" in error["what"]
    assert "yard_detector" in error["allowed"]


def test_an_unknown_variant_lists_those_that_exist(capsys):
    assert "fp32" in error_of(capsys, "bench", "--compare", "int4,fp32", "--seconds", "0.1")["allowed"]


@learning
def test_a_typo_in_the_recipe_is_told(capsys, tmp_path):
    recipe = tmp_path / "recipe.yaml"
    recipe.write_text("schema_version: 1\ntraining: {stepps: 10}\n")
    error = error_of(capsys, "train", "--config", str(recipe), "--out", str(tmp_path / "out"), "--cache", str(tmp_path))
    assert "stepps" in error["what"]
    assert "steps" in error["allowed"]


def test_wrong_usage_has_its_own_status(capsys):
    assert call(["model", "bench", "--threads", "0"]) == exit_status.WRONG_USAGE
    assert call(["model", "bend"]) == exit_status.WRONG_USAGE
    capsys.readouterr()
