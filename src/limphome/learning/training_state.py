"""The state of an unfinished training in one file, so that a killed one goes on with the same result."""

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Protocol
from zipfile import is_zipfile

import torch
from torch import Tensor

from limphome.core import LimphomeError

SCHEMA_VERSION = 1


def identity(**parts: Any) -> str:
    """Digest of what decides the weights; dataclasses and plain values."""
    plain = {name: asdict(part) if hasattr(part, "__dataclass_fields__") else part for name, part in parts.items()}
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


def weights_digest(weights: Mapping[str, Tensor]) -> str:
    """SHA-256 of a network's weights."""
    sha = hashlib.sha256()
    for name in sorted(weights):
        sha.update(name.encode() + weights[name].contiguous().numpy().tobytes())
    return sha.hexdigest()


class Resumable(Protocol):
    """A thing that goes on from what it was, as those of torch do."""

    def state_dict(self) -> Dict[str, Any]:
        """All of it, as tensors and plain values."""

    def load_state_dict(self, kept: Dict[str, Any]) -> None:
        """Be what it was."""


@dataclass(frozen=True)
class TrainingState:
    """A file that is replaced as a whole: a kill at any moment leaves the old state or the new one.

    Attributes:
        path: of the file.
        identity: of the training, see :func:`identity`; a state of another training is refused.
        every_steps: how often it is written.
    """

    path: Path
    identity: str
    every_steps: int = 200

    def due(self, step: int, steps: int) -> bool:
        """Whether the state is to be written after ``step`` of ``steps`` steps."""
        return step % self.every_steps == 0 or step == steps

    def write(self, step: int, **parts: Any) -> None:
        """Keep the state dictionaries of ``parts`` as they are after ``step`` steps."""
        fresh = self.path.with_name(self.path.name + ".new")
        states = {name: part.state_dict() for name, part in parts.items()}
        with fresh.open("wb") as file:
            torch.save({"schema_version": SCHEMA_VERSION, "identity": self.identity, "step": step, **states}, file)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self.path)

    def read(self) -> Optional[Dict[str, Any]]:
        """What was written last, None if nothing was; LimphomeError if it belongs to another training."""
        if not self.path.is_file():
            return None
        if not is_zipfile(self.path):
            raise LimphomeError("is no training state", str(self.path), "delete it to begin anew")
        state = torch.load(self.path, map_location="cpu", weights_only=True)  # who loads it moves it
        if state.get("schema_version") != SCHEMA_VERSION or state.get("identity") != self.identity:
            raise LimphomeError(
                "is the state of a training with another recipe (steps, seed, ...) or other frames",
                str(self.path),
                f"the recipe it was begun with, to go on; without the folder {self.path.parent} a training begins anew",
            )
        return state

    def reached(self, step: int) -> bool:
        """Whether the training has come so far already; LimphomeError if the state belongs to another."""
        kept = self.read()
        return kept is not None and int(kept["step"]) >= step
