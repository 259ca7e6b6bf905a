"""The INT8 files of a network: calibrated, or trained on with rounding where calibration costs too much."""

from pathlib import Path
from typing import Any, Dict, Tuple

from limphome.learning.frame_set import FrameSet
from limphome.learning.frame_source import FrameSource
from limphome.learning.listener import Listener, counter
from limphome.learning.quantization.aware_network import measured_spans
from limphome.learning.quantization.aware_training import train_aware
from limphome.learning.quantization.integer_form import IntegerForm
from limphome.learning.quantization.procedure import runtimes
from limphome.learning.release import Release
from limphome.learning.trained import Trained


def best_release(
    out: Path, trained: Trained, form: IntegerForm, source: FrameSource, validation: FrameSet, listener: Listener
) -> Tuple[Release, Dict[str, Any]]:
    """A release whose files and thresholds are ready, not yet finished.

    Args:
        source: of what the network was trained with: some of it sets the ranges, all of it is loaded to train on.
        validation: judges.

    Returns:
        The release, and both figures: COCO mAP of the network in float, calibrated, and trained on; empty without training.
    """
    count = form.pictures or trained.recipe.training.calibration_frames
    images = source.some("train", count, listener).images
    variant, tell = runtimes()[0], listener.tell
    first = Release(out, out.name, trained.network, tell)
    first.write_parent(validation)
    first.write_networks(images, form)
    first.fit(validation)
    if first.loss(variant) <= form.most_loss:
        return first, {}
    if form.steps == 0:
        loss = f"{first.loss(variant):.4f} mAP, more than {form.most_loss:g}"
        tell(f"warning: INT8 loses {loss}; limphome model quantize trains on with rounding")
        return first, {}
    tell(f"INT8 loses {first.loss(variant):.4f} mAP: {form.steps} steps of training with rounding")
    spans = measured_spans(first.calibration, first.left_in_float)
    rounding = counter(listener, "train with rounding", form.steps)
    network, spans = train_aware(trained, spans, source.load("train", listener), form.steps, rounding)
    second = Release(out, out.name, network, tell, "aware")
    second.write_parent(validation)
    second.write_networks(images, form, spans)
    second.fit(validation, first.parent)
    kept, other = (second, first) if second.loss(variant) < first.loss(variant) else (first, second)
    other.discard()
    figures = {"post_training_loss": first.loss(variant), "aware_loss": second.loss(variant), "kept": _name(kept is second)}
    tell(f"INT8 then loses {second.loss(variant):.4f} mAP; {figures['kept']} is kept")
    return kept, {"steps": form.steps, "variant": variant, "frames": len(validation), **figures}


def _name(aware: bool) -> str:
    return "aware" if aware else "post_training"
