"""The yard detector: plain 3x3 convolutions on a space-to-depth picture, one box per cell at three strides.

Depthwise convolutions, smooth activations and additions are missing on purpose: they are what makes INT8
on a CPU no faster than FP32.
"""

from typing import List, Tuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from limphome.learning.network_config import BLOCK, STRIDES, NetworkConfig


def convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    """3x3 convolution, batch normalization, ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False), nn.BatchNorm2d(outputs, momentum=0.03), nn.ReLU(inplace=True)
    )


class Network(nn.Module):
    """Maps pictures to a head, its maxima and pooled features.

    The heads read each other from the coarsest to the finest (top-down path: Lin et al., Feature Pyramid Networks, CVPR 2017).
    """

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        self.config = config
        self.stem = convolution(3 * BLOCK**2, config.stem)
        self.stem_deeper = nn.Sequential(*[convolution(config.stem, config.stem) for _ in range(config.stem_depth)])
        self.stages, self.heads, self.outputs = nn.ModuleList(), nn.ModuleList(), nn.ModuleList()
        # Where an INT8 file rounds what a head reads of the next coarser one, and both together.
        self.above, self.joins = (nn.ModuleList(nn.Identity() for _ in config.channels) for _ in range(2))
        inputs = config.stem
        for channels, depth in zip(config.channels, config.depths, strict=True):
            deeper = [convolution(channels, channels) for _ in range(depth)]
            self.stages.append(nn.Sequential(convolution(inputs, channels, 2), *deeper))
            above = config.head if config.top_down and len(self.heads) + 1 < len(config.channels) else 0
            self.heads.append(convolution(channels + above, config.head))
            self.outputs.append(nn.Conv2d(config.head, len(config.classes) + 4, 1))
            inputs = channels
        self._start_outputs()

    def _start_outputs(self) -> None:
        """Start with scores of 0.01 and boxes four cells wide, so that the first steps are calm."""
        classes = len(self.config.classes)
        for output in cast(List[nn.Conv2d], list(self.outputs)):
            assert output.bias is not None
            nn.init.normal_(output.weight, std=0.01)
            with torch.no_grad():
                output.bias[:classes] = -4.6
                output.bias[classes:] = 2.0

    def forward(self, picture: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
        """Run the network.

        Args:
            picture: shape (n, 48, height / 4, width / 4), 0 to 1, see :func:`space_to_depth`.

        Returns:
            head (n, classes + 4, cells): logits, then distances to the four sides in strides;
            head_max (n, classes): highest logits; features (n, f): means of the first and the last stage.
        """
        levels: List[Tensor] = []
        x = self.stem_deeper(self.stem(picture))
        for stage in self.stages:
            x = stage(x)
            levels.append(x)
        seen = self._heads(levels)
        head = torch.cat([output(one).flatten(2) for one, output in zip(seen, self.outputs, strict=True)], 2)
        features = torch.cat([levels[0].mean((2, 3)), levels[-1].mean((2, 3))], 1)
        return head, head[:, : len(self.config.classes)].amax(2), features

    def _heads(self, levels: List[Tensor]) -> List[Tensor]:
        """Each level's head, the finest first."""
        seen: List[Tensor] = []
        for i in reversed(range(len(levels))):
            level = levels[i]
            if self.config.top_down and seen:
                above = self.above[i](functional.interpolate(seen[0], size=level.shape[2:], mode="nearest"))
                level = self.joins[i](torch.cat([level, above], 1))
            seen.insert(0, self.heads[i](level))
        return seen

    def channels_last(self) -> "Network":
        """This network, its weights laid out as the pictures of :func:`space_to_depth`: a quarter faster on a CPU."""
        for parameter in self.parameters():
            if parameter.ndim == 4 and parameter.shape[-1] > 1:
                parameter.data = parameter.data.contiguous(memory_format=torch.channels_last)
        return self

    def fold(self) -> "Network":
        """A copy for export: normalization folded into the convolutions."""
        copy = Network(self.config)
        copy.load_state_dict(self.state_dict())
        copy.eval()
        for part in copy.modules():
            if isinstance(part, nn.Sequential) and len(part) == 3 and isinstance(part[1], nn.BatchNorm2d):
                part[0] = fuse_conv_bn_eval(cast(nn.Conv2d, part[0]), part[1])
                part[1] = nn.Identity()
        return copy

    @property
    def multiplications(self) -> int:
        """Multiply-accumulates of one picture."""
        count = 0
        for name, weight in self.named_parameters():
            part, level = name.split(".")[:2]
            if weight.ndim == 4:
                stride = BLOCK if part.startswith("stem") else STRIDES[int(level)]
                count += weight.numel() * -(-self.config.width // stride) * -(-self.config.height // stride)
        return count


def space_to_depth(pictures: Tensor) -> Tensor:
    """uint8 pictures (n, height, width, 3) as floats (n, 48, height / 4, width / 4), 0 to 1, channels last in memory.

    The order of channels is that of ``perception.input_layout``; a test holds the two together.
    """
    n, height, width, _ = pictures.shape
    rows, columns = height // BLOCK, width // BLOCK
    blocks = pictures.reshape(n, rows, BLOCK, columns, BLOCK, 3).permute(0, 1, 3, 2, 4, 5)
    return blocks.reshape(n, rows, columns, 3 * BLOCK**2).float().div_(255).permute(0, 3, 1, 2)
