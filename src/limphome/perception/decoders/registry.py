"""Decoders by name."""

from typing import Any, Dict, Mapping, Type

from limphome.core import LimphomeError
from limphome.perception.decoders.anchor_free_grid import AnchorFreeGrid
from limphome.perception.decoders.boxes import Decoder
from limphome.perception.decoders.center_heatmap import CenterHeatmap
from limphome.perception.decoders.detr import Detr
from limphome.perception.decoders.nms_in_graph import NmsInGraph
from limphome.perception.decoders.ssd_anchors import SsdAnchors
from limphome.resources.config import make_config

DECODERS: Dict[str, Type[Decoder]] = {
    "anchor_free_grid": AnchorFreeGrid,
    "ssd_anchors": SsdAnchors,
    "detr": Detr,
    "nms_in_graph": NmsInGraph,
    "center_heatmap": CenterHeatmap,
}


def make_decoder(section: Mapping[str, Any], where: str) -> Decoder:
    """The decoder that a manifest's section describes; LimphomeError names key and what is allowed."""
    kind = str(section.get("kind"))
    if kind not in DECODERS:
        raise LimphomeError(f"decoder '{kind}'", where, "one of " + ", ".join(DECODERS))
    decoder = make_config(DECODERS[kind], section, where)
    try:
        decoder.check()
    except LimphomeError as error:
        raise LimphomeError(error.what, where, error.allowed) from error
    return decoder
