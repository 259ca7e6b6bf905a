"""A trained network as ONNX."""

import logging
import warnings
from pathlib import Path

import onnx
import torch
from onnx import version_converter

from limphome.learning.network import Network
from limphome.learning.network_config import BLOCK

EXPORTER_OPSET = 18  # the exporter's oldest
OPSET, IR_VERSION = 17, 8  # the newest that TensorRT 8.5 reads; ONNX Runtime 1.16 reads up to 19 and 9


def export(network: Network, path: Path) -> None:
    """Write the FP32 parent: floats in (``space_to_depth_nchw``), one file, fixed shapes, normalization folded."""
    config = network.config
    picture = torch.zeros(1, 3 * BLOCK**2, config.height // BLOCK, config.width // BLOCK)
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # of the exporter's own tree library
        torch.onnx.export(
            network.fold(),
            (picture,),
            path,
            input_names=["image"],
            output_names=["head", "head_max", "features"],
            opset_version=EXPORTER_OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
    model = version_converter.convert_version(onnx.load(path), OPSET)
    model.ir_version = IR_VERSION
    for node in model.graph.node:  # the converter leaves an attribute behind that opset 17 does not know
        late = [attribute for attribute in node.attribute if attribute.name == "noop_with_empty_axes"]
        for attribute in late:
            node.attribute.remove(attribute)
    onnx.checker.check_model(model, full_check=True)
    onnx.save(model, path)
