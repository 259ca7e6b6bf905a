"""Import a network: read, look, propose, try, write, and run it once as a robot would."""

import json
import os
import re
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Mapping

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.engine import EngineOptions, make_engine
from limphome.perception.importing.anchors import anchors_in_file
from limphome.perception.importing.attempt import Attempt
from limphome.perception.importing.decoder_proposal import DecoderProposal, Evidence, propose_decoder
from limphome.perception.importing.graph_input import GraphInput
from limphome.perception.importing.guess import Choice, Trial
from limphome.perception.importing.import_options import ImportOptions
from limphome.perception.importing.input_proposal import InputProposal, propose_input, stated_classes
from limphome.perception.importing.model_file import ModelFile, read_model_file
from limphome.perception.importing.model_folder import check_folder, record_golden, write_folder
from limphome.perception.importing.picture import draw, png, read_pictures, shrink
from limphome.perception.importing.replacing import replacing
from limphome.perception.importing.report import listed, notes
from limphome.perception.importing.search import SCALING, Search
from limphome.perception.importing.sole_writer import sole_writer
from limphome.perception.importing.ways import Stated, stated_by
from limphome.perception.manifest import SCHEMA_VERSION, digest
from limphome.perception.progress import Seldom

MOST_THREADS = 4
"""An import tries a network some hundred times; on the robot it gets the threads that the node gives it."""

MOST_CLASSES = 10_000
"""Of a network that names none; a number above comes of an output that is no class."""


def import_model(
    path: Path, image_path: Path, out: Path, options: ImportOptions, tell: Callable[[str], None] = lambda text: None
) -> Dict[str, Any]:
    """Write a model folder for a network file; a model that is there stays until the new one has run as on a robot.

    Args:
        image_path: a picture, or a folder of some: the more, the surer the guess.
        tell: gets a line now and then while a runtime builds an engine.

    Returns:
        ``manifest`` as written, ``detections`` in the picture that shows most (``class``, ``score``, ``box_xyxy``),
        ``folder``, ``picture`` with the boxes, ``trials`` (ways to see, best first) and ``notes``.

    Raises:
        LimphomeError: the file is no detector that can be read, or the picture is none.
    """
    check_folder(out)
    images = read_pictures(image_path)
    work = Import(read_model_file(path), images, path.stem, options)
    manifest = work.propose()
    image = images[work.shown]
    with sole_writer(out), replacing(out) as new, _naming(path, new):
        write_folder(new, manifest, {"golden.png": png(work.images[work.shown]), **work.files})
        found = record_golden(new, manifest, Seldom(tell)).see(image)
        (new / "seen.png").write_bytes(png(draw(image, found, manifest["classes"])))
    return {
        "manifest": manifest,
        "detections": listed(found, manifest["classes"]),
        "folder": str(out),
        "picture": str(out / "seen.png"),
        "trials": [{"input": trial.text, "consistency": round(trial.consistency, 4)} for trial in work.trials],
        "notes": [*work.notes, *notes(found, manifest)],
    }


@contextmanager
def _naming(path: Path, new: Path) -> Iterator[None]:
    """An error in a folder that will be gone is one of the file that was to be imported."""
    try:
        yield
    except LimphomeError as error:
        if not error.where.startswith(str(new)):
            raise
        raise error.at(str(path)) from error


class Import:
    """One import on its way; :meth:`propose` fills the attributes."""

    def __init__(self, file: ModelFile, images: List[np.ndarray], stem: str, options: ImportOptions) -> None:
        self.file, self.options = file, options
        self.images, self.shown = [shrink(image) for image in images], 0
        self.name = re.sub(r"\W+", "_", stem) or "imported"
        self.files: Dict[str, bytes] = {f"{self.name}.onnx": file.model}
        self.trials: List[Trial] = []
        self.choices: Dict[str, Choice] = {}
        self.notes: List[str] = []
        self._fixed = dict(options.sections.get("input", {}))

    def propose(self) -> Dict[str, Any]:
        """The manifest, without what the network sees in the golden frame."""
        engine = make_engine("onnxruntime", self.file.model, EngineOptions(min(MOST_THREADS, os.cpu_count() or 1)))
        seen = propose_input(engine.inputs, self.file.metadata, self.options.size, self.options.layout)
        stated = self._take_stated(seen)
        names = list(self.options.classes) or stated_classes(self.file.metadata)
        outputs = Attempt(engine, seen.input, seen.file).run(self.images[0])
        evidence = Evidence(outputs, int(seen.input["width"]), int(seen.input["height"]), len(names))
        decoder = propose_decoder(evidence, self.options.decoder)
        decoder.decoder.update(self.options.sections.get("decoder", {}))
        classes = self._classes(names, decoder, outputs)
        decoder.decoder.update(min_scores=[self.options.min_score] * len(classes))
        if decoder.decoder["kind"] in ("anchor_free_grid", "ssd_anchors"):
            decoder.decoder.setdefault("nms_iou", self.options.nms_iou)
        if decoder.decoder["kind"] == "ssd_anchors":
            self._take_anchors(evidence, decoder)
        self._try(Search(engine, self.file.model, self.images, seen, stated, self.options.sections), decoder)
        guessed = [key for key in (*seen.guessed, *decoder.guessed) if not self._said(key)]
        return self._manifest(seen, decoder.decoder, classes, guessed)

    def _take_stated(self, seen: InputProposal) -> Stated:
        """What the file says of its picture, then what the user says."""
        stated = stated_by(self.file.inputs.get(seen.input["name"], GraphInput()), self.file.metadata)
        if seen.input["colour"] != "gray" and stated.colour:
            seen.input["colour"] = stated.colour
            seen.guessed.remove("input.colour")
        if stated.fit:
            seen.input["fit"] = stated.fit
            seen.guessed.remove("input.fit")
        if len(stated.ways) == 1 and seen.file["dtype"] != "uint8":
            seen.guessed[:] = [key for key in seen.guessed if key.split(".")[1] not in SCALING]
        self.notes += stated.reasons
        seen.input.update(self._fixed)
        return stated

    def _said(self, key: str) -> bool:
        section, name = key.split(".", 1)
        return name in self.options.sections.get(section, {})

    def _classes(self, names: List[str], decoder: DecoderProposal, outputs: Mapping[str, np.ndarray]) -> List[str]:
        if names:
            if decoder.classes and decoder.classes != len(names):
                raise LimphomeError(f"{len(names)} class names", "--classes", f"{decoder.classes}, as the network has")
            return names
        count = decoder.classes or _highest_class(decoder, outputs) + 1
        if count > MOST_CLASSES:
            raise LimphomeError(f"a class numbered {count - 1:.3g}", "model", f"below {MOST_CLASSES}, or --classes names.txt")
        self.notes.append(f"the file names no classes: class_0 to class_{count - 1}; give --classes names.txt")
        return [f"class_{index}" for index in range(count)]

    def _take_anchors(self, evidence: Evidence, decoder: DecoderProposal) -> None:
        boxes = evidence.outputs[decoder.decoder["outputs"]["boxes"]]
        count = int(boxes.size // 4)
        anchors = self.options.anchors
        if anchors is None:
            anchors = anchors_in_file(self.file.tables, count, evidence.width, evidence.height)
            decoder.guessed.append("side_files.anchors")
        if anchors is None or anchors.shape != (count, 4):
            found = "none" if anchors is None else str(anchors.shape)
            raise LimphomeError(f"anchors: {found}", "--anchors", f"a .npy of shape ({count}, 4): left, top, right, bottom [px]")
        rows = [[round(float(side), 3) for side in row] for row in anchors]
        self.files["anchors.json"] = json.dumps({"schema_version": 1, "boxes_xyxy": rows}).encode()

    def _try(self, search: Search, decoder: DecoderProposal) -> None:
        search.run(decoder, self._anchors())
        self.trials, self.choices, self.shown = search.trials, search.choices, search.shown
        self.notes += search.notes

    def _anchors(self) -> Dict[str, Any]:
        return {"anchors": json.loads(self.files["anchors.json"])["boxes_xyxy"]} if "anchors.json" in self.files else {}

    def _manifest(
        self, seen: InputProposal, decoder: Mapping[str, Any], classes: List[str], guessed: List[str]
    ) -> Dict[str, Any]:
        precision = "int8" if self.file.quantized else "fp32"
        path = f"{self.name}.onnx"
        entry = {
            "path": path,
            "sha256": digest(self.file.model),
            "runtime": self.options.runtime,
            "precision": precision,
            **seen.file,
        }
        files = {precision: {**entry, **self.options.sections.get("file", {})}}
        return {
            "schema_version": SCHEMA_VERSION,
            "name": self.name,
            "classes": classes,
            "input": seen.input,
            "decoder": dict(decoder),
            "files": files,
            "side_files": {},
            "training": {"imported": True, "metadata": dict(sorted(self.file.metadata.items()))},
            "guessed": guessed,
            "choices": {name: choice.as_dict() for name, choice in self.choices.items()},
        }


def _highest_class(decoder: DecoderProposal, outputs: Mapping[str, np.ndarray]) -> int:
    """Of a network that ends in boxes, as far as this picture shows."""
    names = decoder.decoder["outputs"]
    if "rows" in names:
        column = list(decoder.decoder["columns"]).index("class")
        values = outputs[names["rows"]][..., column]
    else:
        values = outputs[names["classes"]]
    return int(np.nan_to_num(np.asarray(values, np.float64)).max(initial=0)) - int(decoder.decoder.get("first_class", 0))
