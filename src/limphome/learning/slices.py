"""Who is overlooked: person recall by distance, height, clothing, occlusion and light."""

from typing import Any, Dict, Optional

import numpy as np

from limphome.learning.evaluation import wilson
from limphome.learning.person_matches import PersonMatches

DIM, BRIGHT = 85.0, 130.0  # mean grey level of a picture; each about a fifth of the training yards' pictures


def person_slices(matches: PersonMatches, threshold: float, light: Optional[np.ndarray] = None) -> Dict[str, Dict[str, Any]]:
    """Recall, its Wilson interval and the count of each kind of person.

    Args:
        light: mean grey level of each frame; without it there are no slices of light.
    """
    labels = matches.labels
    masks = {
        "0.5 to 2 m": labels["distance_m"] < 2,
        "2 to 4 m": (labels["distance_m"] >= 2) & (labels["distance_m"] < 4),
        "4 to 8 m": labels["distance_m"] >= 4,
        "children": labels["is_child"],
        "adults": ~labels["is_child"] & np.isfinite(labels["height_m"]),
        "dark clothes": labels["brightness"] < 0.2,
        "light clothes": labels["brightness"] >= 0.5,
        "half hidden": labels["visible"] < 0.6,
        "in full view": labels["visible"] >= 0.95,
        "below 1.1 m": labels["height_m"] < 1.1,
    }
    if light is not None:
        of_label = light[labels["frame"]]
        masks.update({"dim pictures": of_label < DIM, "bright pictures": of_label >= BRIGHT})
    found = matches.found_score >= threshold
    return {name: _slice(found[mask]) for name, mask in masks.items() if mask.any()}


def _slice(found: np.ndarray) -> Dict[str, Any]:
    recall = float(found.mean())
    return {"recall": recall, "persons": len(found), "recall_ci95": list(wilson(recall, len(found)))}
