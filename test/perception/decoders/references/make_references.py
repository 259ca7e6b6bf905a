"""Make the recordings beside this file: what torchvision and transformers decode from seeded outputs.

They are recorded because both are too large to install for a test. Run it where both can be imported::

    pip install torchvision==0.28.0 transformers==4.57.6
    python test/perception/decoders/references/make_references.py
"""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch

HERE = Path(__file__).parent


def save(name: str, **arrays: object) -> None:
    np.savez_compressed(HERE / f"{name}.npz", **{key: np.asarray(value) for key, value in arrays.items()})


def torchvision_references(generator: torch.Generator) -> None:
    _load_torchvision()
    from torchvision.models.detection._utils import BoxCoder, BoxLinearCoder
    from torchvision.models.detection.anchor_utils import AnchorGenerator
    from torchvision.models.detection.image_list import ImageList

    # SSD: centre and log size from anchors, weights 10, 10, 5, 5 as torchvision's SSD has them.
    centre, size = 20 + 260 * torch.rand(64, 2, generator=generator), 10 + 80 * torch.rand(64, 2, generator=generator)
    anchors = torch.cat([centre - size / 2, centre + size / 2], dim=1)
    offsets = torch.randn(64, 4, generator=generator)
    logits = 3 * torch.randn(64, 4, generator=generator)
    boxes = BoxCoder(weights=(10.0, 10.0, 5.0, 5.0)).decode_single(offsets, anchors)
    save("ssd", anchors=anchors, offsets=offsets, logits=logits, boxes=boxes, scores=torch.softmax(logits, 1)[:, 1:])

    # FCOS: distances in units of the anchor's size, which is the stride.
    maps = [torch.zeros(1, 1, 64 // s, 96 // s) for s in (8, 16, 32)]
    makers = AnchorGenerator(sizes=((8,), (16,), (32,)), aspect_ratios=((1.0,),) * 3)
    (points,) = makers(ImageList(torch.zeros(1, 3, 64, 96), [(64, 96)]), maps)
    distances = 3 * torch.rand(len(points), 4, generator=generator)
    boxes = BoxLinearCoder(normalize_by_size=True).decode(distances, points)
    # torchvision's grid points are the corners of the cells; limphome's offset 0 means the same.
    save("fcos", distances=distances, boxes=boxes, logits=2 * torch.randn(len(points), 3, generator=generator))


def transformers_references(generator: torch.Generator) -> None:
    from transformers.models.detr.image_processing_detr import DetrImageProcessor
    from transformers.models.rt_detr.image_processing_rt_detr import RTDetrImageProcessor

    logits = 3 * torch.randn(1, 40, 6, generator=generator)
    boxes = torch.cat([0.2 + 0.6 * torch.rand(1, 40, 2, generator=generator), 0.3 * torch.rand(1, 40, 2, generator=generator)], 2)
    outputs = SimpleNamespace(logits=logits, pred_boxes=boxes)
    sizes = torch.tensor([[240, 320]])
    for name, processor, focal in (("detr", DetrImageProcessor(), False), ("rt_detr", RTDetrImageProcessor(), True)):
        extra = {"use_focal_loss": True} if focal else {}
        (found,) = processor.post_process_object_detection(outputs, threshold=0.5, target_sizes=sizes, **extra)
        seen = {key: found[key] for key in ("scores", "labels", "boxes")}
        save(name, logits=logits, pred_boxes=boxes, **seen)


def _load_torchvision() -> None:
    """Its compiled operators do not load beside every build of torch; the decoders are plain Python and need none."""
    library = torch.library.Library("torchvision", "FRAGMENT")
    try:
        import torchvision  # noqa: F401
    except RuntimeError:
        for operator in ("nms", "qnms"):
            library.define(f"{operator}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    _libraries.append(library)


_libraries: list = []

if __name__ == "__main__":
    torchvision_references(torch.Generator().manual_seed(1))
    transformers_references(torch.Generator().manual_seed(2))
