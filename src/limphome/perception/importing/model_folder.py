"""Write the folder of an imported network, and prove that a robot can run it."""

import json
from pathlib import Path
from typing import Any, Dict, Mapping

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.detector import Detector
from limphome.perception.imported_detector import ImportedDetector
from limphome.perception.manifest import NAME, Manifest, digest
from limphome.perception.progress import Progress, nobody


def check_folder(out: Path) -> None:
    """LimphomeError when something else than a model lies there."""
    if out.exists() and (not out.is_dir() or (any(out.iterdir()) and not (out / NAME).is_file())):
        raise LimphomeError("exists and is no model folder", str(out), "a new folder, or that of a model, which is replaced")


def write_folder(out: Path, manifest: Dict[str, Any], files: Mapping[str, bytes]) -> None:
    """Write files and manifest; what is no network is listed as a side file."""
    out.mkdir(parents=True, exist_ok=True)
    networks = {entry["path"] for entry in manifest["files"].values()}
    for path, data in files.items():
        (out / path).write_bytes(data)
        if path not in networks:
            manifest["side_files"][Path(path).stem] = {"path": path, "sha256": digest(data)}
    _write_manifest(out, manifest)


def record_golden(out: Path, manifest: Dict[str, Any], progress: Progress = nobody) -> ImportedDetector:
    """Run every file on the golden frame, write what it sees, and load the folder as a robot would.

    Args:
        progress: hears how far a runtime is that builds an engine.
    """
    for variant, entry in manifest["files"].items():
        loaded = Manifest.load(out)
        detector = ImportedDetector(loaded, variant, loaded.read(entry["path"], entry["sha256"]), progress=progress)
        found = detector.see(detector.golden_image)
        entry["golden"] = {
            "boxes_xyxy": np.round(found.boxes.astype(float), 3).tolist(),
            "scores": np.round(found.scores.astype(float), 5).tolist(),
            "class_ids": found.class_ids.tolist(),
        }
        _write_manifest(out, manifest)
    whole = Detector.load(out, progress=progress)
    if not isinstance(whole, ImportedDetector):
        raise LimphomeError("is a network of ours", str(out), "limphome model train makes those")
    return whole


def _write_manifest(out: Path, manifest: Mapping[str, Any]) -> None:
    (out / NAME).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
