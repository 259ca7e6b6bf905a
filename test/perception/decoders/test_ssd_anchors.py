"""Against torchvision's BoxCoder (recorded)."""

from pathlib import Path

import numpy as np
import pytest
from comparison import assert_same

from limphome.core import LimphomeError
from limphome.perception.decoders.registry import make_decoder

SEEN = np.load(Path(__file__).parent / "references" / "ssd.npz")


def make(**section):
    values = {"kind": "ssd_anchors", "outputs": {"boxes": "b", "scores": "s"}, "min_scores": [0.3] * 3, "nms_iou": 1.0}
    return make_decoder({**values, "anchors": SEEN["anchors"].tolist(), **section}, "manifest")


def expected():
    boxes = np.clip(SEEN["boxes"], 0, [320, 320, 320, 320])
    rows, class_ids = np.nonzero(SEEN["scores"] >= 0.3)
    return boxes[rows], SEEN["scores"][rows, class_ids], class_ids


def test_offsets_are_decoded_as_torchvision_does():
    found = make().decode({"b": SEEN["offsets"][None], "s": SEEN["logits"][None]}, 320, 320)
    assert_same(found, *expected())


def test_offsets_may_come_in_the_other_order_and_the_background_last():
    offsets, logits = SEEN["offsets"][:, [1, 0, 3, 2]], np.roll(SEEN["logits"], -1, axis=1)
    found = make(order="yxhw", background="last").decode({"b": offsets[None], "s": logits[None]}, 320, 320)
    assert_same(found, *expected())


def test_other_anchors_than_the_networks_are_refused():
    with pytest.raises(LimphomeError, match="64 boxes"):
        make(anchors=SEEN["anchors"][:10].tolist()).decode({"b": SEEN["offsets"][None], "s": SEEN["logits"][None]}, 320, 320)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_numbers_that_are_none_give_no_box(value):
    offsets = np.full_like(SEEN["offsets"], value)
    assert len(make().decode({"b": offsets[None], "s": SEEN["logits"][None]}, 320, 320).scores) == 0
    logits = np.full_like(SEEN["logits"], value)
    assert len(make().decode({"b": SEEN["offsets"][None], "s": logits[None]}, 320, 320).scores) == 0
