"""A network of a user's own classes, the cone first: every figure is of the persons, and its own data judges it."""

import json
import shutil

import pytest
import yaml

from limphome.cli import exit_status
from limphome.cli.main import call
from limphome.core import LimphomeError
from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.gate import run_check
from limphome.learning.audit.outcome import FAILED, PASSED, SKIPPED
from limphome.learning.audit.subject import Subject
from limphome.learning.audit.table import CHECKS
from limphome.learning.data.frame_loader import load_folder
from limphome.learning.data.listing import NAME as LISTING
from limphome.learning.data.listing import stated_digest
from limphome.learning.frame_set import counts
from limphome.learning.listener import Nobody
from limphome.learning.person_matches import match_persons
from limphome.learning.predictions import Predictor
from limphome.learning.quantization.agreement import Bound
from limphome.learning.quantization.from_checkpoint import quantize_from_checkpoint
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.outcome import Options, Order
from limphome.learning.run import train_and_publish
from limphome.learning.thresholds import choose_thresholds
from limphome.learning.training_job import TrainingJob
from limphome.perception.manifest import Manifest
from limphome.perception.picture_fit import PictureFit

from .audit.conftest import TODAY
from .conftest import SMALL_PX
from .test_run import NETWORK, STARTED, TRAINING, write_place

pytestmark = [pytest.mark.learning, pytest.mark.slow, pytest.mark.timeout(600)]
CONE, PERSON = 0, 1
CLASSES = ("cone", "person")
OPTIONS = Options(bound=Bound(0.5, 0.5), most_trials=0)
OF_ITS_DATA = {
    "splits_apart",
    "labels_sound",
    "frames_unchanged",
    "beats_baseline",
    "worst_slice",
    "equal_care",
    "quantization_parity",
    "runtime_parity",
    "thresholds_by_rule",
    "training_reproducible",
    "serving_equals_training",
    "golden_frame",
    "feature_guard",
    "no_skew",
}


@pytest.fixture(scope="module")
def workshop(tmp_path_factory):
    """A data folder ``place`` of persons, cones and crates, and ``mine``: trained on its cones and persons."""
    folder = tmp_path_factory.mktemp("workshop")
    place = write_place(folder / "place", 1.0)
    recipe = {"schema_version": 1, "training": TRAINING, "network": {**NETWORK, "classes": list(CLASSES)}}
    (folder / "recipe.yaml").write_text(yaml.safe_dump(recipe))
    train_and_publish(TrainingJob(folder / "mine", folder / "recipe.yaml", folder / "frames", data=place), STARTED, Nobody())
    return folder


@pytest.fixture(scope="module")
def manifest(workshop):
    return Manifest.load(workshop / "mine")


def frames(workshop, split):
    return load_folder(workshop / "place", split, CLASSES, PictureFit(*SMALL_PX.values(), "letterbox"), workshop / "frames")


def test_the_persons_of_the_figures_are_persons(workshop, manifest):
    labels = frames(workshop, "held_out").labels
    persons, cones = ((counts(labels) & (labels["class_id"] == number)).sum() for number in (PERSON, CONE))
    assert persons != cones
    for figures in manifest.training["evaluation"].values():
        assert figures["persons"] == persons
        assert figures["left_out"] == ["crate"]


def test_the_strict_threshold_is_that_of_the_persons(workshop, manifest):
    validation, file = frames(workshop, "validation"), manifest.file("int8")
    found = Predictor(manifest, file, manifest.read(file.path, file.sha256)).predict(validation.images)
    thresholds = manifest.decoder.min_scores
    assert thresholds == choose_thresholds(validation, found)
    assert thresholds[PERSON] >= match_persons(validation, found).threshold()  # higher: the frames are few


def test_the_golden_frame_shows_a_person(manifest):
    assert all(PERSON in file.golden["class_ids"] for file in manifest.files.values())


def test_manifest_and_card_tell_the_data(workshop, manifest):
    digest = stated_digest(workshop / "place")
    assert manifest.training["data_folder"] == {"name": "place", "sha256": digest}
    card = (workshop / "mine" / "MODEL_CARD.md").read_text()
    assert "Finds cone, person in frames of 160x128" in card
    assert f"`place`.\nDigest of the folder: `{digest}`" in card
    assert "yard" not in card
    assert "validation frames cannot show one false person in 1000" in card


def audited(workshop, names, data=None):
    subject = Subject(AuditJob(workshop / "mine", workshop / "frames", workshop, TODAY, 64, data=data))
    return {check.name: run_check(check, subject, False) for check in CHECKS if check.name in names}


def test_without_its_data_the_audit_says_what_is_missing_and_judges_by_no_yard(workshop):
    for outcome in audited(workshop, OF_ITS_DATA).values():
        assert outcome.status == SKIPPED
        assert "'place'" in outcome.evidence
        assert "--data FOLDER" in outcome.evidence


def test_its_data_judges_it(workshop):
    place = workshop / "place"
    outcomes = audited(workshop, OF_ITS_DATA, place)
    for name in ("labels_sound", "frames_unchanged", "thresholds_by_rule", "training_reproducible"):
        assert outcomes[name].status == PASSED, outcomes[name]
    assert "left out, as the network has no such class: crate" in outcomes["beats_baseline"].evidence
    assert outcomes["serving_equals_training"].evidence.startswith("16 frames")
    assert "16 held-out frames" in outcomes["splits_apart"].evidence
    assert not any("data folder" in outcome.evidence for outcome in outcomes.values())


def test_a_picture_that_was_changed_after_the_training_is_found(workshop, tmp_path):
    place = tmp_path / "place"
    shutil.copytree(workshop / "place", place)
    picture = next((place / "train").glob("*.png"))
    picture.write_bytes(picture.read_bytes() + b"\0")
    outcome = audited(workshop, {"frames_unchanged"}, place)["frames_unchanged"]
    assert outcome.status == FAILED
    assert picture.name in outcome.evidence


@pytest.fixture
def other(workshop, tmp_path):
    """Data that is not what the network learned from."""
    shutil.copytree(workshop / "place", tmp_path / "other")
    (tmp_path / "other" / LISTING).write_text("0" * 64 + "  train.json\n")
    return tmp_path / "other"


@pytest.mark.parametrize("verb", ["audit", "quantize"])
def test_other_data_is_refused_with_both_digests(workshop, other, verb, capsys):
    status = call(["model", verb, str(workshop / "mine"), "--data", str(other), "--json"])
    assert status == exit_status.COULD_NOT_RUN
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert stated_digest(other)[:12] in error["what"]
    assert stated_digest(workshop / "place")[:12] in error["allowed"]
    assert call(["model", verb, "yard_detector", "--data", str(other), "--json"]) == exit_status.COULD_NOT_RUN
    assert "was not trained on a data folder" in capsys.readouterr().out


def test_yards_do_not_calibrate_it(workshop, tmp_path, capsys):
    status = call(["model", "quantize", str(workshop / "mine"), "--out", str(tmp_path / "out"), "--json"])
    assert status == exit_status.COULD_NOT_RUN
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert "'place'" in error["what"]
    assert "--data" in error["allowed"]
    assert "--calibration" in error["allowed"]
    order = Order(workshop / "mine", tmp_path / "out", 0.1)
    with pytest.raises(LimphomeError, match="'place'"):
        quantize_from_checkpoint(order, IntegerForm("minmax"), OPTIONS, workshop / "frames", Nobody())


def test_its_data_calibrates_it(workshop, manifest, tmp_path):
    order, place = Order(workshop / "mine", tmp_path / "out", 0.1), workshop / "place"
    result = quantize_from_checkpoint(order, IntegerForm("auto"), OPTIONS, workshop / "frames", Nobody(), place)
    assert result["model"] == str(tmp_path / "out")
    again = Manifest.load(tmp_path / "out").training
    assert {key: again[key] for key in ("data", "data_folder")} == {
        key: manifest.training[key] for key in ("data", "data_folder")
    }
