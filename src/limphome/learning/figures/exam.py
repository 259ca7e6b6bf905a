"""What a network is judged by."""

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.frame_set import FrameSet
from limphome.learning.person_matches import at_threshold, match_persons
from limphome.learning.predictions import Predictions


@dataclass(frozen=True, eq=False)
class Exam:
    """Frames with their labels, and when a robot believes a box.

    Attributes:
        frames: nothing was learned from them.
        thresholds: for each of their classes the lowest score that is believed.
        not_judged: classes of the network that the frames do not label; its boxes of these are left out.
    """

    frames: FrameSet
    thresholds: Tuple[float, ...]
    not_judged: Tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert len(self.thresholds) == len(self.frames.classes), (self.thresholds, self.frames.classes)

    @property
    def person_threshold(self) -> Optional[float]:
        """Lowest score of a person that is believed; None where no class is called so."""
        return None if self.frames.person is None else self.thresholds[self.frames.person]

    def figures(self, found: Predictions) -> Dict[str, Optional[float]]:
        """The four figures that are compared between pictures of the same things; None for persons where there are none.

        ``not_finite`` beside them is as :func:`~limphome.learning.figures.measure.measure` tells it.
        """
        stats, matches = coco_evaluation(self.frames, found).stats, match_persons(self.frames, found)
        return {
            "map50_95": float(stats[0]),
            "map50": float(stats[1]),
            **at_threshold(matches, self.person_threshold),
            **found.told,
        }
