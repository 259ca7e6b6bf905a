"""What to try on the pictures, one question after the other."""

from dataclasses import replace
from typing import Any, Dict, List, Mapping, Sequence

import numpy as np

from limphome.perception.engine import Engine
from limphome.perception.importing.attempt import Attempt
from limphome.perception.importing.balance import Balance
from limphome.perception.importing.consistency import Seer
from limphome.perception.importing.evidence import DecoderProposal
from limphome.perception.importing.guess import Choice, Trial, guess, picture_candidates
from limphome.perception.importing.input_proposal import InputProposal
from limphome.perception.importing.multiple import find_multiple
from limphome.perception.importing.ways import Stated, Way

TRIAL_SCORE = 0.2
"""What counts as seen while ways to see are compared."""
ALIKE = 0.02
"""Proportions that differ by less are the same: stretch and letterbox are then one."""
CLEAR_FIT = 0.7
"""A network hardly minds things a third too wide or too high, so boxes say little; below it half of the guesses were wrong in
``scripts/import_guess.py``."""
SCALING = ("scale", "mean", "std")


class Search:
    """Colours and scales first, then sizes, then how a frame fits, then other readings of the outputs.

    Args:
        model: bytes of the network in ``engine``. images: RGB.
        seen: what is proposed; its section ``input`` takes what is found.
        stated: what the file says. said: what the user says, by section.
    """

    def __init__(
        self,
        engine: Engine,
        model: bytes,
        images: Sequence[np.ndarray],
        seen: InputProposal,
        stated: Stated,
        said: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._engine, self._model, self._images = engine, model, images
        self._seen, self._stated, self._fixed, self._said = seen, stated, said.get("input", {}), said
        self._section: Dict[str, Any] = {}
        self.trials: List[Trial] = []
        self.choices: Dict[str, Choice] = {}
        self.notes: List[str] = []
        self.shown = 0

    def run(self, decoder: DecoderProposal, anchors: Mapping[str, Any]) -> None:
        """Fill :attr:`trials` (of colours and scales), :attr:`choices`, :attr:`notes`, and :attr:`shown`: the picture that shows
        most; the proposals take what was found.
        """
        self._section = {**decoder.decoder, "min_scores": [TRIAL_SCORE] * len(decoder.decoder["min_scores"]), **anchors}
        pictures = guess(self._seer, self._images, self._ways(), self._unrest())
        self._seen.input.update(pictures.changes)
        self._find_multiple()
        fit = self._choose_fit()
        readings = guess(lambda reading: self._seer({}, reading), self._images, self._readings(decoder))
        decoder.decoder.update(readings.changes)
        self.trials, self.choices = pictures.trials, {**pictures.choices, **fit, **readings.choices}
        last = self._seer({}, readings.changes)
        self.shown = int(np.argmax([last(image).scores.sum() for image in self._images]))
        if pictures.nothing:
            self.notes.append("nothing was seen twice in the picture: colour order and scale are the usual ones, not tried ones")

    def _seer(self, form: Mapping[str, Any], reading: Mapping[str, Any] = {}) -> Seer:  # never written to
        attempt, read = self._attempt(form), {**self._section, **reading}
        return lambda image: attempt.see(read, image)

    def _attempt(self, form: Mapping[str, Any]) -> Attempt:
        return Attempt(self._engine, {**self._seen.input, **form}, self._seen.file)

    def _unrest(self) -> Any:
        """Looks at the first layers, where there are some to look at."""
        balance = Balance.of(self._model)
        return None if balance is None else lambda form, image: balance.unrest(self._attempt(form).feeds(image))

    def _ways(self) -> List[Trial]:
        """Colours and scales that neither file nor user nor type decides."""
        colours = [self._seen.input["colour"]]
        if "input.colour" in self._seen.guessed and "colour" not in self._fixed:
            colours = ["rgb", "bgr"]
        decided = self._seen.file["dtype"] == "uint8" or any(key in self._fixed for key in SCALING)
        return picture_candidates([Way("", 1.0)] if decided else self._stated.ways, colours)

    def _choose_fit(self) -> Dict[str, Choice]:
        """Letterbox, which keeps proportions, unless the user or the file says so or stretched pictures are far better."""
        section = self._seen.input
        proportions = section["width"] / section["height"]
        alike = all(abs(image.shape[1] / image.shape[0] / proportions - 1) < ALIKE for image in self._images)
        if "fit" in self._fixed or self._stated.fit or section.get("multiple") or alike:
            return {}
        tried = guess(self._seer, self._images, [Trial({"fit": fit}, fit, {"fit": fit}) for fit in ("letterbox", "stretch")])
        found = tried.choices.get("fit", Choice("letterbox", "stretch", 0.0, False))
        clear = found.margin >= CLEAR_FIT
        if found.value == "stretch" and not clear:
            found = Choice("letterbox", "stretch", 0.0, False)
        section["fit"] = found.value
        return {"fit": replace(found, clear=clear)}

    def _readings(self, decoder: DecoderProposal) -> List[Trial]:
        """The proposed section, and others that trying can tell from it."""
        usual = Trial({}, "as proposed", {"decoder": "as proposed"})
        others = [] if "decoder" in self._said else decoder.choices
        return [usual, *(Trial(one, "another reading", {"decoder": "another reading"}) for one in others)]

    def _find_multiple(self) -> None:
        """Of a network that leaves its size open, sides that it really takes."""
        section = self._seen.input
        if not self._seen.is_open or "multiple" in self._fixed or self._fixed.get("fit") == "stretch":
            return
        width, height = int(section["width"]), int(section["height"])
        multiple = find_multiple(lambda form, image: self._seer(form)(image), self._section, width, height, self._images[0])
        if multiple:
            section.update(multiple=multiple, fit="letterbox")
            self._seen.guessed.append("input.multiple")
        else:
            self.notes.append(
                f"the file leaves its size open, but only {width}x{height} is known to work: frames are fitted to it"
            )
