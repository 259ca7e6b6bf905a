"""What ``limphome model train`` and ``check`` do: the whole way from a seed to a model folder, and the look before it."""

import shutil
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from limphome.core import LimphomeError
from limphome.learning.checkup.before import look_before
from limphome.learning.checkup.symptom import Symptom
from limphome.learning.course import Course
from limphome.learning.data.needed_splits import one_world
from limphome.learning.data.open_data import open_data
from limphome.learning.data.picture_set import SPLITS
from limphome.learning.frame_set import FrameSet
from limphome.learning.frame_source import FrameSource, source_of
from limphome.learning.learner import Lesson
from limphome.learning.listener import Listener, Nobody
from limphome.learning.mlflow_run import at_mlflow, nowhere
from limphome.learning.network import Network
from limphome.learning.process_group import Place, processes_on
from limphome.learning.publish import publish
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.recipe import FRESH, Recipe
from limphome.learning.trained import Trained
from limphome.learning.training_job import TrainingJob
from limphome.perception.importing.sole_writer import sole_writer
from limphome.perception.manifest import NAME


def train_and_publish(job: TrainingJob, started: datetime, listener: Listener) -> Dict[str, Any]:
    """Render, train, quantize, measure, write the model folder.

    Args:
        started: local time, for the name of the run record.
        listener: hears of each step; in the processes of a ``torchrun`` that only help nobody does.

    Returns:
        Figures of each file; nothing in the processes of a ``torchrun`` that only helped.
    """
    place = Place.from_torchrun(device=job.device)
    helps = place is not None and place.rank > 0
    listener = Nobody() if helps else listener
    if (job.out / NAME).is_file():
        listener.tell(f"replaces {job.out}, a model that is there, when all is done")
    recipe, start = _begin(job, place)
    _tell_of(job.data, listener)
    source = source_of(recipe, job.data, job.cache)
    sole = nullcontext() if helps else sole_writer(job.out)
    with sole, nullcontext(nowhere) if helps else at_mlflow(recipe, started, listener) as send:
        states = job.out.parent / f".{job.out.name}.training"
        states.mkdir(parents=True, exist_ok=True)
        with nullcontext() if place is None else place.joined():
            frames = {split: _shared_frames(place or Place(), source, split, listener) for split in _learned_from(recipe, job)}
            course = Course(recipe, frames["train"], states, listener, start, frames.get(FRESH), job.device)
            if not job.anyway:
                _refuse(look_before(course.lesson))
            network = course.run()
        if helps:
            return {}
        try:
            evaluation = publish(Trained(network, recipe), job.out, IntegerForm(recipe.training.calibration), source, listener)
        except LimphomeError as error:
            raise _kept(error, states) from error
        record = course.record.write(started, job.out.parent, evaluation)
        shutil.copytree(record.parent, job.out / record.parent.name)  # a model folder that goes elsewhere takes it along
        listener.tell(f"run record: {record}, also in {job.out}")
        shutil.rmtree(states)
        send(course.record, evaluation, record)
        return evaluation


def _kept(error: LimphomeError, states: Path) -> LimphomeError:
    """The error of a network that was trained and could not be published, with the way on."""
    kept = (
        f"the training is kept in {states}: the same command goes on from its end; delete it for another recipe or other frames"
    )
    return LimphomeError(error.what, error.where, f"{error.allowed}; {kept}" if error.allowed else kept)


def check_training(recipe_path: Path, cache: Path, listener: Listener, data: Optional[Path] = None) -> List[Symptom]:
    """What is wrong with the frames of a recipe or with learning from them; nothing is written but rendered frames."""
    recipe = Recipe.load(recipe_path)
    _tell_of(data, listener)
    source = source_of(recipe, data, cache)
    frames = {split: source.load(split, listener) for split in SPLITS[:2]}
    lesson = Lesson(frames["train"], recipe.training, recipe.network, recipe.augmentation)
    return look_before(lesson, frames["validation"])


def _begin(job: TrainingJob, place: Optional[Place]) -> Tuple[Recipe, Optional[Network]]:
    """The recipe with its changes, and the network to begin with."""
    recipe = Recipe.load(job.recipe)
    training = recipe.training.changed(job.changes)
    training = replace(training, processes=processes_on(job.device, training.processes, place))
    if training.batch < training.processes:
        given = f"{training.processes} processes share batches of {training.batch} frames"
        raise LimphomeError(given, "training", "a frame for each process at least: a larger batch, or fewer processes")
    recipe = replace(recipe, training=training)
    if job.start is None:
        return recipe, None
    start = Trained.load(job.start)
    network = replace(start.recipe.network, fit=recipe.network.fit)  # how pictures are fitted is learned anew
    return replace(recipe, network=network), start.network


def _learned_from(recipe: Recipe, job: TrainingJob) -> Tuple[str, ...]:
    """Splits that are learned from; a folder of one's own has no further worlds."""
    training = recipe.training
    return ("train", FRESH) if training.fresh_frames and training.settle_steps and job.data is None else ("train",)


def _tell_of(data: Optional[Path], listener: Listener) -> None:
    """What a user should know of the folder; the worlds of rendered frames are the recipe's."""
    for note in [] if data is None else one_world(open_data(data)):
        listener.tell(f"note: {note}")


def _refuse(symptoms: List[Symptom]) -> None:
    if symptoms:
        raise LimphomeError("; ".join(str(symptom) for symptom in symptoms), "training", "sound frames, or --anyway")


def _shared_frames(place: Place, source: FrameSource, split: str, listener: Listener) -> FrameSet:
    """Frames to learn from; the first process on each machine makes them while the others wait."""
    if place.local_rank == 0:
        frames = source.load(split, listener)
    place.wait_for_all()
    return frames if place.local_rank == 0 else source.load(split, listener)
