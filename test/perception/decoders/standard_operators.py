"""Small graphs of standard ONNX operators, run by ONNX Runtime: references that are not ours."""

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper


def run(nodes, feeds, outputs, constants=None):
    """Outputs of a graph; ``nodes`` are (operator, inputs, outputs, attributes)."""
    kinds = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.int64): TensorProto.INT64}
    inputs = [helper.make_tensor_value_info(name, kinds[array.dtype], array.shape) for name, array in feeds.items()]
    results = [helper.make_tensor_value_info(name, kind, None) for name, kind in outputs.items()]
    made = [helper.make_node(operator, ins, outs, **extra) for operator, ins, outs, extra in nodes]
    stored = [numpy_helper.from_array(np.asarray(value), name) for name, value in (constants or {}).items()]
    graph = helper.make_graph(made, "reference", inputs, results, stored)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(list(outputs), feeds)


def suppress(boxes, scores, iou, threshold):
    """(box, class) pairs that the operator NonMaxSuppression keeps, of boxes (n, 4) and scores (n, classes)."""
    feeds = {"boxes": boxes[None].astype(np.float32), "scores": np.ascontiguousarray(scores.T[None], np.float32)}
    constants = {"most": np.int64(1000), "iou": np.float32(iou), "low": np.float32(threshold)}
    node = ("NonMaxSuppression", ["boxes", "scores", "most", "iou", "low"], ["kept"], {})
    (kept,) = run([node], feeds, {"kept": TensorProto.INT64}, constants)
    return {(int(box), int(class_id)) for _, class_id, box in kept}
