"""A trained network as ONNX."""

import logging
import warnings
from pathlib import Path

import torch

from limphome.learning.network import Network
from limphome.learning.network_config import BLOCK

OPSET = 18  # ONNX Runtime 1.16 and TensorRT 8.5 read it; the exporter writes IR version 10


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
            opset_version=OPSET,
            dynamo=True,
            external_data=False,
            verbose=False,
        )
