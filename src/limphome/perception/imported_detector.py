"""Frame -> Detections by a network that others trained, as its manifest describes it."""

import time
from dataclasses import replace
from typing import Any, Callable, Dict, List, Mapping, Tuple

import cv2
import numpy as np

from limphome.core import CLASS_NAMES, Detections, Frame, LimphomeError
from limphome.perception.decoders.boxes import Boxes
from limphome.perception.detector import Detector, engine_options
from limphome.perception.engine import Engine, make_engine
from limphome.perception.golden import Golden, expected_of
from limphome.perception.manifest import Manifest
from limphome.perception.manifest_parts import FileSpec
from limphome.perception.not_finite import has_nan, not_finite
from limphome.perception.progress import Progress, nobody
from limphome.perception.runtime_errors import named


class ImportedDetector(Detector):
    """As :class:`Detector`. The guard that compares features has nothing to compare and says so in :attr:`not_available`.

    Args, Raises: as there.
    """

    not_available = ("feature_distance", "head_max")

    def _open(self, file: FileSpec) -> None:
        self._sight = Sight(self.manifest, file, self.model_bytes, self._threads, self._clock, self._progress)
        self._runtime = self._sight.engine
        self.limit(self._limit_s)
        self._names = all_classes(self.manifest.classes)
        self._golden = _golden(self.manifest, file, self._names)
        self.see(self._golden.image)

    def detect(self, frame: Frame) -> Detections:
        """Find things in a frame of any size; raises as :meth:`Detector.detect`."""
        self._metrics = {}
        found = self._see(frame.image, frame.stamp_s)
        best = float(found.scores[0]) if len(found) else 0.0
        self._metrics = {"inference_s": self._sight.inference_s, "detections": float(len(found)), "score_max": best}
        return found

    def see(self, image: np.ndarray) -> Boxes:
        """Boxes of an RGB picture in its own pixels."""
        return self._sight.see(image)

    def _see(self, image: np.ndarray, stamp_s: float) -> Detections:
        boxes = self.see(image)
        if self._sight.has_nan:
            raise self._named(not_finite())
        return Detections(stamp_s, *boxes, self._names)


class Sight:
    """Input, engine and decoder of an imported network in a row.

    Attributes:
        engine: what runs the network. inference_s: how long it took for the last picture [s].
        has_nan: whether its last answer held a NaN; boxes of such a one are left out.

    Raises:
        LimphomeError: the bytes are no network, or not the one of the manifest.
    """

    def __init__(
        self,
        manifest: Manifest,
        file: FileSpec,
        model: bytes,
        threads: int,
        clock: Callable[[], float] = time.perf_counter,
        progress: Progress = nobody,
    ) -> None:
        self._sizes, self._decoder = manifest.make_open_size(file), manifest.make_imported_decoder()
        self._name, self._constants = manifest.input.name, make_constants(manifest.input.constants)
        shapes = {name: value.shape for name, value in self._constants.items()}
        if not self._sizes.is_open:
            shapes[self._name] = manifest.make_picture_input(file).shape
        options = engine_options(manifest, file, model, threads, progress)
        self.engine = make_engine(file.runtime, model, replace(options, shapes=shapes))
        self._clock, self._where = clock, str(manifest.folder / file.path)
        self.inference_s, self.has_nan = 0.0, False
        self._wanted = [name for role in self._decoder.outputs for name in self._decoder.names(role)]
        _check_names(self.engine, [self._name, *self._constants], self._wanted)

    def see(self, image: np.ndarray) -> Boxes:
        """Boxes of an RGB picture, uint8 (height, width, 3), in its own pixels."""
        form = self._sizes.form(image.shape[1], image.shape[0])
        picture, placement = form.prepare(image)
        found = self.read(picture, form.width, form.height)
        return Boxes(*placement.restore(*found))

    def read(self, picture: np.ndarray, width: int, height: int) -> Boxes:
        """Boxes of a picture as the network takes it, in the pixels of its ``width`` x ``height``."""
        outputs = self._run(picture)
        try:
            return self._decoder.decode(outputs, width, height)
        except (IndexError, ValueError) as error:  # shapes that fit no decoder
            raise LimphomeError(f"outputs do not match the decoder: {error}", "model", self._decoder.kind) from error

    def _run(self, picture: np.ndarray) -> Mapping[str, np.ndarray]:
        started_s = self._clock()
        try:
            outputs = self.engine.run({self._name: picture, **self._constants})
        except LimphomeError as error:
            raise named(error, self._where) from error
        self.inference_s = self._clock() - started_s
        self.has_nan = any(has_nan(outputs[name]) for name in self._wanted)
        return outputs


def all_classes(classes: Tuple[str, ...]) -> Tuple[str, ...]:
    """The network's classes, then those that the robot's stages ask for by name."""
    return (*classes, *(name for name in CLASS_NAMES if name not in classes))


def _golden(manifest: Manifest, file: FileSpec, names: Tuple[str, ...]) -> Golden:
    if "golden" not in manifest.side_files:
        raise LimphomeError("no side file 'golden'", str(manifest.folder), "limphome model import makes one")
    path, sha256 = manifest.side_files["golden"]
    image = cv2.imdecode(np.frombuffer(manifest.read(path, sha256), np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        raise LimphomeError("is no picture", str(manifest.folder / path), "a PNG")
    expected = expected_of(file.golden, f"{manifest.folder}: golden of {file.path}", names)
    return Golden(np.ascontiguousarray(image[:, :, ::-1]), expected)


def make_constants(section: Mapping[str, Mapping[str, Any]]) -> Dict[str, np.ndarray]:
    """Inputs that never change, from ``{dtype, value}``, or ``{dtype, fill, shape}`` for one number everywhere."""
    made = {}
    for name, entry in section.items():
        value = np.array(entry["value"]) if "value" in entry else np.full(entry["shape"], entry["fill"])
        made[name] = value.astype(str(entry["dtype"]))
    return made


def _check_names(engine: Engine, inputs: List[str], outputs: List[str]) -> None:
    there = {tensor.name for tensor in engine.inputs}, {tensor.name for tensor in engine.outputs}
    if set(inputs) != there[0] or not set(outputs) <= there[1]:
        raise LimphomeError(
            f"inputs {sorted(there[0])}, outputs {sorted(there[1])}",
            "model",
            f"inputs {', '.join(inputs)}, outputs {', '.join(outputs)}",
        )
