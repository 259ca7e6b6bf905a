"""All figures of one file on frames that nothing was learned or chosen from."""

from typing import Any, Callable, Dict

from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.evaluation import evaluate
from limphome.learning.figures.details import details
from limphome.learning.figures.exam import Exam
from limphome.learning.frame_set import PERSON
from limphome.learning.person_matches import match_persons
from limphome.learning.predictions import Predictor


def measure(predictor: Predictor, exam: Exam, progress: Callable[[int], None]) -> Dict[str, Any]:
    """Figures with their details of one file, also at the threshold that a robot uses."""
    frames, threshold = exam.frames, exam.thresholds[PERSON]
    found = predictor.predict(frames.images, progress)
    matches, coco = match_persons(frames, found), coco_evaluation(frames, found, exam.classes)
    return {
        **evaluate(frames, found, exam.classes, coco).as_dict(),
        "worlds": len(set(frames.worlds.tolist())),
        "shipped": {
            "person_threshold": threshold,
            "person_recall_0p5_8m": matches.recall(threshold),
            "false_person_per_1000_frames": matches.false_per_1000(threshold),
        },
        **details(exam, matches, coco),
    }
