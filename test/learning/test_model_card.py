import json

import pytest

from limphome.learning.model_card import model_card
from limphome.resources.share import share_dir

SHIPPED = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture
def manifest():
    return json.loads((SHIPPED / "manifest.json").read_text())


def test_the_shipped_card_is_made_from_the_shipped_manifest(manifest):
    assert model_card(manifest) == (SHIPPED / "MODEL_CARD.md").read_text()


def test_a_card_of_own_data_says_nothing_of_yards_whatever_its_classes_are(manifest):
    manifest["training"]["data_folder"] = {"name": "site", "sha256": "ab" * 32}
    manifest["input"].update(width=640, height=360)
    card = model_card(manifest)
    assert "Finds person, cone, crate in frames of 640x360" in card
    assert "`site`" in card
    assert "yard robot" not in card
    assert "rendered" not in card


def test_frames_that_were_looked_through_for_hard_ones_are_told_of(manifest):
    manifest["training"]["recipe"]["training"].update(fresh_frames=600, fresh_worlds=20, settle_steps=30)
    assert "on the hard ones of 600 frames of 20 further yards" in model_card(manifest)
    manifest["training"]["recipe"]["training"]["fresh_frames"] = 0
    assert "further yards" not in model_card(manifest)


def test_no_distance_is_told_where_the_pictures_know_none(manifest):
    for figures in manifest["training"]["evaluation"].values():
        figures["recall_by_distance"] = []
    assert "| person recall at one false person in 1000 frames |" in model_card(manifest)
