"""Measures candidates: accuracy, time, energy, memory."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Protocol, Sequence, Tuple, Union

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.frame_set import FrameSet
from limphome.learning.landscape.accuracy import accuracy
from limphome.learning.landscape.batch_racer import BatchRacer
from limphome.learning.landscape.candidate import Candidate
from limphome.learning.landscape.imported_batch_racer import ImportedBatchRacer
from limphome.learning.landscape.row import make_row
from limphome.perception.bench import Racer, Runner, race
from limphome.perception.bench_energy import energy_per_frame
from limphome.perception.contender import Contender
from limphome.perception.footprint import Footprint, measure_footprint
from limphome.perception.manifest import Manifest
from limphome.perception.progress import Progress, nobody
from limphome.resources.power.conditions import pace
from limphome.resources.power.meters import Meters
from limphome.resources.power.power_mode import power_mode, set_power_mode

Show = Callable[[str, int, int, str], None]


class ModelSource(Protocol):
    """Where the model folders of candidates come from."""

    def model(self, candidate: Candidate, progress: Callable[..., None]) -> Path:
        """Folder of a candidate's network."""


@dataclass(eq=False)
class Laboratory:
    """Remembers what does not change from one candidate to the next: networks, accuracies, footprints.

    Attributes:
        source: gives model folders. frames: held-out, for accuracy. image: what all see while they are timed.
        meters: of this machine. show: called with (step, done, total, details).
        refused: label of each candidate that does not run -> why.
        building: hears how far a runtime is that builds an engine.
    """

    source: ModelSource
    frames: FrameSet
    image: np.ndarray
    meters: Meters
    show: Show
    refused: Dict[str, str] = field(default_factory=dict)
    building: Progress = nobody
    _folders: Dict[str, Union[Path, LimphomeError]] = field(default_factory=dict)
    _accuracies: Dict[Tuple[str, str, str], Dict[str, Any]] = field(default_factory=dict)
    _footprints: Dict[Tuple[str, str, str, int, Optional[int]], Optional[Footprint]] = field(default_factory=dict)

    def accuracy(self, candidate: Candidate) -> Optional[Dict[str, Any]]:
        """Figures, or None (and a reason in ``refused``) for one that does not run."""
        if candidate.label in self.refused:
            return None
        key = (candidate.network, candidate.precision, candidate.runtime)
        try:
            if key not in self._accuracies:
                self._accuracies[key] = accuracy(self._folder(candidate), candidate, self.frames, self.building)
            return self._accuracies[key]
        except LimphomeError as error:
            self.refused[candidate.label] = str(error)
            return None

    def racer(self, candidate: Candidate) -> Optional[Runner]:
        """What times a candidate; None (and a reason) for one that does not run."""
        if self.accuracy(candidate) is None:
            return None
        try:
            if candidate.batch > 1:
                return self._batch_racer(candidate)
            return Racer(self._contender(candidate), self.image, self.building)
        except LimphomeError as error:
            self.refused[candidate.label] = str(error)
            return None

    def footprint(self, candidate: Candidate) -> Optional[Footprint]:
        """Start-up and memory of one picture at a time, whatever the batch; None (and a reason) if its process failed."""
        key = (candidate.network, candidate.precision, candidate.runtime, candidate.threads, candidate.power_mode)
        if key not in self._footprints:
            try:
                self._footprints[key] = measure_footprint(self._contender(candidate))
            except LimphomeError as error:
                self.refused[f"{candidate.label}, start-up"], self._footprints[key] = str(error), None
        return self._footprints[key]

    def rows(
        self, candidates: Sequence[Candidate], seconds: float, memory: bool, show: Optional[Show] = None
    ) -> List[Dict[str, Any]]:
        """Everything about candidates that run, timed in turn with each other (those of one power mode).

        Each row has power mode and clocks as they were right after the timing; then the mode of before is set again.

        Args:
            show: told of these steps in place of :attr:`show`, which is still told of trainings.
        """
        before = power_mode()
        rows: List[Dict[str, Any]] = []
        try:
            for mode in dict.fromkeys(candidate.power_mode for candidate in candidates):
                if mode is not None:
                    set_power_mode(mode)
                rows += self._rows([one for one in candidates if one.power_mode == mode], seconds, memory, show or self.show)
        finally:
            if before is not None and power_mode() != before:
                set_power_mode(before.number)
        return rows

    def _rows(self, candidates: Sequence[Candidate], seconds: float, memory: bool, show: Show) -> List[Dict[str, Any]]:
        tried = {candidate: self.racer(candidate) for candidate in candidates}
        racers = {candidate: racer for candidate, racer in tried.items() if racer is not None}
        runners = list(racers.values())
        show("time all in turn", 0, 1, f"{seconds:.0f} s")
        timings = race(runners, seconds) if runners else {}
        paced = pace()
        energy = energy_per_frame(runners, self.meters, seconds) if self.meters.found and runners else {}
        show("time all in turn", 1, 1, "")
        rows = []
        for done, candidate in enumerate(racers, 1):
            footprint = self.footprint(candidate) if memory else None
            label = candidate.label
            rows.append(make_row(candidate, self.accuracy(candidate), timings[label], energy.get(label), footprint, paced))
            show("start-up and memory" if memory else "collect", done, len(racers), candidate.label)
        return rows

    def _batch_racer(self, candidate: Candidate) -> Runner:
        folder = self._folder(candidate)
        kind = ImportedBatchRacer if Manifest.load(folder).imported else BatchRacer
        return kind(folder, candidate, self.image, self.building)

    def _contender(self, candidate: Candidate) -> Contender:
        folder = self._folder(candidate)
        return Contender(candidate.label, folder, candidate.precision, candidate.runtime, candidate.threads)

    def _folder(self, candidate: Candidate) -> Path:
        """Trains at most once, also when that failed."""
        name = candidate.network
        if name not in self._folders:
            try:
                self._folders[name] = self.source.model(candidate, self._counter(f"train {name}"))
            except LimphomeError as error:
                self._folders[name] = error
        found = self._folders[name]
        if isinstance(found, LimphomeError):
            raise found
        return found

    def _counter(self, name: str) -> Callable[..., None]:
        steps = int(getattr(self.source, "steps", 1))

        def count(done: int, details: Mapping[str, float] = {}) -> None:
            self.show(name, done, steps, " ".join(f"{key} {value:.3f}" for key, value in details.items()))

        return count
