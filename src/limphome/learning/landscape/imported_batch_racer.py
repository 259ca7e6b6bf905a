"""Times an imported network that sees several pictures at once."""

from typing import Any, Dict, List

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.landscape.batch_racer import BatchRacer
from limphome.learning.landscape.candidate import Candidate
from limphome.perception.engine import EngineOptions, make_engine
from limphome.perception.imported_detector import make_constants
from limphome.perception.manifest import Manifest


class ImportedBatchRacer(BatchRacer):
    """As :class:`BatchRacer`, for a file that leaves the number of pictures open: a graph of others is not rewritten.

    Args, Raises: as there.
    """

    def _open(self, manifest: Manifest, candidate: Candidate) -> None:
        file, self._name = manifest.file(candidate.precision), manifest.input.name
        self._form, self._boxes = manifest.make_picture_input(file), manifest.make_imported_decoder()
        self._batch = np.zeros((candidate.batch, *self._form.shape[1:]), file.dtype)
        self._constants = make_constants(manifest.input.constants)
        shapes = {name: value.shape for name, value in {**self._constants, self._name: self._batch}.items()}
        options = EngineOptions(candidate.threads, file.precision, shapes=shapes, progress=self._progress)
        self._engine = make_engine(candidate.runtime, manifest.read(file.path, file.sha256), options)
        taken = next((tensor.shape[0] for tensor in self._engine.inputs if tensor.name == self._name), None)
        if taken not in (None, candidate.batch):
            what = f"its graph takes {taken} picture at once, not {candidate.batch}"
            where = str(manifest.folder / file.path)
            raise LimphomeError(what, where, "a batch of 1, or a file that was exported with an open batch")

    def _prepare(self) -> np.ndarray:
        return self._form.prepare(self._image)[0][0]

    def _run(self) -> List[Dict[str, np.ndarray]]:
        outputs = self._engine.run({self._name: self._batch, **self._constants})
        found = {name: outputs[name] for role in self._boxes.outputs for name in self._boxes.names(role)}
        mixed = [name for name, value in found.items() if value.shape[:1] != self._batch.shape[:1]]
        if mixed:
            raise LimphomeError(f"output '{mixed[0]}' is not told apart by picture", self.label, "a first axis of pictures")
        return [{name: value[[index]] for name, value in found.items()} for index in range(len(self._batch))]

    def _decode(self, answer: Any) -> None:
        self._boxes.decode(answer, self._form.width, self._form.height)
