"""What several checks need of the model folder under audit; each thing is made once, when first asked for."""

from functools import cached_property
from typing import Any, Dict, Tuple

from limphome.core import CLASS_NAMES, LimphomeError
from limphome.learning.any_predictor import AnyPredictor, make_predictor
from limphome.learning.audit.audit_frames import AuditFrames
from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.outcome import CannotRun
from limphome.learning.audit.runs_here import why_not
from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.figures.details import details
from limphome.learning.figures.exam import Exam
from limphome.learning.frame_set import PERSON, FrameSet
from limphome.learning.listener import Listener, Nobody, counter
from limphome.learning.person_matches import PersonMatches, match_persons
from limphome.learning.predictions import Predictions, Predictor
from limphome.learning.trained import Trained
from limphome.perception.cpu_flags import cpu_flags, saturates
from limphome.perception.detector import Detector
from limphome.perception.file_choice import choose_file
from limphome.perception.manifest import Manifest
from limphome.perception.progress import Seldom


class Subject:
    """What is judged, as :attr:`asked`.

    Args:
        listener: hears how far frames and figures are.
    """

    def __init__(self, asked: AuditJob, listener: Listener = Nobody()) -> None:
        self.asked, self._listener = asked, listener
        self._building = Seldom(listener.tell)
        self._found: Dict[str, Predictions] = {}

    @cached_property
    def manifest(self) -> Manifest:
        """Of the folder."""
        return Manifest.load(self.asked.folder)

    @cached_property
    def variant(self) -> str:
        """The file that a robot like this machine takes."""
        return choose_file(self.manifest, "auto")

    @cached_property
    def detector(self) -> Detector:
        """As a robot loads it."""
        return Detector.load(self.asked.folder, progress=self._building)

    @cached_property
    def trained(self) -> Trained:
        """Checkpoint and recipe."""
        self.require_own()
        if "checkpoint" not in self.manifest.side_files:
            raise CannotRun("the folder has no checkpoint")
        self.require_run()
        try:
            return Trained.load(self.asked.folder)
        except RuntimeError as error:  # torch's, for tensors of another shape
            reason = " ".join(str(error).split())[:200]
            raise LimphomeError(
                f"the checkpoint does not fit the recipe: {reason}", str(self.asked.folder), "files of one run"
            ) from error

    @property
    def training(self) -> Dict[str, Any]:
        """What the manifest tells of the run that made it."""
        self.require_run()
        return self.manifest.training

    def require_run(self) -> None:
        """Leave a check that asks for what a training writes into the manifest."""
        self.require_own()
        missing = {"recipe", "data", "evaluation"} - set(self.manifest.training)
        if missing:
            raise CannotRun(f"the manifest does not tell {', '.join(sorted(missing))} of its training")

    def require_own(self) -> None:
        """Leave a check that only makes sense for networks trained here."""
        if self.manifest.imported:
            raise CannotRun("an imported network: nothing is known of its training")

    def require_person(self) -> None:
        """Leave a check that asks for persons."""
        if PERSON not in self.manifest.classes:
            raise CannotRun(f"no class of this network is called {PERSON}")

    @property
    def person(self) -> int:
        """Number of persons among :attr:`classes`; leaves a check where there are none."""
        self.require_person()
        return self.classes.index(PERSON)

    @property
    def classes(self) -> Tuple[str, ...]:
        """What it is judged in: its own classes in their order; of an imported network those that the yard has, in its order."""
        own = self.manifest.classes
        classes = tuple(name for name in CLASS_NAMES if name in own) if self.manifest.imported else own
        if not classes:
            raise CannotRun(f"this network knows none of {', '.join(CLASS_NAMES)}")
        return classes

    @cached_property
    def held_out(self) -> FrameSet:
        """Frames that nothing was learned from, labelled as they come."""
        return self.sample("held_out", self.asked.frames)

    @cached_property
    def judged(self) -> FrameSet:
        """The held-out frames, labelled in :attr:`classes`."""
        if not set(self.held_out.classes) & set(self.classes):
            raise CannotRun(f"this network knows none of {', '.join(self.held_out.classes)}")
        return self.held_out.in_classes(self.classes)

    @cached_property
    def exam(self) -> Exam:
        """The frames of :attr:`judged`, with thresholds."""
        return Exam(self.judged, self.thresholds)

    @cached_property
    def frames(self) -> AuditFrames:
        """All that may judge it."""
        return AuditFrames(self.asked, self.manifest, self._listener)

    def sample(self, split: str, frames: int, seed: int = 0) -> FrameSet:
        """So many frames of one split."""
        return self.frames.sample(split, frames, seed)

    def predictor(self, variant: str) -> Predictor:
        """Runs one of the files of a network of ours."""
        self.require_own()
        file = self.manifest.file(variant)
        return Predictor(self.manifest, file, self.manifest.read(file.path, file.sha256), self._building)

    def any_predictor(self, variant: str, runtime: str = "auto") -> AnyPredictor:
        """Runs one of the files of any network, with the manifest's runtime or another."""
        manifest = self.manifest if runtime == "auto" else self.manifest.with_runtime(variant, runtime)
        return make_predictor(manifest, variant, self.classes, self._building)

    def why_not(self, variant: str) -> str:
        """Why a file does not run on this CPU as it was meant; empty if it does."""
        return why_not(variant, self.manifest.file(variant), saturates(cpu_flags()))

    def variants(self) -> Tuple[str, ...]:
        """Files that their runtime runs on this CPU as they were meant."""
        return tuple(name for name in self.manifest.files if not self.why_not(name))

    def predictions(self, variant: str) -> Predictions:
        """What a file sees in the held-out frames."""
        if variant not in self._found:
            images = self.held_out.images
            count = counter(self._listener, f"run {variant}", len(images))
            self._found[variant] = self.any_predictor(variant).predict(images, count)
        return self._found[variant]

    @property
    def thresholds(self) -> Tuple[float, ...]:
        """Scores from which a robot believes a box, for each of :attr:`classes`."""
        scores = dict(zip(self.manifest.classes, self.manifest.decoder.min_scores, strict=True))
        return tuple(scores[name] for name in self.classes)

    @cached_property
    def matches(self) -> PersonMatches:
        """Persons of the held-out frames, found or not."""
        self.require_person()
        matches = match_persons(self.judged, self.predictions(self.variant))
        assert matches is not None  # there is such a class
        return matches

    @cached_property
    def coco(self) -> Any:
        """COCO's evaluator after it has run on the held-out frames."""
        return coco_evaluation(self.judged, self.predictions(self.variant))

    @cached_property
    def details(self) -> Dict[str, Any]:
        """Slices and groups on the held-out frames."""
        return details(self.exam, self.matches, self.coco)
