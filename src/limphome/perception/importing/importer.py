"""Import a network: read, look, propose, try, write, and run it once as a robot would."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.perception.decoders.boxes import Boxes
from limphome.perception.decoders.registry import make_decoder
from limphome.perception.engine import Engine, EngineOptions, make_engine
from limphome.perception.imported_detector import make_constants
from limphome.perception.importing.decoder_proposal import DecoderProposal, Evidence, propose_decoder
from limphome.perception.importing.guess import Guess, Trial, guess_input, picture_candidates
from limphome.perception.importing.input_proposal import InputProposal, propose_input, stated_classes
from limphome.perception.importing.model_file import ModelFile, read_model_file
from limphome.perception.importing.model_folder import check_folder, record_golden, write_folder
from limphome.perception.importing.picture import draw, png, read_picture, shrink
from limphome.perception.manifest import SCHEMA_VERSION, InputSpec, digest
from limphome.perception.picture_input import PictureInput
from limphome.resources.config import make_config

TRIAL_SCORE = 0.3
"""What counts as seen while ways to see are compared."""


@dataclass(frozen=True)
class ImportOptions:
    """What the user says; the rest is proposed.

    Attributes:
        classes: names in the network's order, empty for what the file says.
        size: width and height [px] for a network that leaves them open. layout, decoder: override the shapes.
        anchors: prior boxes of an SSD, shape (n, 4), left, top, right, bottom [px].
        min_score: of every class. sections: section -> key -> value, the last word.
        runtime: what runs it on the robot.
    """

    classes: Tuple[str, ...] = ()
    size: Optional[Tuple[int, int]] = None
    layout: str = ""
    decoder: str = ""
    anchors: Optional[np.ndarray] = None
    min_score: float = 0.5
    nms_iou: float = 0.6
    runtime: str = "onnxruntime"
    sections: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def import_model(path: Path, image_path: Path, out: Path, options: ImportOptions) -> Dict[str, Any]:
    """Write a model folder for a network file.

    Returns:
        ``manifest`` as written, ``detections`` in the picture (``class``, ``score``, ``box_xyxy``), ``folder``, ``picture``
        with the boxes, ``trials`` (ways to see, best first) and ``notes``.

    Raises:
        LimphomeError: the file is no detector that can be read, or the picture is none.
    """
    check_folder(out)
    image = read_picture(image_path)
    work = _Import(read_model_file(path), image, path.stem, options)
    manifest = work.propose()
    write_folder(out, manifest, {"golden.png": png(work.golden_image), **work.files})
    detector = record_golden(out, manifest)
    found = detector.see(image)
    (out / "seen.png").write_bytes(png(draw(image, found, manifest["classes"])))
    return {
        "manifest": manifest,
        "detections": _listed(found, manifest["classes"]),
        "folder": str(out),
        "picture": str(out / "seen.png"),
        "trials": [{"input": trial.text, "consistency": trial.consistency} for trial in work.trials],
        "notes": [*work.notes, *_notes(found, manifest)],
    }


class _Import:
    """One import on its way; :meth:`propose` fills the attributes."""

    def __init__(self, file: ModelFile, image: np.ndarray, stem: str, options: ImportOptions) -> None:
        self.file, self.options = file, options
        self.golden_image = shrink(image)
        self.name = re.sub(r"\W+", "_", stem) or "imported"
        self.files: Dict[str, bytes] = {f"{self.name}.onnx": file.model}
        self.trials: List[Trial] = []
        self.notes: List[str] = []

    def propose(self) -> Dict[str, Any]:
        """The manifest, without what the network sees in the golden frame."""
        engine = make_engine("onnxruntime", self.file.model, EngineOptions())
        seen = propose_input(engine.inputs, self.file.metadata, self.options.size, self.options.layout)
        fixed = dict(self.options.sections.get("input", {}))
        seen.input.update(fixed)
        names = list(self.options.classes) or stated_classes(self.file.metadata)
        outputs = _run(engine, seen, self.golden_image)
        evidence = Evidence(outputs, int(seen.input["width"]), int(seen.input["height"]), len(names))
        decoder = propose_decoder(evidence, self.options.decoder)
        decoder.decoder.update(self.options.sections.get("decoder", {}))
        classes = self._classes(names, decoder, outputs)
        decoder.decoder.update(min_scores=[self.options.min_score] * len(classes))
        if decoder.decoder["kind"] in ("anchor_free_grid", "ssd_anchors"):
            decoder.decoder.setdefault("nms_iou", self.options.nms_iou)
        if decoder.decoder["kind"] == "ssd_anchors":
            self._take_anchors(evidence, decoder)
        guess = self._guess(engine, seen, decoder, fixed)
        seen.input.update(guess.input)
        guessed = [key for key in (*seen.guessed, *decoder.guessed) if not self._said(key)]
        return self._manifest(seen, decoder.decoder, classes, guessed)

    def _said(self, key: str) -> bool:
        section, name = key.split(".", 1)
        return name in self.options.sections.get(section, {})

    def _classes(self, names: List[str], decoder: DecoderProposal, outputs: Mapping[str, np.ndarray]) -> List[str]:
        if names:
            if decoder.classes and decoder.classes != len(names):
                raise LimphomeError(f"{len(names)} class names", "--classes", f"{decoder.classes}, as the network has")
            return names
        count = decoder.classes or _highest_class(decoder, outputs) + 1
        self.notes.append(f"the file names no classes: class_0 to class_{count - 1}; give --classes names.txt")
        return [f"class_{index}" for index in range(count)]

    def _take_anchors(self, evidence: Evidence, decoder: DecoderProposal) -> None:
        boxes = evidence.outputs[decoder.decoder["outputs"]["boxes"]]
        count = int(boxes.size // 4)
        anchors = self.options.anchors
        if anchors is None:
            anchors = _anchors_in_file(self.file.tables, count, evidence.width, evidence.height)
            decoder.guessed.append("side_files.anchors")
        if anchors is None or anchors.shape != (count, 4):
            found = "none" if anchors is None else str(anchors.shape)
            raise LimphomeError(f"anchors: {found}", "--anchors", f"a .npy of shape ({count}, 4): left, top, right, bottom [px]")
        rows = [[round(float(side), 3) for side in row] for row in anchors]
        self.files["anchors.json"] = json.dumps({"schema_version": 1, "boxes_xyxy": rows}).encode()

    def _guess(self, engine: Engine, seen: InputProposal, decoder: DecoderProposal, fixed: Mapping[str, Any]) -> Guess:
        section = {**decoder.decoder, "min_scores": [TRIAL_SCORE] * len(decoder.decoder["min_scores"])}
        section.update(self._anchors())

        def seer(form: Mapping[str, Any], reading: Mapping[str, Any]) -> Any:
            return lambda image: _see(engine, {**seen.input, **form}, seen.file, {**section, **reading}, image)

        guess = guess_input(lambda c: seer(c, {}), self.golden_image, picture_candidates(seen.input, seen.file["dtype"], fixed))
        self.trials = guess.trials
        changes = dict(guess.input)
        if "fit" not in fixed:
            fits = guess_input(lambda c: seer({**changes, **c}, {}), self.golden_image, _FITS)
            changes.update(fits.input)
        if decoder.choices and "decoder" not in self.options.sections:
            ways = [Trial({}, "as proposed", 0.0), *(Trial(choice, "other reading", 0.0) for choice in decoder.choices)]
            decoder.decoder.update(guess_input(lambda c: seer(changes, c), self.golden_image, ways).input)
        self._tell(guess)
        return Guess(changes, guess.trials, guess.clear)

    def _tell(self, guess: Guess) -> None:
        if not guess.input:
            self.notes.append("nothing was seen twice in the picture: colour order and scale are the usual ones, not tried ones")
        elif not guess.clear and len(guess.trials) > 1:
            self.notes.append(
                f"'{guess.trials[0].text}' and '{guess.trials[1].text}' do about as well: say which, or try another picture"
            )

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
        }


_FITS = [Trial({"fit": "stretch"}, "stretch", 0.0), Trial({"fit": "letterbox"}, "letterbox", 0.0)]


def _picture_input(section: Mapping[str, Any], file: Mapping[str, Any]) -> PictureInput:
    spec = make_config(InputSpec, section, "input")
    keys = (spec.width, spec.height, spec.colour, spec.scale, tuple(spec.mean), tuple(spec.std))
    return PictureInput(file["layout"], file["dtype"], *keys, spec.fit, spec.centred, spec.pad, spec.block)


def _run(engine: Engine, seen: InputProposal, image: np.ndarray) -> Dict[str, np.ndarray]:
    picture, _ = _picture_input(seen.input, seen.file).prepare(image)
    try:
        return engine.run({seen.input["name"]: picture, **make_constants(seen.input.get("constants", {}))})
    except Exception as error:  # each runtime has its own error classes
        reason = " ".join(str(error).split())[:300]
        raise LimphomeError(f"does not run on a picture {picture.shape}: {reason}", "model", "--size WIDTHxHEIGHT") from error


def _see(
    engine: Engine, section: Mapping[str, Any], file: Mapping[str, Any], decoder: Mapping[str, Any], image: np.ndarray
) -> Boxes:
    form = _picture_input(section, file)
    picture, placement = form.prepare(image)
    outputs = engine.run({section["name"]: picture, **make_constants(section.get("constants", {}))})
    found = make_decoder(decoder, "decoder").decode(outputs, form.width, form.height)
    return Boxes(placement.to_frame(found.boxes), found.scores, found.class_ids)


def _highest_class(decoder: DecoderProposal, outputs: Mapping[str, np.ndarray]) -> int:
    """Of a network that ends in boxes, as far as this picture shows."""
    names = decoder.decoder["outputs"]
    if "rows" in names:
        column = list(decoder.decoder["columns"]).index("class")
        values = outputs[names["rows"]][..., column]
    else:
        values = outputs[names["classes"]]
    return int(np.nan_to_num(np.asarray(values, np.float64)).max(initial=0)) - int(decoder.decoder.get("first_class", 0))


def _anchors_in_file(tables: List[np.ndarray], count: int, width: int, height: int) -> Optional[np.ndarray]:
    """A constant of the graph with one row for each box, as corners in pixels."""
    for table in tables:
        if len(table) != count or not np.isfinite(table).all():
            continue
        size = np.array([width, height] * 2, np.float32) if np.abs(table).max() <= 4 else np.float32(1)
        ordered = bool(((table[:, 2:] > table[:, :2]).all(axis=1)).mean() > 0.98)
        half = table[:, 2:] / 2
        return (table if ordered else np.concatenate([table[:, :2] - half, table[:, :2] + half], axis=1)) * size
    return None


def _listed(found: Boxes, classes: List[str]) -> List[Dict[str, Any]]:
    rows = zip(found.boxes.tolist(), found.scores.tolist(), found.class_ids.tolist())
    return [
        {"class": classes[class_id], "score": round(score, 4), "box_xyxy": [round(side, 2) for side in box]}
        for box, score, class_id in rows
    ]


def _notes(found: Boxes, manifest: Mapping[str, Any]) -> List[str]:
    notes = []
    if not len(found.scores):
        notes.append(
            "nothing seen: the golden frame cannot tell a dead network; import again with a picture of something it knows"
        )
    if "person" not in manifest["classes"]:
        notes.append("no class is called person: the robot keeps its distance from all as from things; rename in names.txt")
    return notes
