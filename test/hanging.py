"""Networks that fail: a picture that is all white sends them into a loop of 2**62 turns, or makes them answer NaN."""

import json
import shutil
from pathlib import Path

import numpy as np

from limphome.perception.audit_record import NAME as AUDIT
from limphome.perception.manifest import digest
from limphome.resources.share import share_dir

MODEL = share_dir() / "models" / "perception" / "yard_detector"
WHITE = np.full((240, 320, 3), 255, np.uint8)


def write_trapped(folder: Path, always: bool = False, nan: bool = False) -> Path:
    """A copy of the shipped model whose every file is trapped."""
    shutil.copytree(MODEL, folder)
    (folder / AUDIT).unlink(missing_ok=True)
    manifest = json.loads((folder / "manifest.json").read_text())
    for file in manifest["files"].values():
        content = trapped((folder / file["path"]).read_bytes(), always, nan)
        (folder / file["path"]).write_bytes(content)
        file["sha256"] = digest(content)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def trapped(model: bytes, always: bool = False, nan: bool = False) -> bytes:
    """The same network, but its first output goes through the loop, which any picture but a white one leaves at once.

    Args:
        always: every picture hangs it. nan: it does not hang, its first output is NaN.
    """
    import onnx

    proto = onnx.load_model_from_string(model)
    graph = proto.graph
    picture, output = graph.input[0], graph.output[0].name
    for node in graph.node:
        for names in (node.input, node.output):
            names[:] = ["trap_free" if name == output else name for name in names]
    brightest = 255 if picture.type.tensor_type.elem_type == onnx.TensorProto.UINT8 else 1
    _add_trap(graph, picture.name, -1.0 if always else 0.98 * brightest, output, nan)
    onnx.checker.check_model(proto)
    return proto.SerializeToString()


def _add_trap(graph, picture: str, limit: float, output: str, nan: bool) -> None:
    """Turns of the loop: none, or 2**62 where the picture's mean is above the limit. Or the output, or NaN."""
    from onnx import TensorProto, helper, numpy_helper

    loop = (
        ("Cast", ["trap_shut"], "trap_one", {"to": TensorProto.INT64}),
        ("Mul", ["trap_one", "trap_turns"], "trap_count", {}),
        ("Loop", ["trap_count", "trap_yes", "trap_free"], output, {"body": _turn()}),
    )
    choice = (("Where", ["trap_shut", "trap_nan", "trap_free"], output, {}),)
    constants = {"trap_limit": np.float32(limit), "trap_turns": np.int64(2**62), "trap_yes": np.array(True)}
    constants["trap_nan"] = np.float32(np.nan)
    graph.initializer.extend(numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items())
    for operator, inputs, result, more in (
        ("Cast", [picture], "trap_float", {"to": TensorProto.FLOAT}),
        ("ReduceMean", ["trap_float"], "trap_mean", {"keepdims": 0}),
        ("Greater", ["trap_mean", "trap_limit"], "trap_shut", {}),
        *(choice if nan else loop),
    ):
        graph.node.append(helper.make_node(operator, inputs, [result], **more))


def _turn():
    from onnx import TensorProto, helper

    value = helper.make_tensor_value_info
    again, on = helper.make_node("Identity", ["go"], ["trap_again"]), helper.make_node("Sin", ["state"], ["trap_next"])
    go, turn = value("go", TensorProto.BOOL, []), value("turn", TensorProto.INT64, [])
    results = [value("trap_again", TensorProto.BOOL, []), value("trap_next", TensorProto.FLOAT, None)]
    return helper.make_graph([again, on], "turn", [turn, go, value("state", TensorProto.FLOAT, None)], results)
