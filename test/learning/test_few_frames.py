import json

from limphome.learning.few_frames import few_frames, few_validation_frames
from limphome.learning.model_card import model_card
from limphome.resources.share import share_dir

FEW = {"data": {"validation": {"frames": 25, "worlds": 1}}}
SHIPPED = share_dir() / "models" / "perception" / "yard_detector"


def test_frames_too_few_to_show_one_false_person_in_1000_are_told():
    (note,) = few_frames(25, "validation")
    assert "25 validation frames cannot show one false person in 1000" in note
    assert few_frames(2999, "held-out") != []
    assert few_frames(3000, "held-out") == []


def test_nothing_is_said_of_persons_where_there_are_none_or_nothing_is_known():
    assert len(few_validation_frames(FEW, ("cone", "person"))) == 1
    assert few_validation_frames(FEW, ("cone",)) == []
    assert few_validation_frames({}, ("person",)) == []


def test_the_card_of_the_shipped_network_says_so_only_with_few_validation_frames():
    manifest = json.loads((SHIPPED / "manifest.json").read_text())
    assert "cannot show" not in model_card(manifest)
    manifest["training"]["data"]["validation"]["frames"] = 25
    assert "25 validation frames cannot show one false person in 1000" in model_card(manifest)


def test_the_card_tells_of_a_class_that_no_validation_frame_shows():
    manifest = json.loads((SHIPPED / "manifest.json").read_text())
    assert "no validation frame shows" not in model_card(manifest)
    manifest["training"]["data"]["validation"]["unlabelled"] = ["crate"]
    assert "no validation frame shows a crate that counts" in model_card(manifest)
