"""A network of ours that rounds as its INT8 file will."""

from typing import Collection, Dict, Mapping, cast

import numpy as np
import onnx
import torch
from torch import Tensor, nn
from torch.nn.utils import parametrize

from limphome.learning.network import Network
from limphome.learning.quantization.calibration import Calibration
from limphome.learning.quantization.rounding import RoundedActivations, RoundedWeights, Span


class AwareNetwork(nn.Module):
    """Normalization folded, weights and activations of some convolutions rounded, and what is joined for the heads.

    Args:
        network: to begin with; it stays as it is.
        spans: name of a convolution -> range of what it gives, after its ReLU; ``above.N``, ``joins.N`` -> range of what is
            said there; those that are missing stay in float.
    """

    def __init__(self, network: Network, spans: Mapping[str, Span]) -> None:
        super().__init__()
        self.folded = network.fold()
        self._convolutions = {name: part for name, part in self.folded.named_modules() if isinstance(part, nn.Conv2d)}
        self._rounded: Dict[str, RoundedActivations] = {}
        for name, span in spans.items():
            if name in self._convolutions:
                parametrize.register_parametrization(self._convolutions[name], "weight", RoundedWeights())
            self._rounded[name] = RoundedActivations(span)
            self._append(name, self._rounded[name])

    def _append(self, name: str, rounding: nn.Module) -> None:
        """Put it behind the convolution and the ReLU that may follow."""
        owner, _, place = name.rpartition(".")
        parts = self.folded.get_submodule(owner)
        if isinstance(parts, nn.Sequential):
            parts.append(rounding)
        elif name in self._convolutions:
            cast(nn.ModuleList, parts)[int(place)] = nn.Sequential(self._convolutions[name], rounding)
        else:
            cast(nn.ModuleList, parts)[int(place)] = rounding

    def forward(self, picture: Tensor) -> Tensor:
        """Head (n, classes + 4, cells), see :class:`Network`."""
        head: Tensor = self.folded(picture)[0]
        return head

    @property
    def spans(self) -> Dict[str, Span]:
        """The ranges as they are by now."""
        return {name: rounding.span for name, rounding in self._rounded.items()}

    @torch.no_grad()
    def plain(self) -> Network:
        """A network in float with the weights as they are by now, in evaluation mode."""
        plain = Network(self.folded.config)
        for name, part in list(plain.named_modules()):
            if isinstance(part, nn.Conv2d):
                mine = self._convolutions[name]
                part.weight.copy_(_unrounded(mine))
                bias = cast(Tensor, mine.bias)
                if part.bias is not None:
                    part.bias.copy_(bias)
                else:
                    _only_add(cast(nn.BatchNorm2d, plain.get_submodule(name.rpartition(".")[0] + ".1")), bias)
        return plain.eval()


def written_tensors(model: onnx.ModelProto, left: Collection[str] = ()) -> Dict[str, str]:
    """Convolution, as the network names it -> tensor that it gives, after its ReLU if it has one; without nodes that are left."""
    relus = {node.input[0]: node.output[0] for node in model.graph.node if node.op_type == "Relu"}
    convolutions = [node for node in model.graph.node if node.op_type == "Conv" and node.name not in left]
    names = {node.input[1].rpartition(".")[0]: relus.get(node.output[0], node.output[0]) for node in convolutions}
    return {**names, **_joined(model)}


def _joined(model: onnx.ModelProto) -> Dict[str, str]:
    """``joins.N`` and ``above.N`` -> tensor, for each head that reads a coarser one too."""
    writers = {output: node for node in model.graph.node for output in node.output}
    found = {}
    for node in (one for one in model.graph.node if one.op_type == "Conv" and one.input[1].startswith("heads.")):
        join = writers.get(node.input[0])
        if join is not None and join.op_type == "Concat":
            level = node.input[1].split(".")[1]
            found[f"joins.{level}"] = join.output[0]
            found.update({f"above.{level}": name for name in join.input if writers[name].op_type == "Resize"})
    return found


def measured_spans(calibration: Calibration, left: Collection[str]) -> Dict[str, Span]:
    """Convolution -> range of what it gives, as it was measured, with 0 in it; without nodes that are left in float."""
    found = {}
    for name, tensor in written_tensors(calibration.model, left).items():
        low, high = calibration.ranges.data[tensor].range_value  # numbers or arrays of one, as the method likes
        found[name] = (min(float(np.min(low)), 0.0), max(float(np.max(high)), 0.0))
    return found


def use_spans(calibration: Calibration, spans: Mapping[str, Span]) -> None:
    """Put other ranges in place of measured ones."""
    tensors = written_tensors(calibration.model)
    for name, (low, high) in spans.items():
        data = calibration.ranges.data[tensors[name]]
        data.lowest, data.highest = np.float32(low), np.float32(high)


def _unrounded(convolution: nn.Conv2d) -> Tensor:
    rounded = parametrize.is_parametrized(convolution, "weight")
    return convolution.get_parameter("parametrizations.weight.original" if rounded else "weight")


def _only_add(norm: nn.BatchNorm2d, bias: Tensor) -> None:
    """Let a normalization do nothing but add ``bias``."""
    cast(Tensor, norm.running_mean).zero_()
    cast(Tensor, norm.running_var).fill_(1.0)
    norm.weight.fill_((1 + norm.eps) ** 0.5)
    norm.bias.copy_(bias)
