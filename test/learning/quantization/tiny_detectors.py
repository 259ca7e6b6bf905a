"""Tiny detectors of bright squares, built node by node, with the traps that real ones have."""

import json
from pathlib import Path
from typing import Dict, Sequence

import cv2
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from limphome.perception.importing.model_folder import record_golden, write_folder
from limphome.perception.importing.picture import png
from limphome.perception.manifest import NAME, digest

SIDE, SQUARE = 64, 12


def write_pictures(folder: Path, count: int, seed: int = 0) -> None:
    """Pictures with one to three bright squares on a dark ground."""
    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(seed)
    for index in range(count):
        image = rng.integers(0, 40, (SIDE, SIDE, 3)).astype(np.uint8)
        for place in rng.permutation(4)[: rng.integers(1, 4)]:
            left, top = (int(32 * part + rng.integers(4, 16)) for part in (place % 2, place // 2))
            image[top : top + SQUARE, left : left + SQUARE] = rng.integers(200, 256)
        cv2.imwrite(str(folder / f"{index:03d}.png"), image)


def padded_with_infinity(square: int = SQUARE, classes: int = 1) -> bytes:
    """Convolution, ``-inf`` around it before a max pool, two more convolutions.

    Args:
        square: side of its boxes [px]. classes: it sees the first of them only.
    """
    weights = {
        "w1": _mean(8, 3, 3),
        "b1": np.zeros(8, np.float32),
        "pads": np.array([0, 0, 1, 1, 0, 0, 1, 1], np.int64),
        "lowest": np.array(-np.inf, np.float32),
        "w2": _mean(8, 8, 3),
        "w3": np.concatenate([20 * _mean(1, 8, 7), 0 * _mean(classes + 1, 8, 7)]),
        "b3": np.array([-9] * classes + [square, square], np.float32),
        "parts": np.array([classes, 2], np.int64),
    }
    nodes = [
        helper.make_node("Conv", ["pixels", "w1", "b1"], ["a"], "first", pads=[1] * 4),
        helper.make_node("Relu", ["a"], ["b"], "relu"),
        helper.make_node("Pad", ["b", "pads", "lowest"], ["c"], "pad"),
        helper.make_node("MaxPool", ["c"], ["d"], "pool", kernel_shape=[3, 3], strides=[2, 2]),
        helper.make_node("Conv", ["d", "w2"], ["e"], "second", pads=[1] * 4),
        helper.make_node("Conv", ["e", "w3", "b3"], ["f"], "third", pads=[3] * 4),
        helper.make_node("Split", ["f", "parts"], ["heat", "size"], "split", axis=1),
    ]
    return _file(nodes, weights, classes)


def fed_with_millions() -> bytes:
    """One convolution, whose input has a channel that no scale can hold beside the others."""
    weights = {
        "millions": np.full((1, 1, SIDE, SIDE), 1e6, np.float32),
        "w": np.concatenate([20 * _mean(1, 4, 15), 0 * _mean(2, 4, 15)]),
        "b": np.array([-9, SQUARE, SQUARE], np.float32),
        "parts": np.array([1, 2], np.int64),
    }
    weights["w"][:, :3] *= 4 / 3
    weights["w"][:, 3] = 0
    nodes = [
        helper.make_node("Concat", ["pixels", "millions"], ["a"], "join", axis=1),
        helper.make_node("Conv", ["a", "w", "b"], ["f"], "only", pads=[7] * 4, strides=[2, 2]),
        helper.make_node("Split", ["f", "parts"], ["heat", "size"], "split", axis=1),
    ]
    return _file(nodes, weights)


def of_open_size(model: bytes) -> bytes:
    """The same, whose width and height are left open."""
    proto = onnx.load_model_from_string(model)
    for value in (*proto.graph.input, *proto.graph.output):
        for dimension, name in zip(value.type.tensor_type.shape.dim[2:], (f"{value.name}_rows", f"{value.name}_columns")):
            dimension.dim_param = name
    return proto.SerializeToString()


def of_open_batch(model: bytes) -> bytes:
    """The same, which takes as many pictures at once as are given."""
    proto = onnx.load_model_from_string(model)
    for value in (*proto.graph.input, *proto.graph.output):
        value.type.tensor_type.shape.dim[0].dim_param = "pictures"
    return proto.SerializeToString()


def write_model(folder: Path, model: bytes, multiple: int = 0, classes: Sequence[str] = ("square",)) -> Path:
    """A model folder as an import leaves it."""
    write_pictures(folder.parent / "golden", 1, seed=99)
    golden = cv2.imread(str(folder.parent / "golden" / "000.png"))[:, :, ::-1]
    file = {"path": "net.onnx", "sha256": digest(model), "layout": "nchw", "dtype": "float32", "precision": "fp32"}
    manifest = {
        "schema_version": 1,
        "name": "net",
        "classes": list(classes),
        "input": {"name": "pixels", "width": SIDE, "height": SIDE, "fit": "letterbox", "multiple": multiple},
        "decoder": {
            "kind": "center_heatmap",
            "outputs": {"heatmap": "heat", "size": "size"},
            "stride": 2,
            "in_strides": False,
            "nms_iou": 0.2,
            "min_scores": [0.5] * len(classes),
        },
        "files": {"fp32": file},
        "side_files": {},
        "training": {"imported": True},
    }
    write_folder(folder, manifest, {"net.onnx": model, "golden.png": png(golden)})
    record_golden(folder, manifest)
    return folder


def spoil(folder: Path, model: bytes) -> None:
    """Put other bytes in the place of the network of :func:`write_model`."""
    manifest = json.loads((folder / NAME).read_text())
    (folder / "net.onnx").write_bytes(model)
    manifest["files"]["fp32"]["sha256"] = digest(model)
    (folder / NAME).write_text(json.dumps(manifest))


def _mean(rows: int, columns: int, side: int) -> np.ndarray:
    return np.full((rows, columns, side, side), 1 / (columns * side * side), np.float32)


def _file(nodes: list, weights: Dict[str, np.ndarray], classes: int = 1) -> bytes:
    rows = SIDE // 2
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("pixels", TensorProto.FLOAT, [1, 3, SIDE, SIDE])],
        [
            helper.make_tensor_value_info("heat", TensorProto.FLOAT, [1, classes, rows, rows]),
            helper.make_tensor_value_info("size", TensorProto.FLOAT, [1, 2, rows, rows]),
        ],
        [numpy_helper.from_array(value, name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()
