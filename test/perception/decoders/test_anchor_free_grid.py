"""Against torchvision's FCOS (recorded), OpenCV's FaceDetectorYN and standard ONNX operators."""

from pathlib import Path

import cv2
import numpy as np
import pytest
from comparison import assert_same
from onnx import TensorProto, helper, numpy_helper
from standard_operators import run, suppress

from limphome.core import LimphomeError
from limphome.perception.decoders.registry import make_decoder
from limphome.perception.grid_decoder import GridDecoder, grid_cells, sigmoid

REFERENCES = Path(__file__).parent / "references"
LOW = 0.6


def make(classes=3, **section):
    values = {"kind": "anchor_free_grid", "min_scores": [LOW] * classes, "nms_iou": 1.0, "max_detections": 10000, **section}
    return make_decoder({**values, "max_candidates": 100000}, "manifest")


def clipped(boxes, width, height):
    return np.clip(boxes, 0, [width, height, width, height])


def test_distances_are_decoded_as_torchvision_does():
    seen = np.load(REFERENCES / "fcos.npz")
    decoder = make(outputs={"boxes": "b", "scores": "s"}, offset=0.0, cells_last=False)
    found = decoder.decode({"b": seen["distances"][None], "s": seen["logits"][None]}, 96, 64)
    scores = sigmoid(seen["logits"])
    boxes = clipped(seen["boxes"], 96, 64)
    whole = (boxes[:, 2:] > boxes[:, :2]).all(axis=1)
    rows, class_ids = np.nonzero((scores >= LOW) & whole[:, None])
    assert_same(found, boxes[rows], scores[rows, class_ids], class_ids)


def test_suppression_keeps_what_the_standard_operator_keeps():
    rng = np.random.default_rng(5)
    corner = rng.uniform(0, 250, (200, 2))
    boxes = np.concatenate([corner, corner + rng.uniform(10, 60, (200, 2))], axis=1).astype(np.float32)
    scores = rng.random((200, 3)).astype(np.float32)
    decoder = make(
        outputs={"boxes": "b", "scores": "s"}, box_form="decoded_corners", activation="none", cells_last=False, nms_iou=0.45
    )
    found = decoder.decode({"b": boxes[None], "s": scores[None]}, 400, 400)
    kept = np.array(sorted(suppress(boxes, scores, 0.45, LOW)))
    assert_same(found, boxes[kept[:, 0]], scores[kept[:, 0], kept[:, 1]], kept[:, 1])


def test_bins_are_the_expectation_that_standard_operators_give():
    rng = np.random.default_rng(6)
    width, height, strides = 96, 64, (8, 16, 32)
    centres, sizes = grid_cells(width, height, strides)
    count = len(sizes)
    head = np.concatenate([3 * rng.normal(size=(1, 64, count)), 2 * rng.normal(size=(1, 3, count))], axis=1).astype(np.float32)
    nodes = [
        ("Reshape", ["bins", "apart"], ["sides"], {}),
        ("Transpose", ["sides"], ["last"], {"perm": [0, 3, 1, 2]}),
        ("Softmax", ["last"], ["shares"], {"axis": 3}),
        ("MatMul", ["shares", "steps"], ["reach"], {}),
    ]
    constants = {"apart": np.array([1, 4, 16, count]), "steps": np.arange(16, dtype=np.float32)}
    (reach,) = run(nodes, {"bins": np.ascontiguousarray(head[:, :64])}, {"reach": TensorProto.FLOAT}, constants)
    reach = reach[0] * sizes[:, None]
    boxes = clipped(np.concatenate([centres - reach[:, :2], centres + reach[:, 2:]], axis=1), width, height)
    scores = sigmoid(head[0, 64:].T)
    rows, class_ids = np.nonzero(scores >= LOW)
    found = make(outputs={"head": "h"}, box_form="bins", strides=list(strides)).decode({"h": head}, width, height)
    assert_same(found, boxes[rows], scores[rows, class_ids], class_ids)


def test_centre_and_log_size_are_decoded_as_opencv_does():
    """FaceDetectorYN reads one class: score sqrt(class * objectness), box from cell corner, in strides."""
    rng = np.random.default_rng(7)
    outputs = {}
    for stride in (8, 16, 32):
        cells = (64 // stride) * (96 // stride)
        outputs[f"cls_{stride}"] = rng.random((1, cells, 1))
        outputs[f"obj_{stride}"] = rng.random((1, cells, 1))
        outputs[f"bbox_{stride}"] = np.concatenate([rng.random((1, cells, 2)), 0.5 * rng.normal(size=(1, cells, 2))], axis=2)
        outputs[f"kps_{stride}"] = np.zeros((1, cells, 10))
    outputs = {name: array.astype(np.float32) for name, array in outputs.items()}
    detector = cv2.FaceDetectorYN.create("onnx", _constants(outputs), b"", (96, 64), LOW, 1.0, 5000)
    faces = detector.detect(np.zeros((64, 96, 3), np.uint8))[1]
    boxes = np.concatenate([faces[:, :2], faces[:, :2] + faces[:, 2:4]], axis=1)

    names = {"boxes": "bbox", "scores": "cls", "objectness": "obj"}
    roles = {role: [f"{name}_{stride}" for stride in (8, 16, 32)] for role, name in names.items()}
    decoder = make(
        1,
        outputs=roles,
        box_form="centre_log_size",
        offset=0.0,
        activation="none",
        objectness=True,
        cells_last=False,
        min_scores=[LOW**2],
    )
    found = decoder.decode(outputs, 96, 64)
    assert_same(found, clipped(boxes, 96, 64), faces[:, -1] ** 2, np.zeros(len(faces)))


def _constants(outputs):
    """An ONNX file that gives these outputs whatever the picture."""
    zero = numpy_helper.from_array(np.float32(0), "zero")
    nodes = [helper.make_node("ReduceMax", ["input"], ["most"], keepdims=0), helper.make_node("Mul", ["most", "zero"], ["none"])]
    stored, results = [zero], []
    for name, array in outputs.items():
        stored.append(numpy_helper.from_array(array, name + "_value"))
        nodes.append(helper.make_node("Add", [name + "_value", "none"], [name]))
        results.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, array.shape))
    picture = helper.make_tensor_value_info("input", TensorProto.FLOAT, (1, 3, 64, 96))
    graph = helper.make_graph(nodes, "constants", [picture], results, stored)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8).SerializeToString()


def test_our_own_head_is_read_as_our_own_decoder_reads_it():
    rng = np.random.default_rng(8)
    ours = GridDecoder(96, 64, (8, 16, 32), (LOW,) * 3, 0.5, max_detections=10000)
    head = np.concatenate([2 * rng.normal(size=(3, ours.cells)), 2 * rng.random((4, ours.cells))]).astype(np.float32)
    found = make(outputs={"head": "h"}, scores_first=True, nms_iou=0.5).decode({"h": head[None]}, 96, 64)
    assert_same(found, *ours.decode(head))


@pytest.mark.parametrize("form", ["decoded_corners", "decoded_centre_size"])
def test_decoded_boxes_may_be_in_shares_of_the_picture(form):
    corner = np.array([0.25, 0.5, 0.75, 1.0], np.float32)
    box = corner if form == "decoded_corners" else np.array([0.5, 0.75, 0.5, 0.5], np.float32)
    row = np.concatenate([box, [0.9, 0.1, 0.2]])[None, None].astype(np.float32)
    decoder = make(outputs={"head": "h"}, box_form=form, unit="picture", activation="none", cells_last=False)
    assert decoder.decode({"h": row}, 320, 240).boxes.tolist() == [[80, 120, 240, 240]]


def test_maps_of_levels_are_read_like_rows():
    rng = np.random.default_rng(9)
    maps = [rng.normal(size=(1, 7, 64 // s, 96 // s)).astype(np.float32) for s in (8, 16, 32)]
    rows = np.concatenate([part.reshape(1, 7, -1) for part in maps], axis=2)
    split = make(outputs={"head": ["a", "b", "c"]}).decode(dict(zip("abc", maps)), 96, 64)
    assert_same(split, *make(outputs={"head": "h"}).decode({"h": rows}, 96, 64))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("form", ["distances", "bins", "centre_log_size", "decoded_corners"])
def test_numbers_that_are_none_give_no_box(form, value):
    channels = 67 if form == "bins" else 7
    head = np.full((1, channels, 126), value, np.float32)
    found = make(outputs={"head": "h"}, box_form=form).decode({"h": head}, 96, 64)
    assert len(found.scores) == 0


@pytest.mark.parametrize(
    ("section", "message"),
    [
        ({"outputs": {}}, "head, or boxes and scores"),
        ({"outputs": {"head": "h"}, "box_form": "polar"}, "one of distances"),
        ({"outputs": {"head": "h"}, "activation": "tanh"}, "none, sigmoid"),
    ],
)
def test_a_section_that_makes_no_sense_is_refused(section, message):
    with pytest.raises(LimphomeError, match=message):
        make(**section)


def test_a_head_of_another_grid_is_refused():
    with pytest.raises(LimphomeError, match="126 with strides"):
        make(outputs={"head": "h"}).decode({"h": np.full((1, 7, 100), 5, np.float32)}, 96, 64)
    with pytest.raises(LimphomeError, match="9 numbers for each cell"):
        make(outputs={"head": "h"}).decode({"h": np.zeros((1, 9, 126), np.float32)}, 96, 64)
