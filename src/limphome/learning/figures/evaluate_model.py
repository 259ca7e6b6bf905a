"""What ``limphome model evaluate`` does; bad pictures and an attacker, which take long, on a sample of the frames."""

from dataclasses import replace
from typing import Any, Dict

from limphome.learning.adversarial import Attack
from limphome.learning.figures.attacked import accuracy_under_attack
from limphome.learning.figures.evaluation_job import EvaluationJob
from limphome.learning.figures.exam import Exam
from limphome.learning.figures.measure import measure
from limphome.learning.figures.robustness import SEVERITIES, camera_faults, robustness
from limphome.learning.listener import Listener, counter
from limphome.learning.trained import Trained
from limphome.perception.progress import Seldom


def evaluate_model(job: EvaluationJob, listener: Listener) -> Dict[str, Any]:
    """Figures of each file, with the slices of persons."""
    exam = job.exam(counter(listener, "render held_out", job.frames))
    return {
        variant: measure(predictor, exam, counter(listener, f"evaluate {variant}", len(exam.frames)))
        for variant, predictor in job.predictors(exam.frames.classes, Seldom(listener.tell)).items()
    }


def evaluate_robustness(job: EvaluationJob, count: int, listener: Listener) -> Dict[str, Any]:
    """See :func:`~limphome.learning.figures.robustness.robustness`, of each file, on ``count`` of the frames."""
    few, total = _few(job, count), len(camera_faults()) * len(SEVERITIES)
    return {
        variant: robustness(predictor, few, counter(listener, f"robustness {variant}", total))
        for variant, predictor in job.predictors(few.frames.classes, Seldom(listener.tell)).items()
    }


def evaluate_attack(job: EvaluationJob, count: int, attack: Attack, listener: Listener) -> Dict[str, Any]:
    """See :func:`~limphome.learning.figures.attacked.accuracy_under_attack`, on ``count`` of the frames."""
    few, network = _few(job, count), Trained.load(job.model).network
    predictors = job.predictors(few.frames.classes, Seldom(listener.tell))
    return accuracy_under_attack(network, predictors, few, attack, counter(listener, "attack", len(few.frames)))


def _few(job: EvaluationJob, count: int) -> Exam:
    exam = job.exam(lambda done: None)
    return replace(exam, frames=exam.frames.spread(count))
