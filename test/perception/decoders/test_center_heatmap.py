"""Against a graph of the standard operators MaxPool, Equal and NonZero."""

import numpy as np
import pytest
from comparison import assert_same
from onnx import TensorProto
from standard_operators import run

from limphome.perception.decoders.registry import make_decoder

SHAPE = (1, 2, 24, 32)


def make(**section):
    roles = {"heatmap": "h", "size": "s", "offset": "o"}
    values = {"kind": "center_heatmap", "outputs": roles, "min_scores": [0.6, 0.6], "max_detections": 1000}
    return make_decoder({**values, **section}, "manifest")


@pytest.fixture
def outputs():
    rng = np.random.default_rng(4)
    size, offset = rng.uniform(1, 6, SHAPE), rng.random(SHAPE)
    return {"h": rng.normal(size=SHAPE).astype(np.float32), "s": size.astype(np.float32), "o": offset.astype(np.float32)}


def peaks(heat):
    nodes = [
        ("Sigmoid", ["heat"], ["score"], {}),
        ("MaxPool", ["score"], ["top"], {"kernel_shape": [3, 3], "pads": [1, 1, 1, 1]}),
        ("Equal", ["score", "top"], ["peak"], {}),
        ("NonZero", ["peak"], ["where"], {}),
    ]
    score, where = run(nodes, {"heat": heat}, {"score": TensorProto.FLOAT, "where": TensorProto.INT64})
    _, class_ids, rows, columns = where
    scores = score[0, class_ids, rows, columns]
    high = scores >= 0.6
    return class_ids[high], rows[high], columns[high], scores[high]


def test_peaks_are_those_that_standard_operators_find(outputs):
    class_ids, rows, columns, scores = peaks(outputs["h"])
    centre = 4 * (np.stack([columns, rows], axis=1) + outputs["o"][0][:, rows, columns].T)
    half = 2 * outputs["s"][0][:, rows, columns].T
    boxes = np.clip(np.concatenate([centre - half, centre + half], axis=1), 0, [128, 96, 128, 96])
    assert_same(make().decode(outputs, 128, 96), boxes, scores, class_ids)


def test_sizes_may_be_in_pixels_and_in_the_other_order(outputs):
    turned = {"h": outputs["h"], "s": 4 * outputs["s"][:, ::-1], "o": outputs["o"][:, ::-1]}
    found = make(in_strides=False, order="yx").decode(turned, 128, 96)
    assert_same(found, *make().decode(outputs, 128, 96))


def test_numbers_that_are_none_give_no_box(outputs):
    for name in outputs:
        spoiled = {**outputs, name: np.full(SHAPE, np.nan, np.float32)}
        assert len(make().decode(spoiled, 128, 96).scores) == 0
