"""Who shares the work of a training: processes started by us, or by ``torchrun`` on any number of machines."""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Iterator, List, Mapping, Optional

from torch import distributed

from limphome.core import LimphomeError
from limphome.learning.device import CPU, DEVICES, count_gpus

PATIENCE = timedelta(hours=2)  # the others wait while the first one renders


@dataclass(frozen=True)
class Place:
    """One process among those that share a training.

    Attributes:
        rank, ranks: this is one of so many.
        local_rank: which one on its machine.
        meeting: where they find each other, see ``torch.distributed.init_process_group``.
        device: what it computes on, see :mod:`limphome.learning.device`; of a GPU that of its ``local_rank``.
    """

    rank: int = 0
    ranks: int = 1
    local_rank: int = 0
    meeting: str = "env://"
    device: str = CPU

    @classmethod
    def from_torchrun(cls, environment: Optional[Mapping[str, str]] = None, device: str = CPU) -> Optional["Place"]:
        """The place that ``torchrun`` gave to this process, None where it was not started by it."""
        values = os.environ if environment is None else environment
        if "TORCHELASTIC_RUN_ID" not in values:
            return None
        try:
            return cls(int(values["RANK"]), int(values["WORLD_SIZE"]), int(values["LOCAL_RANK"]), device=device)
        except (KeyError, ValueError) as error:
            raise LimphomeError(f"place in the group: {error}", "environment", "RANK, WORLD_SIZE, LOCAL_RANK") from error

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Member of the group while inside; of the one that this process is in already, if it is in one."""
        if distributed.is_initialized():
            yield
            return
        backend = "gloo" if self.device == CPU else "cpu:gloo,cuda:nccl"  # what is told is told by gloo, gradients by NCCL
        distributed.init_process_group(backend, init_method=self.meeting, rank=self.rank, world_size=self.ranks, timeout=PATIENCE)
        try:
            yield
        finally:
            distributed.destroy_process_group()

    def of_all(self, value: Any) -> List[Any]:
        """What each process has, by rank; all of them have to ask."""
        if self.ranks == 1:
            return [value]
        values: List[Any] = [None] * self.ranks
        distributed.all_gather_object(values, value)
        return values

    def of_first(self, value: Any) -> Any:
        """What the first process has, in every one of them: machines need not share a folder."""
        if self.ranks == 1:
            return value
        values = [value]
        distributed.broadcast_object_list(values, src=0)
        return values[0]

    def wait_for_all(self) -> None:
        """Go on when every process has come so far."""
        if distributed.is_initialized():
            distributed.barrier()


def processes_on(device: str, wanted: int, place: Optional[Place]) -> int:
    """How many processes share a training: those that were started, else as many as are wanted and have a GPU each.

    Raises:
        LimphomeError: there is no such device, or ``torchrun`` started more processes here than there are GPUs.
    """
    if device not in DEVICES:
        raise LimphomeError(f"device '{device}'", "training", ", ".join(DEVICES))
    if device == CPU:
        return wanted if place is None else place.ranks
    gpus = count_gpus()
    if place is None:
        return min(wanted, gpus)
    if place.local_rank >= gpus:
        given = f"{place.local_rank + 1} processes or more on a machine with {gpus} GPUs"
        raise LimphomeError(given, "torchrun", f"one for each GPU: --nproc-per-node={gpus}")
    return place.ranks
