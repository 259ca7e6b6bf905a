"""Who is overlooked: person recall by distance, height and clothing."""

from typing import Dict, Union

import numpy as np

from limphome.learning.evaluation import PersonMatches


def person_slices(matches: PersonMatches, threshold: float) -> Dict[str, Dict[str, Union[int, float]]]:
    """Recall and count of each kind of person."""
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
    }
    found = matches.found_score >= threshold
    return {
        name: {"recall": float(np.mean(found[mask])), "persons": int(mask.sum())} for name, mask in masks.items() if mask.any()
    }
