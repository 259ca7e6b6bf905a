"""A folder with everything that a robot needs of a network, and the manifest that says so."""

import json
import shutil
from pathlib import Path
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, Tuple

import cv2
import numpy as np
import onnx
import torch

from limphome.core import LimphomeError
from limphome.learning.evaluation import evaluate
from limphome.learning.export import export
from limphome.learning.few_frames import few_frames, no_threshold
from limphome.learning.figures.exam import Exam
from limphome.learning.frame_set import FrameSet
from limphome.learning.golden_choice import choose_golden, golden_of
from limphome.learning.network import Network
from limphome.learning.network_config import BLOCK, STRIDES
from limphome.learning.parity import parity
from limphome.learning.predictions import Predictions, Predictor
from limphome.learning.quantization.aware_network import use_spans
from limphome.learning.quantization.calibration import Calibration
from limphome.learning.quantization.dla_cache import dla_cache
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.own_network import calibrate, left_in_float, quantize
from limphome.learning.quantization.procedure import runtimes
from limphome.learning.quantization.rounding import Span
from limphome.learning.quantization.subject import FORMS
from limphome.learning.thresholds import choose_thresholds, unlabelled
from limphome.perception.feature_statistics import FeatureStatistics
from limphome.perception.importing.model_folder import check_folder
from limphome.perception.importing.replacing import new_workshop, put_in_place
from limphome.perception.input_layout import NCHW, NHWC
from limphome.perception.manifest import NAME, SCHEMA_VERSION, Manifest, digest

NMS_IOU = 0.6
_FLOAT = {"runtime": "onnxruntime", "layout": NCHW, "dtype": "float32"}
_BYTES = {"runtime": "onnxruntime", "layout": NHWC, "dtype": "uint8"}
VARIANTS: Dict[str, Dict[str, str]] = {
    "fp32": {"suffix": "plain.onnx", "precision": "fp32", **_FLOAT},
    "int8": {"suffix": "ort.onnx", "precision": "int8", **_BYTES},
    "int8_avx2": {"suffix": "ort-avx2.onnx", "precision": "int8", **_BYTES},
    "trt": {"suffix": "trt.onnx", "precision": "int8", **_FLOAT},
}
Tell = Callable[[str], None]


class Release:
    """Writes a model folder step by step.

    Args:
        folder: to write, by its sole writer; what is in the way is replaced when :meth:`finish` is reached, not before.
        name: of the network.
        tell: called with the name of each step.
        workshop: tells two releases apart that are made for one folder.
    """

    calibration: Calibration
    left_in_float: List[str]
    parent: Predictions
    _found: Dict[str, Predictions]

    def __init__(self, folder: Path, name: str, network: Network, tell: Tell, workshop: str = "new") -> None:
        self._target, self._folder = folder, new_workshop(folder, workshop)
        self._name, self._network, self._tell = name, network, tell
        classes = network.config.classes
        self._data: Dict[str, Any] = {
            "schema_version": SCHEMA_VERSION,
            "name": name,
            "classes": list(classes),
            "input": {
                "width": network.config.width, "height": network.config.height, "block": BLOCK, "colour": "rgb", "scale": 1 / 255,
                "fit": network.config.fit,
            },
            "decoder": {
                "kind": "anchor_free_grid", "strides": list(STRIDES), "nms_iou": NMS_IOU, "min_scores": [0.5] * len(classes),
            },
            "files": {},
            "side_files": {},
            "training": {},
        }  # fmt: skip

    def write_parent(self, validation: FrameSet) -> None:
        """Checkpoint and FP32 parent; LimphomeError where it sees too little in ``validation`` for a golden frame."""
        self._tell("export")
        torch.save(self._network.state_dict(), self._path("pt"))
        self._add_side_file("checkpoint", self._path("pt").name)
        export(self._network, self._path("plain.onnx"))
        self._add_file("fp32")
        seen = self._see("fp32", validation)
        choose_golden(validation, [seen], choose_thresholds(validation, seen))  # fails before the long work, not after
        self._found = {"fp32": seen}

    def write_networks(
        self, calibration_images: np.ndarray, form: IntegerForm, spans: Optional[Mapping[str, Span]] = None
    ) -> None:
        """The quantized files of one calibration, after :meth:`write_parent`.

        Args:
            spans: ranges that were learned, in place of measured ones.
        """
        self._tell(f"calibrate ({form.method}, {len(calibration_images)} frames)")
        calibration = self.calibration = calibrate(self._path("plain.onnx"), calibration_images, form.method)
        use_spans(calibration, spans or {})
        self.left_in_float = left_in_float(calibration.model, form)
        self._tell("quantize")
        for variant in runtimes():
            onnx.save(quantize(calibration, self.left_in_float, **FORMS[variant]), self._path(VARIANTS[variant]["suffix"]))
        self._path("plain.calibration").write_text(dla_cache(calibration))
        self._add_side_file("dla_calibration", self._path("plain.calibration").name)
        for variant in runtimes():
            self._add_file(variant)

    def fit(self, validation: FrameSet, parent: Optional[Predictions] = None) -> None:
        """Thresholds, feature statistics, golden frame and parity from frames that were not learned from.

        They are those of :meth:`write_parent`. The INT8 file that this CPU runs sets thresholds and statistics.

        Args:
            parent: what the files are compared with, if it is not the FP32 file beside them.
        """
        found = {**self._found, **{variant: self._see(variant, validation) for variant in runtimes()}}
        robot = found[runtimes()[0]]
        thresholds = choose_thresholds(validation, robot)
        self._data["decoder"]["min_scores"] = list(thresholds)
        self._tell("thresholds " + ", ".join(f"{value:.3f}" for value in thresholds))
        for note in [] if validation.person is None else few_frames(len(validation), "validation"):
            self._tell(f"note: {note}")
        for name in unlabelled(validation):
            self._tell(f"note: {no_threshold(name)}")
        self._write_side_file("features", "features.json", FeatureStatistics.fit(robot.features).to_json().encode())
        index = _golden_index(validation, list(found.values()), thresholds)
        picture = cv2.imencode(".png", cv2.cvtColor(validation.images[index], cv2.COLOR_RGB2BGR))[1]
        self._write_side_file("golden", "golden.png", picture.tobytes())
        self.parent, exam = parent or found["fp32"], Exam(validation, thresholds)
        figures = evaluate(validation, self.parent)
        for variant, predictions in found.items():
            entry = self._data["files"][variant]
            entry["golden"] = golden_of(predictions, index, thresholds)
            entry["parity"] = parity(exam, self.parent, predictions, figures)

    def loss(self, variant: str) -> float:
        """COCO mAP that a file loses against the parent, on the frames of :meth:`fit`."""
        return float(self._data["files"][variant]["parity"]["map_loss"])

    def discard(self) -> None:
        """Leave nothing behind, where another release is better."""
        shutil.rmtree(self._folder)

    @property
    def thresholds(self) -> Tuple[float, ...]:
        """Lowest score of each class that a robot believes."""
        return tuple(self._data["decoder"]["min_scores"])

    def predictor(self, variant: str) -> Predictor:
        """Runs one of the files as it lies in the new folder."""
        manifest = self._manifest()
        file = manifest.file(variant)
        return Predictor(manifest, file, manifest.read(file.path, file.sha256))

    def finish(self, training: Dict[str, Any], card: Callable[[Dict[str, Any]], str]) -> None:
        """Write manifest and model card, and put the new folder in place of the old one.

        Args:
            training: what the manifest tells of the run.
            card: makes the text of the model card from the manifest.

        Raises:
            LimphomeError: something else than a model came to lie where the new folder goes.
        """
        check_folder(self._target)
        self._data["training"] = training
        self._manifest()
        (self._folder / "MODEL_CARD.md").write_text(card(self._data))
        put_in_place(self._folder, self._target)

    def _manifest(self) -> Manifest:
        (self._folder / NAME).write_text(json.dumps(self._data, indent=1))
        return Manifest.load(self._folder)

    def _see(self, variant: str, frames: FrameSet) -> Predictions:
        self._tell(f"validate {variant} on {len(frames)} frames")
        return self.predictor(variant).predict(frames.images)

    def _add_file(self, variant: str) -> None:
        spec = VARIANTS[variant]
        path = self._path(spec["suffix"])
        entry = {key: value for key, value in spec.items() if key != "suffix"}
        self._data["files"][variant] = {"path": path.name, "sha256": digest(path.read_bytes()), **entry}

    def _path(self, suffix: str) -> Path:
        return self._folder / f"{self._name}.{suffix}"

    def _write_side_file(self, key: str, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)
        self._add_side_file(key, name)

    def _add_side_file(self, key: str, name: str) -> None:
        self._data["side_files"][key] = {"path": name, "sha256": digest((self._folder / name).read_bytes())}


def _golden_index(validation: FrameSet, found: Sequence[Predictions], thresholds: Tuple[float, ...]) -> int:
    """LimphomeError of the INT8 files where there is none: the parent has shown one."""
    try:
        return choose_golden(validation, found, thresholds)
    except LimphomeError as error:
        way = "of a network that has a folder, limphome model quantize --trials 60 --max-lost 0.01 leaves more layers in float"
        raise LimphomeError(f"in INT8 {error.what}", error.where, f"{error.allowed}; {way}") from error
