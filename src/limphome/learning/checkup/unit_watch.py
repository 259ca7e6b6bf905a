"""Dead units: channels behind a ReLU that no picture makes fire."""

from typing import Any, Callable, Dict, List, Tuple

import torch
from torch import Tensor, nn

from limphome.learning.checkup.symptom import Symptom

DEAD_SHARE = 0.25  # of a layer's channels; some dead ones are usual


class UnitWatch:
    """Counts channels that stayed 0 over the batches seen between :meth:`start` and :meth:`symptoms`."""

    def __init__(self, network: nn.Module) -> None:
        self._relus = {name: part for name, part in network.named_modules() if isinstance(part, nn.ReLU)}
        self._fired: Dict[str, Tensor] = {}
        self._hooks: List[torch.utils.hooks.RemovableHandle] = []

    def start(self) -> None:
        """Begin to look; costs a little in each forward pass until :meth:`symptoms`."""
        self._fired.clear()
        self._hooks = [relu.register_forward_hook(self._note(name)) for name, relu in self._relus.items()]

    def _note(self, name: str) -> Callable[[nn.Module, Tuple[Any, ...], Tensor], None]:
        def hook(relu: nn.Module, inputs: Tuple[Any, ...], output: Tensor) -> None:
            fired = output.detach().amax((0, 2, 3)) > 0
            self._fired[name] = fired | self._fired.get(name, torch.zeros_like(fired))

        return hook

    def symptoms(self) -> List[Symptom]:
        """Layers of which too many channels never fired; stops looking."""
        for hook in self._hooks:
            hook.remove()
        dead = {name: 1 - float(fired.float().mean()) for name, fired in self._fired.items()}
        advice = "a lower learning_rate, start biases that are not negative"
        return [
            Symptom("dead units", name, f"{share:.0%} of {len(self._fired[name])} channels never fire", advice)
            for name, share in dead.items()
            if share > DEAD_SHARE
        ]
