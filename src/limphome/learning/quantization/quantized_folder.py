"""Write a model folder with quantized files beside their parent, proved as a robot would."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Dict, Mapping

import numpy as np

from limphome.core import Frame
from limphome.learning.quantization.dla_cache import dla_cache
from limphome.learning.quantization.outcome import Outcome, QuantizedFile
from limphome.learning.quantization.subject import SUFFIXES, Subject
from limphome.perception.detector import Detector, detector_class
from limphome.perception.importing.model_folder import check_folder
from limphome.perception.importing.replacing import replacing, workshop
from limphome.perception.manifest import NAME, Manifest, digest


class QuantizedFolder:
    """Fills a folder beside the one asked for, which takes its place at the end.

    Args:
        target: to write; a model that is there is replaced, anything else is refused.

    Raises:
        LimphomeError: something else lies there.
    """

    def __init__(self, target: Path, subject: Subject) -> None:
        check_folder(target)
        self._target, self._folder = target, workshop(target)
        self._subject, self._source = subject, subject.manifest.folder
        self._data: Dict[str, Any] = json.loads((self._source / NAME).read_text(encoding="utf-8"))
        self._name = str(self._data["name"])
        self._was_open = bool(self._data["input"].get("multiple"))
        if self._was_open:
            self._data["input"]["multiple"] = subject.manifest.input.multiple

    def write(self, outcome: Outcome, told: Mapping[str, Any]) -> None:
        """Parent, quantized files that hold the bound, calibration cache, and the side files of the network.

        Args:
            told: what the manifest tells of the quantization.
        """
        with replacing(self._target) as self._folder:
            self._fill(outcome, told)

    def _fill(self, outcome: Outcome, told: Mapping[str, Any]) -> None:
        parent = {self._subject.parent: self._data["files"][self._subject.parent]}
        self._data["files"] = parent
        for entry in (*parent.values(), *self._data["side_files"].values()):
            whole = self._subject.manifest.read(entry["path"], entry["sha256"])
            (self._folder / entry["path"]).write_bytes(whole)
        for file in outcome.files:
            if not file.refusal:
                self._add(file)
        self._add_side_file("dla_calibration", f"{self._name}.plain.calibration", dla_cache(outcome.choice.calibration))
        self._data["training"]["quantization"] = dict(told)
        self._record_golden()

    def _add(self, file: QuantizedFile) -> None:
        path = f"{self._name}.{SUFFIXES[file.variant]}"
        (self._folder / path).write_bytes(file.model)
        entry = {key: value for key, value in asdict(self._subject.file(file.variant)).items() if key not in ("golden", "parity")}
        agreement = file.agreement
        parity = {name: float(number) for name, number in agreement.as_dict().items()}
        self._data["files"][file.variant] = {**entry, "path": path, "sha256": digest(file.model), "parity": parity}

    def _add_side_file(self, key: str, path: str, text: str) -> None:
        (self._folder / path).write_text(text, encoding="utf-8")
        self._data["side_files"][key] = {"path": path, "sha256": digest(text.encode("utf-8"))}

    def _record_golden(self) -> None:
        """What each new file sees in the golden frame, the parent too if it took other sizes; each must load as on a robot."""
        manifest = self._manifest()
        for variant in manifest.files:
            file = manifest.file(variant)
            if variant != self._subject.parent or self._was_open:
                detector = detector_class(manifest)(manifest, variant, manifest.read(file.path, file.sha256))
                found = detector.detect(Frame(0.0, detector.golden_image))
                self._data["files"][variant]["golden"] = {
                    "boxes_xyxy": np.round(found.boxes_xyxy.astype(float), 3).tolist(),
                    "scores": np.round(found.scores.astype(float), 5).tolist(),
                    "class_ids": found.class_ids.tolist(),
                }
        self._manifest()
        for variant in manifest.files:
            Detector.load(self._folder, variant)

    def _manifest(self) -> Manifest:
        (self._folder / NAME).write_text(json.dumps(self._data, indent=1) + "\n", encoding="utf-8")
        return Manifest.load(self._folder)
