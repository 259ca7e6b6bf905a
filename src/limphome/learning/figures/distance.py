"""How far a person may be."""

from typing import Any, Dict, List

from limphome.learning.evaluation import wilson
from limphome.learning.person_matches import FAR_M, NEAR_M, PersonMatches

EDGES_M = (NEAR_M, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, FAR_M)


def recall_by_distance(matches: PersonMatches, threshold: float) -> List[Dict[str, Any]]:
    """Person recall in each stretch of distance: ``from_m, to_m, persons, recall, recall_ci95``; empty ones are left out."""
    distance_m, found = matches.labels["distance_m"], matches.found_score >= threshold
    rows = []
    for near_m, far_m in zip(EDGES_M, EDGES_M[1:]):
        mine = (distance_m >= near_m) & ((distance_m < far_m) | ((far_m == FAR_M) & (distance_m == FAR_M)))
        if mine.any():
            recall, count = float(found[mine].mean()), int(mine.sum())
            ci95 = list(wilson(recall, count))
            rows.append({"from_m": near_m, "to_m": far_m, "persons": count, "recall": recall, "recall_ci95": ci95})
    return rows
