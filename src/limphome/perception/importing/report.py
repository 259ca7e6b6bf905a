"""What an import says of itself at the end."""

from typing import Any, Dict, List, Mapping

from limphome.perception.decoders.boxes import Boxes


def listed(found: Boxes, classes: List[str]) -> List[Dict[str, Any]]:
    """``class``, ``score`` and ``box_xyxy`` of each box."""
    rows = zip(found.boxes.tolist(), found.scores.tolist(), found.class_ids.tolist())
    return [
        {"class": classes[class_id], "score": round(score, 4), "box_xyxy": [round(side, 2) for side in box]}
        for box, score, class_id in rows
    ]


def notes(found: Boxes, manifest: Mapping[str, Any]) -> List[str]:
    """What the user should know, or say."""
    told = []
    for name, one in manifest["choices"].items():
        if not one["clear"]:
            close = f"'{one['value']}' agrees little better than '{one['runner_up']}' (by {one['margin']:.0%})"
            told.append(f"{name}: {close}: say which, or give more pictures (--image FOLDER)")
    if not len(found.scores):
        told.append(
            "nothing seen: the golden frame cannot tell a dead network; import again with a picture of something it knows"
        )
    if "person" not in manifest["classes"]:
        told.append("no class is called person: the robot keeps its distance from all as from things; rename in names.txt")
    return told
