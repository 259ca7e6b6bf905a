"""What a data set is: a card for people and for programs."""

import json
from pathlib import Path
from typing import Any, Dict, List, Mapping, Sequence

import numpy as np

from limphome.core import LimphomeError
from limphome.learning.data.finding import Finding
from limphome.learning.data.name_flaw import printable
from limphome.learning.data.picture_set import PictureSet
from limphome.resources.machine import commit, versions

NAME = "card.json"
SCHEMA_VERSION = 1


def data_card(
    pictures: PictureSet,
    digest: str,
    origin: Mapping[str, Any],
    left_out: Sequence[Finding] = (),
    notes: Sequence[str] = (),
) -> Dict[str, Any]:
    """The card's values; equal sets made by equal code have equal cards.

    Args:
        digest: of the list of files. origin: where the pictures come from, free form.
        left_out: what of the source was not taken over. notes: what a user should know.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "digest": digest,
        "origin": dict(origin),
        "classes": list(pictures.classes),
        "splits": {split: _split(pictures.of_split(split)) for split in pictures.splits},
        "left_out": [finding.as_dict() for finding in left_out],
        "notes": list(notes),
        "made_with": {"versions": versions(), "commit": commit()},
    }


def write_card(folder: Path, card: Mapping[str, Any], name: str) -> None:
    """Write ``card.json`` and ``card.md``, which is headed ``name``."""
    (folder / NAME).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    (folder / "card.md").write_text(card_text(name, card), encoding="utf-8")


def read_card(folder: Path) -> Dict[str, Any]:
    """The card's values; LimphomeError when there is none of this version."""
    try:
        card = json.loads((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise LimphomeError(f"no data card: {error}", str(folder / NAME), "a folder written by limphome data") from error
    if not isinstance(card, dict) or card.get("schema_version") != SCHEMA_VERSION:
        raise LimphomeError("a data card of another form", str(folder / NAME), f"schema_version {SCHEMA_VERSION}")
    return card


def card_text(name: str, card: Mapping[str, Any]) -> str:
    """The card in Markdown."""
    origin = [f"- {key.replace('_', ' ')}: {_text(value)}" for key, value in card["origin"].items()]
    lines = [f"# {name}", "", *origin, f"- digest: `{card['digest']}` (SHA-256 of `files.sha256`)", ""]
    heads = ["split", "pictures", "worlds", "without a box", *card["classes"], "box height [px]: 5, 50, 95 %"]
    lines += _row(heads), _row(["---"] * len(heads))
    lines += [_row(_cells(split, values, card["classes"])) for split, values in card["splits"].items()]
    left_out = card["left_out"]
    if left_out:
        lines += ["", f"Left out of the source: {len(left_out)} entries.", ""]
        lines += [f"- `{one['file']}` {one['entry']}: {one['what']}" for one in left_out[:20]]
    lines += [line for note in card.get("notes", ()) for line in ("", f"Note: {note}")]
    return printable("\n".join(lines) + "\n")


def _split(pictures: PictureSet) -> Dict[str, Any]:
    labels = pictures.labels
    worlds = {picture.world for picture in pictures.pictures}
    heights = labels["box"][:, 3] - labels["box"][:, 1]
    counts = np.bincount(labels["class_id"], minlength=len(pictures.classes))
    return {
        "pictures": len(pictures),
        "worlds": None if "" in worlds else len(worlds),
        "without_box": len(pictures) - len(set(labels["frame"].tolist())),
        "boxes": {name: int(count) for name, count in zip(pictures.classes, counts, strict=True)},
        "box_height_px": [round(float(value), 1) for value in np.quantile(heights, (0.05, 0.5, 0.95))] if len(heights) else None,
    }


def _cells(split: str, values: Mapping[str, Any], classes: Sequence[str]) -> List[str]:
    worlds = "unknown" if values["worlds"] is None else str(values["worlds"])
    boxes = [str(values["boxes"][name]) for name in classes]
    heights = ", ".join(f"{value:g}" for value in values["box_height_px"] or ())
    return [split, str(values["pictures"]), worlds, str(values["without_box"]), *boxes, heights]


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
