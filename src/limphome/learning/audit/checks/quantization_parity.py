"""The INT8 files see what their parent sees."""

from typing import Dict, Mapping, Sequence

from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.evaluation import evaluate
from limphome.learning.parity import parity


def quantization_parity(subject: Subject) -> Outcome:
    """mAP lost, boxes kept and boxes added by each INT8 file that its runtime runs on this CPU, on held-out frames.

    TensorRT's file is among them: its ranges and weights are judged, the rounding of TensorRT is not.
    """
    files = subject.manifest.files
    quantized = [name for name, file in files.items() if file.precision == "int8"]
    if not quantized or "fp32" not in files:
        raise CannotRun("no INT8 file beside a FP32 one")
    reasons = {name: subject.why_not(name) for name in ("fp32", *quantized)}
    names = [name for name in quantized if not reasons[name]]
    if reasons["fp32"] or not names:
        raise CannotRun("; ".join(reason for reason in reasons.values() if reason))
    exam, parent = subject.exam, subject.predictions("fp32")
    figures = evaluate(exam.frames, parent)
    rows = {name: parity(exam, parent, subject.predictions(name), figures) for name in names}
    return judge_parity(rows, subject.asked.bounds, [name for name in quantized if reasons[name]])


def judge_parity(rows: Mapping[str, Dict[str, float]], bounds: AuditBounds, left_out: Sequence[str] = ()) -> Outcome:
    """Judge what :func:`~limphome.learning.parity.parity` says of each file; those left out are named."""
    good = all(
        row["map_loss"] <= bounds.map_loss and row["kept"] >= bounds.kept and row["added"] <= bounds.added
        for row in rows.values()
    )
    parts = [
        f"{name}: mAP {-row['map_loss']:+.4f}, kept {row['kept']:.4f}, added {row['added']:.4f}" for name, row in rows.items()
    ]
    parts.append(f"bounds {bounds.map_loss:g}, {bounds.kept:g}, {bounds.added:g}")
    return judged(good, "; ".join(parts + [f"{name} does not run here as meant, not judged" for name in left_out]))
