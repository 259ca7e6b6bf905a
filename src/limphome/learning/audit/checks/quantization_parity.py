"""The INT8 files see what their parent sees."""

from typing import Dict, Mapping

from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.evaluation import evaluate
from limphome.learning.parity import parity


def quantization_parity(subject: Subject) -> Outcome:
    """mAP lost, boxes kept and boxes added by each INT8 file that this CPU runs, on held-out frames."""
    names = [name for name in subject.variants() if name in ("int8", "int8_avx2")]
    if not names or "fp32" not in subject.manifest.files:
        raise CannotRun("no INT8 file for this CPU beside a FP32 one")
    exam, parent = subject.exam, subject.predictions("fp32")
    figures = evaluate(exam.frames, parent)
    rows = {name: parity(exam, parent, subject.predictions(name), figures) for name in names}
    return judge_parity(rows, subject.asked.bounds)


def judge_parity(rows: Mapping[str, Dict[str, float]], bounds: AuditBounds) -> Outcome:
    """Judge what :func:`~limphome.learning.parity.parity` says of each file."""
    good = all(
        row["map_loss"] <= bounds.map_loss and row["kept"] >= bounds.kept and row["added"] <= bounds.added
        for row in rows.values()
    )
    parts = [
        f"{name}: mAP {-row['map_loss']:+.4f}, kept {row['kept']:.4f}, added {row['added']:.4f}" for name, row in rows.items()
    ]
    return judged(good, "; ".join(parts) + f"; bounds {bounds.map_loss:g}, {bounds.kept:g}, {bounds.added:g}")
