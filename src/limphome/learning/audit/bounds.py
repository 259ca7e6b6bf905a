"""From where on a network fails its audit."""

from dataclasses import dataclass

from limphome.resources.config import option


@dataclass(frozen=True)
class AuditBounds:
    """Bounds of the checks that measure something; a YAML file may set them. Reasons: docs/evaluation.md."""

    baseline_margin: float = option(0.3, "mAP 50 above a guess from other frames, at least", 0, 1)
    worst_slice_share: float = option(0.7, "person recall of the worst slice, as a share of that of all", 0, 1)
    group_difference: float = option(0.1, "largest difference of recall between children and adults, dark and light", 0, 1)
    map_loss: float = option(0.01, "mAP 50:95 that an INT8 file may lose", 0, 1)
    kept: float = option(0.97, "share of the parent's boxes that an INT8 file must have", 0, 1)
    added: float = option(0.03, "share of its own boxes that the parent may lack", 0, 1)
    head_error: float = option(0.01, "largest difference of a head's value between checkpoint and FP32 file", 0, 1)
    period_share: float = option(0.5, "99th percentile of a detection's time, as a share of the camera's period", 0, 1)
    damage_caught: float = option(0.9, "share of harmful damages that the golden frame must see", 0, 1)
    harm: float = option(0.1, "share of boxes that a damage changes, lost or new, from which it is harmful", 0, 1)
    skew_low: float = option(0.5, "lowest median distance of clean features", 0, 10)
    skew_high: float = option(2.0, "highest median distance of clean features", 0, 10)
    age_days: int = option(365, "oldest training [days]", 0, 10000)
