import json
from pathlib import Path

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.diagnosis.diagnosis_model import blank_model
from limphome.diagnosis.model_file import load_model, save_model
from limphome.resources import share_dir


def test_the_same_model_gives_the_same_bytes_again(model_path: Path, tmp_path: Path):
    save_model(load_model(model_path), tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == model_path.read_bytes()


def test_a_loaded_model_says_what_the_fitted_one_says(model, model_path: Path):
    loaded = load_model(model_path)
    features = np.random.default_rng(0).normal(size=len(model.naming.width))
    np.testing.assert_allclose(loaded.naming.probabilities(features), model.naming.probabilities(features), atol=1e-3)
    np.testing.assert_allclose(loaded.normal.weights, model.normal.weights, rtol=1e-5)
    assert loaded.normal.settings == model.normal.settings


def test_a_folder_stands_for_its_model(model_path: Path):
    assert load_model(model_path.parent).normal.names == load_model(model_path).normal.names


def test_a_blank_model_can_be_written_and_read(tmp_path: Path):
    save_model(blank_model(), tmp_path / "blank.json")
    assert load_model(tmp_path / "blank.json").normal.names == ()


def test_the_committed_model_loads():
    assert load_model(share_dir() / "models" / "diagnosis").naming.labels[0] == ("none", "")


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(LimphomeError, match=r"gone\.json.*cannot be read"):
        load_model(tmp_path / "gone.json")


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"schema_version": 3}', '{"schema_version": 2}'])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, text: str):
    path = tmp_path / "model.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(LimphomeError, match=r"model\.json"):
        load_model(path)


def test_a_file_of_before_is_refused_with_its_mend(model_path: Path):
    model_path.write_text(json.dumps({**json.loads(model_path.read_text()), "schema_version": 1}))
    with pytest.raises(LimphomeError, match=r"schema version 1.*limphome diagnose fit"):
        load_model(model_path)


@pytest.mark.parametrize("part", ["names", "limits", "naming", "normal", "settings", "graph"])
def test_parts_that_do_not_fit_together_are_refused(model_path: Path, part: str):
    data = json.loads(model_path.read_text())
    broken = {"names": data["names"][1:], "graph": {}, "settings": {"lags": [0]}}.get(part, {"width": [1.0]})
    model_path.write_text(json.dumps({**data, part: broken}))
    with pytest.raises(LimphomeError, match="do not fit together"):
        load_model(model_path)
