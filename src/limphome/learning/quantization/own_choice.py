"""What is chosen before a network of ours is quantized: how its ranges are measured, and which layers stay in float."""

from dataclasses import dataclass, field, replace
from typing import Callable, Dict

from limphome.learning.frame_source import FrameSource
from limphome.learning.listener import Nobody
from limphome.learning.quantization.agreement import Agreement
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.outcome import Options
from limphome.learning.quantization.own_network import layers
from limphome.learning.quantization.picture_split import PictureSplit
from limphome.learning.quantization.procedure import Procedure
from limphome.learning.quantization.subject import OwnNetwork
from limphome.learning.recipe import Recipe
from limphome.perception.manifest import Manifest

FRAMES_OF_CHOICE = 200
"""Of the validation, spread evenly."""


@dataclass(frozen=True, eq=False)
class OwnChoice:
    """How a network of ours becomes INT8.

    Attributes:
        form: as it was asked for, with the method and the layers in float that were chosen.
        methods: what each method keeps on frames of the validation; empty where nothing had to be compared.
        sensitivity: node -> loss of mAP with it alone in INT8, worst first; empty where it was not asked for.
    """

    form: IntegerForm
    methods: Dict[str, Agreement] = field(default_factory=dict)
    sensitivity: Dict[str, float] = field(default_factory=dict)


def choose(
    manifest: Manifest, recipe: Recipe, source: FrameSource, form: IntegerForm, options: Options, tell: Callable[[str], None]
) -> OwnChoice:
    """Compare with the FP32 file, where that is asked for: a method ``auto``, a sensitivity, or a search.

    Args:
        source: of the frames that the network was trained and validated with.
        form: its method may be empty for that of the recipe; that of ``options`` is not read.
        tell: called with one line of text for each step.
    """
    form = replace(form, method=form.method or recipe.training.calibration)
    if form.method != "auto" and not options.sensitivity and not options.most_trials:
        return OwnChoice(form)
    options = replace(options, method=form.method)
    subject = OwnNetwork(manifest, "fp32", form.whole)
    choice = Procedure(subject, _split(recipe, source, form.pictures), options, tell).choose()
    found = set(choice.left).difference(subject.fixed(choice.calibration))
    form = replace(form, method=choice.method, left=layers(choice.calibration.model, found))
    return OwnChoice(form, choice.methods, choice.sensitivity)


def _split(recipe: Recipe, source: FrameSource, pictures: int) -> PictureSplit:
    train = source.some("train", pictures or recipe.training.calibration_frames, Nobody())
    validation = source.load("validation", Nobody()).spread(pictures or FRAMES_OF_CHOICE)
    images = list(validation.images)
    return PictureSplit(list(train.images), images, images)  # nothing is judged here: that is done on all of them
