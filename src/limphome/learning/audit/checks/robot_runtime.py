"""The files can be read by the oldest runtime that a robot has."""

from typing import Dict, List

import onnx

from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.outside_weights import has_outside_weights

IR_VERSION, OPSET = 10, 20  # ONNX Runtime 1.19, the newest for Python 3.8


def robot_runtime_reads(subject: Subject) -> Outcome:
    """IR version, opset and operator sets of each file, and that its weights are inside."""
    manifest = subject.manifest
    files = {name: onnx.load_from_string(manifest.read(file.path, file.sha256)) for name, file in manifest.files.items()}
    return judge_files(files)


def judge_files(files: Dict[str, onnx.ModelProto]) -> Outcome:
    """Judge loaded ONNX files by name."""
    wrong = [f"{name}: {reason}" for name, model in files.items() for reason in _reasons(model)]
    return judged(not wrong, "; ".join(wrong) or f"{', '.join(files)}: IR {IR_VERSION} and opset {OPSET} at most, weights inside")


def _reasons(model: onnx.ModelProto) -> List[str]:
    reasons = [f"IR {model.ir_version}"] if model.ir_version > IR_VERSION else []
    for entry in model.opset_import:
        if entry.domain in ("", "ai.onnx") and entry.version > OPSET:
            reasons.append(f"opset {entry.version}")
    used = {node.domain for node in model.graph.node} - {"", "ai.onnx"}
    reasons += [f"operators of {domain}" for domain in sorted(used)]
    if has_outside_weights(model.SerializeToString()):
        reasons.append("weights in another file")
    return reasons
