"""Rounding as the Q and DQ nodes of a file do it, in a form that gradients pass through."""

from typing import Tuple

import torch
from torch import Tensor, nn

HIGHEST_WEIGHT, HIGHEST_ACTIVATION = 127, 255
TINIEST = 1e-12  # scale of a channel without weights

Span = Tuple[float, float]
"""Lowest and highest value of a tensor that its integers stand for; 0 lies between."""


class RoundedWeights(nn.Module):
    """Parametrization of a convolution's weights: 255 levels for each output channel, symmetric about 0."""

    def forward(self, weight: Tensor) -> Tensor:
        """Weights (outputs, inputs, height, width) as the file will hold them."""
        scale = (weight.detach().abs().amax((1, 2, 3)) / HIGHEST_WEIGHT).clamp(min=TINIEST)
        zeros = torch.zeros(len(scale), dtype=torch.int32)
        return torch.fake_quantize_per_channel_affine(weight, scale, zeros, 0, -HIGHEST_WEIGHT, HIGHEST_WEIGHT)


class RoundedActivations(nn.Module):
    """256 levels between two bounds that are learned with the weights.

    Learned step sizes: Esser et al., ICLR 2020; with an offset: Bhalgat et al. (LSQ+), CVPR workshops 2020. What is learned
    is the bounds' ratio to those at the start, so that one rate fits small and large ranges.
    """

    start: Tensor

    def __init__(self, span: Span) -> None:
        super().__init__()
        self.register_buffer("start", torch.tensor(span, dtype=torch.float32))
        self.ratio = nn.Parameter(torch.ones(2))

    @property
    def bounds(self) -> Tensor:
        """Lowest and highest value, shape (2,)."""
        return self.start * self.ratio.clamp(min=0.01)

    @property
    def span(self) -> Span:
        """The bounds as numbers."""
        low, high = self.bounds.tolist()
        return low, high

    def forward(self, values: Tensor) -> Tensor:
        """Values as integers would stand for them, of any shape."""
        low, high = self.bounds
        scale = (high - low) / HIGHEST_ACTIVATION
        zero = _rounded(-low / scale)
        levels = (_rounded(values / scale) + zero).clamp(0, HIGHEST_ACTIVATION)
        return (levels - zero) * scale


def _rounded(values: Tensor) -> Tensor:
    """The nearest whole number, the even one of two, with a slope of 1."""
    return values + (values.round() - values).detach()
