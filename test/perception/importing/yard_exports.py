"""The yard's network as other people's exporters would have left it: other inputs, other outputs, the same detector."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from limphome.perception.grid_decoder import grid_cells
from limphome.perception.manifest import Manifest

WIDTH, HEIGHT = 320, 240
CLASSES = ("person", "cone", "crate")
IMAGENET = ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])


class Export:
    """Builds one file: the yard's FP32 network between a head and a tail of standard operators."""

    def __init__(self, folder):
        manifest = Manifest.load(folder)
        file = manifest.file("fp32")
        self.proto = onnx.load_model_from_string(manifest.read(file.path, file.sha256))
        self.front, self.back, self.outputs = [], [], []

    def constant(self, name, value):
        name = f"export_{name}"
        self.proto.graph.initializer.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def takes(self, layout="nchw", dtype="float32", colour="rgb", scale=1 / 255, mean=(0, 0, 0), std=(1, 1, 1), dynamic=False):
        """A plain picture whose pixels were scaled as said; undone here, since the network wants 0 to 1 in blocks."""
        shape = [1, 3, HEIGHT, WIDTH] if layout == "nchw" else [1, HEIGHT, WIDTH, 3]
        if dynamic:
            shape = ["n", 3, "h", "w"] if layout == "nchw" else ["n", "h", "w", 3]
        scale = 1 if dtype == "uint8" else scale
        kind = TensorProto.UINT8 if dtype == "uint8" else TensorProto.FLOAT
        del self.proto.graph.input[:]
        self.proto.graph.input.append(helper.make_tensor_value_info("pixels", kind, shape))
        last = "pixels"
        if layout == "nhwc":
            last = self._before("Transpose", last, perm=[0, 3, 1, 2])
        if dtype == "uint8":
            last = self._before("Cast", last, to=TensorProto.FLOAT)
        column = lambda values: np.array(values, np.float32).reshape(1, 3, 1, 1)  # noqa: E731
        last = self._before("Mul", last, self.constant("std", column(std)))
        last = self._before("Add", last, self.constant("mean", column(mean)))
        last = self._before("Mul", last, self.constant("share", np.float32(1 / 255 / scale)))
        if colour == "bgr":
            last = self._before("Gather", last, self.constant("turn", np.array([2, 1, 0])), axis=1)
        self._before("SpaceToDepth", last, blocksize=4, name="image")
        return self

    def opens(self):
        """Runs at any size that 32 divides: the numbers of cells are no longer written into reshapes and resizes."""
        del self.proto.graph.value_info[:]  # the sizes in between
        twice = self.constant("twice", np.array([1, 1, 2, 2], np.float32))
        for node in self.proto.graph.node:
            if node.op_type == "Resize":
                node.input[:] = [node.input[0], "", twice]
        cells = {node.input[1] for node in self.proto.graph.node if node.op_type == "Reshape"}
        for tensor in self.proto.graph.initializer:
            if tensor.name in cells:
                tensor.CopyFrom(numpy_helper.from_array(np.array([1, 7, -1]), tensor.name))
        for output in self.proto.graph.output:
            if output.name == "head":
                output.type.tensor_type.shape.dim[2].dim_param = "cells"
        return self.takes(dynamic=True)

    def gives_yolov8(self):
        """One output (1, 4 + classes, cells): centre, size in pixels, then probabilities."""
        boxes, scores = self._decoded()
        return self._result("output0", self._after("Concat", boxes, scores, axis=1), [1, 7, 1580])

    def gives_boxes_and_scores(self):
        """Boxes (1, cells, 4) as corners from 0 to 1, scores (1, cells, classes)."""
        boxes, scores = self._decoded()
        centre, size = self._after("Split", boxes, outputs=2, axis=1)
        half = self._after("Mul", size, self.constant("half", np.float32(0.5)))
        both = self._after("Concat", self._after("Sub", centre, half), self._after("Add", centre, half), axis=1)
        shares = self._after("Div", both, self.constant("extent", np.array([320, 240, 320, 240], np.float32).reshape(1, 4, 1)))
        self._result("boxes", self._after("Transpose", shares, perm=[0, 2, 1]), [1, 1580, 4])
        return self._result("confidence", self._after("Transpose", scores, perm=[0, 2, 1]), [1, 1580, 3])

    def gives_tensorflow(self):
        """Suppression in the graph: detection_boxes (top, left, bottom, right), detection_scores, detection_classes from 1."""
        boxes, scores = self._decoded()
        centre, size = self._after("Split", boxes, outputs=2, axis=1)
        half = self._after("Mul", size, self.constant("half", np.float32(0.5)))
        both = self._after("Concat", self._after("Sub", centre, half), self._after("Add", centre, half), axis=1)
        turned = self._after("Gather", both, self.constant("yxyx", np.array([1, 0, 3, 2])), axis=1)
        extent = self.constant("extent", np.array([240, 320, 240, 320], np.float32).reshape(1, 4, 1))
        rows = self._after("Transpose", self._after("Div", turned, extent), perm=[0, 2, 1])
        limits = [
            self.constant("most", np.int64(50)),
            self.constant("iou", np.float32(0.6)),
            self.constant("low", np.float32(0.2)),
        ]
        kept = self._after("NonMaxSuppression", rows, scores, *limits)
        column = lambda at: self._after("Gather", kept, self.constant(f"at{at}", np.int64(at)), axis=1)  # noqa: E731
        class_ids, cells = column(1), column(2)
        best = self._after("Gather", rows, cells, axis=1)
        flat = self._after("Transpose", scores, perm=[0, 2, 1])
        pairs = self._after("Gather", flat, cells, axis=1)
        only = self._after("Unsqueeze", class_ids, self.constant("axes", np.array([0, 2])))
        found = self._after("Squeeze", self._after("GatherElements", pairs, only, axis=2), self.constant("two", np.array([2])))
        numbers = self._after("Add", self._after("Cast", class_ids, to=TensorProto.FLOAT), self.constant("one", np.float32(1)))
        self._result("detection_boxes", best, [1, None, 4])
        self._result("detection_scores", found, [1, None])
        numbers = self._after("Unsqueeze", numbers, self.constant("zero", np.array([0])))
        return self._result("detection_classes", numbers, [1, None])

    def gives_its_head(self):
        """The network's own head: logits, then distances in strides."""
        self.outputs = [output for output in self.proto.graph.output if output.name == "head"]
        return self

    def bytes(self):
        """The file."""
        del self.proto.graph.output[:]
        self.proto.graph.output.extend(self.outputs)
        nodes = [*self.front, *self.proto.graph.node, *self.back]
        del self.proto.graph.node[:]
        self.proto.graph.node.extend(nodes)
        onnx.checker.check_model(self.proto)
        return self.proto.SerializeToString()

    def _decoded(self):
        """Centre and size (1, 4, cells) [px], probabilities (1, classes, cells)."""
        centres, strides = grid_cells(WIDTH, HEIGHT, (8, 16, 32))
        parts = self.constant("parts", np.array([3, 2, 2]))
        logits, near, far = self._after("Split", "head", parts, outputs=3, axis=1)
        stride = self.constant("strides", strides.reshape(1, 1, -1))
        points = self.constant("points", centres.T[None])
        start = self._after("Sub", points, self._after("Mul", near, stride))
        end = self._after("Add", points, self._after("Mul", far, stride))
        size = self._after("Sub", end, start)
        middle = self._after("Mul", self._after("Add", start, end), self.constant("middle", np.float32(0.5)))
        return self._after("Concat", middle, size, axis=1), self._after("Sigmoid", logits)

    def _before(self, operator, *inputs, name=None, **attributes):
        output = name or f"export_front{len(self.front)}"
        self.front.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def _after(self, operator, *inputs, outputs=1, **attributes):
        names = [f"export_back{len(self.back)}_{index}" for index in range(outputs)]
        self.back.append(helper.make_node(operator, list(inputs), names, **attributes))
        return names[0] if outputs == 1 else names

    def _result(self, name, value, shape):
        self.back.append(helper.make_node("Identity", [value], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))
        return self
