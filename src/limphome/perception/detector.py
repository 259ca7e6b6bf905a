"""Frame -> Detections, with what the guards want to know of the network."""

import math
import time
from pathlib import Path
from typing import Any, Callable, Dict, Optional, Tuple, Type

import cv2
import numpy as np

from limphome.core import Detections, Frame, Health, LimphomeError
from limphome.perception.dla import dla_table, on_dla
from limphome.perception.engine import EngineOptions
from limphome.perception.feature_statistics import FeatureStatistics
from limphome.perception.file_choice import choose_file
from limphome.perception.golden import NO_ANSWER, Golden, expected_of
from limphome.perception.grid_decoder import sigmoid
from limphome.perception.manifest import Manifest, digest
from limphome.perception.manifest_parts import FileSpec
from limphome.perception.not_finite import NotFiniteError, require_finite
from limphome.perception.picture_fit import Placement
from limphome.perception.progress import Progress, nobody
from limphome.perception.runtime import Outputs, limit, make_runtime
from limphome.perception.runtime_errors import TimeLimitError, named
from limphome.perception.time_limit import PATIENT_S


class Detector:
    """A loaded network that finds things in frames.

    Attributes:
        not_available: numbers of :meth:`health` that this kind of network cannot give.

    Args:
        manifest: of its folder.
        variant: which of the manifest's files ``model`` is.
        model: bytes to run; they need not be those of the file (a damaged copy, see :meth:`with_model`).
        threads: of one inference.
        clock: tells how long an inference took [s]; nothing else depends on it.
        limit_s: an inference that takes longer ends in a TimeLimitError [s].
        progress: hears how far a runtime is that builds an engine.

    Raises:
        LimphomeError: the bytes are no network of this manifest.
    """

    not_available: Tuple[str, ...] = ()

    def __init__(
        self,
        manifest: Manifest,
        variant: str,
        model: bytes,
        threads: int = 1,
        clock: Callable[[], float] = time.perf_counter,
        limit_s: float = PATIENT_S,
        progress: Progress = nobody,
    ) -> None:
        self.manifest, self.variant, self.model_bytes = manifest, variant, model
        self._threads, self._clock, self._limit_s, self._progress = threads, clock, limit_s, progress
        self._metrics: Dict[str, float] = {}
        self._check: Dict[str, float] = {}
        self._open(manifest.file(variant))

    def _open(self, file: FileSpec) -> None:
        """Make ready to see."""
        manifest, threads, model = self.manifest, self._threads, self.model_bytes
        self._fit, self._layout, self._decoder = manifest.make_fit(), manifest.make_layout(file), manifest.make_decoder()
        options = engine_options(manifest, file, model, threads, self._progress)
        self._runtime: Any = make_runtime(file.runtime, model, threads, options)
        self.limit(self._limit_s)
        self._statistics = _statistics(manifest)
        self._golden = _golden(manifest, file)
        self._check_shapes()

    @classmethod
    def load(
        cls,
        folder: Path,
        variant: str = "auto",
        threads: int = 1,
        clock: Callable[[], float] = time.perf_counter,
        runtime: str = "auto",
        limit_s: float = PATIENT_S,
        progress: Progress = nobody,
        dla_core: int = -1,
    ) -> "Detector":
        """Load and prove a network: digest, manifest and golden frame must agree.

        Args:
            folder: with ``manifest.json``.
            variant: ``auto`` takes the INT8 file that is right on this CPU; ``fp32``, ``int8``, ``int8_avx2`` name one.
            runtime: ``auto`` takes the manifest's; another one may take another file for ``auto``, see :func:`choose_file`.
            limit_s: for an inference, that of the golden frame too [s].
            progress: hears how far a runtime is that builds an engine, for minutes; from any thread.
            dla_core: deep learning accelerator of a Jetson, for ``tensorrt``; -1 leaves it to the manifest.

        Raises:
            LimphomeError: something is missing, broken or does not agree.
        """
        manifest = Manifest.load(Path(folder))
        kind = detector_class(manifest) if cls is Detector else cls
        chosen = choose_file(manifest, variant, runtime, dla_core)
        manifest = manifest if runtime == "auto" else manifest.with_runtime(chosen, runtime)
        manifest = manifest if dla_core < 0 else on_dla(manifest, chosen, dla_core)
        file = manifest.file(chosen)
        where = str(manifest.folder / file.path)
        model = manifest.read(file.path, file.sha256)
        try:
            detector = kind(manifest, chosen, model, threads, clock, limit_s, progress)
        except LimphomeError as error:
            raise named(error, where) from error
        detector.self_check()
        deviation = detector._check["golden_error"]
        if not deviation <= 1.0:
            raise LimphomeError(
                f"golden frame differs {deviation:.1f} times as much as allowed", where, "IoU 0.95 and score 0.05"
            )
        return detector

    def with_model(self, model: bytes) -> "Detector":
        """A detector like this one that runs other bytes, unproven: for damaged copies."""
        return type(self)(self.manifest, self.variant, model, self._threads, self._clock, self._limit_s, self._progress)

    def limit(self, limit_s: float) -> None:
        """End inferences that take longer from now on [s]."""
        self._limit_s = limit_s
        limit(self._runtime, limit_s)

    def detect(self, frame: Frame) -> Detections:
        """Find things in a frame; one of another size is fitted first, as the manifest says, and its boxes taken back.

        Raises:
            TimeLimitError: the network gave no answer in time. NotFiniteError: the answer holds what is no number.
            LimphomeError: it failed.
        """
        self._metrics = {}
        image, place = self._fit.bring(frame.image)
        picture = self._layout.prepare(image)
        started_s = self._clock()
        outputs = self._run(picture)
        self._metrics = {"inference_s": self._clock() - started_s, "detections": 0.0, "score_max": 0.0}
        self._require_finite(outputs)
        found = self._decode(outputs, frame.stamp_s, None if image is frame.image else place)
        self._observe(outputs, found)
        return found

    def self_check(self) -> None:
        """Run the golden frame and scrub the digest of file and loaded bytes; the result is in :meth:`health`.

        A digest cannot see a runtime's own packed copy of the weights; the golden frame can.

        Raises:
            LimphomeError: the network gave no answer, or none that is a number; this, too, is in :meth:`health`.
        """
        file = self.manifest.file(self.variant)
        whole = digest(self.model_bytes) == file.sha256 and self._file_is_whole(file)
        self._check = {"golden_error": NO_ANSWER, "digest_ok": float(whole)}
        self._check["golden_error"] = self._golden.error(self._see(self._golden.image, 0.0))

    def detect_if_finite(self, frame: Frame) -> Detections:
        """As :meth:`detect`, for judges of damaged networks: nothing is there where the answer is no number."""
        try:
            return self.detect(frame)
        except NotFiniteError:
            return Detections.empty(frame.stamp_s)

    def health(self, now_s: float) -> Health:
        """Numbers of the last frame and the last self-check."""
        return Health(now_s, "perception", {**self._metrics, **self._check})

    @property
    def golden_image(self) -> np.ndarray:
        """The picture by which the network is recognised, RGB."""
        return self._golden.image

    def _see(self, image: np.ndarray, stamp_s: float) -> Detections:
        """What is in a picture of the network's size; leaves the metrics alone."""
        outputs = self._run(self._layout.prepare(image))
        self._require_finite(outputs)
        return self._decode(outputs, stamp_s)

    def _run(self, picture: np.ndarray) -> Outputs:
        try:
            return self._runtime.run(picture)
        except LimphomeError as error:
            raise self._named(error) from error

    def _require_finite(self, outputs: Outputs) -> None:
        try:
            require_finite(outputs.head, outputs.head_max, outputs.features)
        except LimphomeError as error:
            raise self._named(error) from error

    def _named(self, error: LimphomeError) -> LimphomeError:
        return named(error, str(self.manifest.folder / self.manifest.file(self.variant).path))

    def _decode(self, outputs: Outputs, stamp_s: float, place: Optional[Placement] = None) -> Detections:
        found = self._decoder.decode(outputs.head)
        return Detections(stamp_s, *(found if place is None else place.restore(*found)), self.manifest.classes)

    def _observe(self, outputs: Outputs, found: Detections) -> None:
        metrics = {"detections": float(len(found)), "score_max": float(found.scores[0]) if len(found) else 0.0}
        for name, value in zip(self.manifest.classes, sigmoid(outputs.head_max)):
            metrics[f"head_max_{name}"] = float(value)
        metrics["feature_distance"] = self._statistics.distance(outputs.features)
        self._metrics.update({name: value for name, value in metrics.items() if math.isfinite(value)})

    def _file_is_whole(self, file: FileSpec) -> bool:
        try:
            return digest(self.manifest.read_unchecked(file.path)) == file.sha256
        except LimphomeError:
            return False

    def _check_shapes(self) -> None:
        try:
            outputs = self._run(self._layout.prepare(self._golden.image))
        except TimeLimitError:
            raise
        except LimphomeError as error:
            raise LimphomeError(
                f"does not run on the manifest's input: {error.what}", "model", f"{self._layout.shape}"
            ) from error
        shapes = (outputs.head.shape, outputs.head_max.shape, outputs.features.shape)
        classes = len(self.manifest.classes)
        allowed = ((classes + 4, self._decoder.cells), (classes,), self._statistics.mean.shape)
        if shapes != allowed:
            raise LimphomeError(f"outputs {shapes} do not match the manifest", "model", f"{allowed}")


def detector_class(manifest: Manifest) -> Type[Detector]:
    """What runs a network: this module's class, or that for imported ones."""
    if not manifest.imported:
        return Detector
    from limphome.perception.imported_detector import ImportedDetector

    return ImportedDetector


def engine_options(manifest: Manifest, file: FileSpec, model: bytes, threads: int, progress: Progress = nobody) -> EngineOptions:
    """How ``model``, the bytes of a file, is run, as the manifest says; LimphomeError when it cannot be run so."""
    table = dla_table(manifest, file, model)
    return EngineOptions(threads, file.precision, file.dla_core, table, progress=progress)


def _statistics(manifest: Manifest) -> FeatureStatistics:
    path, sha256 = _side_file(manifest, "features")
    text = manifest.read(path, sha256).decode("utf-8", "replace")
    return FeatureStatistics.from_json(text, str(manifest.folder / path))


def _golden(manifest: Manifest, file: FileSpec) -> Golden:
    path, sha256 = _side_file(manifest, "golden")
    image = cv2.imdecode(np.frombuffer(manifest.read(path, sha256), np.uint8), cv2.IMREAD_COLOR)
    if image is None or image.shape != (manifest.input.height, manifest.input.width, 3):
        raise LimphomeError("no picture of the network's size", str(manifest.folder / path), "a PNG as the manifest says")
    expected = expected_of(file.golden, f"{manifest.folder}: golden of {file.path}", manifest.classes)
    return Golden(cv2.cvtColor(image, cv2.COLOR_BGR2RGB), expected)


def _side_file(manifest: Manifest, name: str) -> tuple:
    if name not in manifest.side_files:
        raise LimphomeError(f"no side file '{name}'", str(manifest.folder), "golden and features")
    return manifest.side_files[name]
