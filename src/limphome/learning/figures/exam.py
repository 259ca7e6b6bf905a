"""What a network is judged by."""

from dataclasses import dataclass
from typing import Dict, Tuple

from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.frame_set import PERSON, FrameSet
from limphome.learning.person_matches import match_persons
from limphome.learning.predictions import Predictions


@dataclass(frozen=True, eq=False)
class Exam:
    """Frames with their labels, and when a robot believes a box.

    Attributes:
        frames: nothing was learned from them.
        classes: what their labels call things. thresholds: for each class the lowest score that is believed.
    """

    frames: FrameSet
    classes: Tuple[str, ...]
    thresholds: Tuple[float, ...]

    def figures(self, found: Predictions) -> Dict[str, float]:
        """The four figures that are compared between pictures of the same things."""
        stats, matches = coco_evaluation(self.frames, found, self.classes).stats, match_persons(self.frames, found)
        return {
            "map50_95": float(stats[0]),
            "map50": float(stats[1]),
            "person_recall_0p5_8m": matches.recall(self.thresholds[PERSON]),
            "false_person_per_1000_frames": matches.false_per_1000(self.thresholds[PERSON]),
        }
