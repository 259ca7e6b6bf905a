"""Times one way to run a network that sees several pictures at once."""

import time
from pathlib import Path
from typing import Any, Sequence, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.landscape.batch_model import with_batch
from limphome.learning.landscape.candidate import Candidate
from limphome.perception.engine import Engine, EngineOptions, make_engine
from limphome.perception.manifest import Manifest
from limphome.perception.progress import Progress, nobody


class BatchRacer:
    """As :class:`limphome.perception.bench.Racer`; one lap is one batch, all its pictures prepared and decoded.

    Args:
        image: RGB of any size, brought to the network's once.
        progress: hears how far a runtime is that builds an engine.

    Raises:
        LimphomeError: the runtime does not run that batch.
    """

    _batch: np.ndarray
    _engine: Engine

    def __init__(self, folder: Path, candidate: Candidate, image: np.ndarray, progress: Progress = nobody) -> None:
        manifest = Manifest.load(folder)
        self.label, self._progress = candidate.label, progress
        self._image = manifest.make_fit().bring(image)[0]
        self._open(manifest, candidate)
        try:
            self.lap()
        except (LimphomeError, LookupError, ValueError) as error:  # no run, no such output, shapes that fit no decoder
            raise LimphomeError(
                f"does not run {candidate.batch} pictures: {error}", candidate.label, "a smaller batch"
            ) from error

    def lap(self) -> Tuple[float, float, float, float]:
        """See a batch once: seconds before, in and after the network, CPU seconds in it."""
        started_s = time.perf_counter()
        for row in self._batch:
            row[...] = self._prepare()
        first_s, first_cpu_s = time.perf_counter(), time.process_time()
        answers = self._run()
        last_s, last_cpu_s = time.perf_counter(), time.process_time()
        for answer in answers:
            self._decode(answer)
        ended_s = time.perf_counter()
        return first_s - started_s, last_s - first_s, ended_s - last_s, last_cpu_s - first_cpu_s

    def _open(self, manifest: Manifest, candidate: Candidate) -> None:
        """Make batch and engine."""
        file = manifest.file(candidate.precision)
        model = with_batch(manifest.read(file.path, file.sha256), candidate.batch)
        self._layout, self._decoder = manifest.make_layout(file), manifest.make_decoder()
        self._batch = np.zeros((candidate.batch, *self._layout.shape[1:]), file.dtype)
        options = EngineOptions(candidate.threads, file.precision, progress=self._progress)
        self._engine = make_engine(candidate.runtime, model, options)

    def _prepare(self) -> np.ndarray:
        """The picture as one row of the batch."""
        return self._layout.prepare(self._image)[0]

    def _run(self) -> Sequence[Any]:
        """What the network says of each picture."""
        return list(self._engine.run({"image": self._batch})["head"])

    def _decode(self, answer: Any) -> None:
        self._decoder.decode(answer)
