"""Times one way to run a network that sees several pictures at once."""

import time
from pathlib import Path
from typing import Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.landscape.batch_model import with_batch
from limphome.learning.landscape.candidate import Candidate
from limphome.perception.engine import EngineOptions, make_engine
from limphome.perception.manifest import Manifest


class BatchRacer:
    """As :class:`limphome.perception.bench.Racer`; one lap is one batch, all its pictures prepared and decoded.

    Args:
        image: RGB of any size, brought to the network's once.

    Raises:
        LimphomeError: the runtime does not run that batch.
    """

    def __init__(self, folder: Path, candidate: Candidate, image: np.ndarray) -> None:
        manifest = Manifest.load(folder)
        file = manifest.file(candidate.precision)
        model = with_batch(manifest.read(file.path, file.sha256), candidate.batch)
        self.label = candidate.label
        self._image = manifest.make_fit().bring(image)[0]
        self._layout, self._decoder = manifest.make_layout(file), manifest.make_decoder()
        self._batch = np.zeros((candidate.batch, *self._layout.shape[1:]), file.dtype)
        self._engine = make_engine(candidate.runtime, model, EngineOptions(candidate.threads, file.precision))
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
            row[...] = self._layout.prepare(self._image)[0]
        first_s, first_cpu_s = time.perf_counter(), time.process_time()
        heads = self._engine.run({"image": self._batch})["head"]
        last_s, last_cpu_s = time.perf_counter(), time.process_time()
        for head in heads:
            self._decoder.decode(head)
        ended_s = time.perf_counter()
        return first_s - started_s, last_s - first_s, ended_s - last_s, last_cpu_s - first_cpu_s
