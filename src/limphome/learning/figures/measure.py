"""All figures of one file on frames that nothing was learned or chosen from."""

from typing import Any, Callable, Dict

from limphome.learning.any_predictor import AnyPredictor
from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.evaluation import evaluate, persons_at
from limphome.learning.figures.details import details
from limphome.learning.figures.exam import Exam
from limphome.learning.person_matches import match_persons


def measure(predictor: AnyPredictor, exam: Exam, progress: Callable[[int], None]) -> Dict[str, Any]:
    """Figures with their details of one file, also at the threshold that a robot uses.

    ``left_out`` names classes that the frames show and the network does not have, ``not_judged`` those that it has and the
    frames do not label, ``not_finite`` counts frames whose answer is no number, which a robot takes for an error; each is
    absent where there are none.
    """
    frames = exam.frames
    found = predictor.predict(frames.images, progress)
    matches, coco = match_persons(frames, found), coco_evaluation(frames, found)
    apart = {"left_out": frames.left_out, "not_judged": exam.not_judged}
    return {
        **evaluate(frames, found, coco).as_dict(),
        "worlds": len(set(frames.worlds.tolist())),
        "shipped": persons_at(matches, exam.person_threshold),
        **details(exam, matches, coco),
        **{key: list(names) for key, names in apart.items() if names},
        **found.told,
    }
