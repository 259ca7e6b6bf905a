"""Against the post-processing of transformers (recorded)."""

from pathlib import Path

import numpy as np
import pytest
from comparison import assert_same

from limphome.perception.decoders.registry import make_decoder

REFERENCES = Path(__file__).parent / "references"


@pytest.mark.parametrize(("name", "activation", "classes"), [("detr", "softmax", 5), ("rt_detr", "sigmoid", 6)])
def test_queries_are_decoded_as_transformers_does(name, activation, classes):
    seen = np.load(REFERENCES / f"{name}.npz")
    section = {"kind": "detr", "outputs": {"boxes": "pred_boxes", "scores": "logits"}, "activation": activation}
    decoder = make_decoder({**section, "min_scores": [0.5] * classes}, "manifest")
    found = decoder.decode({"pred_boxes": seen["pred_boxes"], "logits": seen["logits"]}, 320, 240)
    order = np.argsort(-seen["scores"])[:40]  # RT-DETR's reference keeps as many pairs as there are queries
    boxes = np.clip(seen["boxes"][order], 0, [320, 240, 320, 240])
    assert_same(
        found if activation == "softmax" else type(found)(*(part[:40] for part in found)),
        boxes,
        seen["scores"][order],
        seen["labels"][order],
    )
