"""Who shares the work of a training: processes started by us, or by ``torchrun`` on any number of machines."""

import os
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Iterator, List, Mapping, Optional

from torch import distributed

from limphome.core import LimphomeError

PATIENCE = timedelta(hours=2)  # the others wait while the first one renders


@dataclass(frozen=True)
class Place:
    """One process among those that share a training.

    Attributes:
        rank, ranks: this is one of so many.
        local_rank: which one on its machine.
        meeting: where they find each other, see ``torch.distributed.init_process_group``.
    """

    rank: int = 0
    ranks: int = 1
    local_rank: int = 0
    meeting: str = "env://"

    @classmethod
    def from_torchrun(cls, environment: Optional[Mapping[str, str]] = None) -> Optional["Place"]:
        """The place that ``torchrun`` gave to this process, None where it was not started by it."""
        values = os.environ if environment is None else environment
        if "TORCHELASTIC_RUN_ID" not in values:
            return None
        try:
            return cls(int(values["RANK"]), int(values["WORLD_SIZE"]), int(values["LOCAL_RANK"]))
        except (KeyError, ValueError) as error:
            raise LimphomeError(f"place in the group: {error}", "environment", "RANK, WORLD_SIZE, LOCAL_RANK") from error

    @contextmanager
    def joined(self) -> Iterator[None]:
        """Member of the group while inside; of the one that this process is in already, if it is in one."""
        if distributed.is_initialized():
            yield
            return
        distributed.init_process_group("gloo", init_method=self.meeting, rank=self.rank, world_size=self.ranks, timeout=PATIENCE)
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
