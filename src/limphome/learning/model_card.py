"""The page that says what a network is good for."""

from typing import Any, Callable, Dict, List, Tuple

from limphome.core import CLASS_NAMES
from limphome.learning.few_frames import few_validation_frames, unlabelled_in_validation

_Row = Tuple[str, Callable[[Dict[str, Any]], str]]
_COLUMNS = ("fp32", "int8", "int8_avx2", "trt")


def model_card(manifest: Dict[str, Any]) -> str:
    """Markdown from the manifest; figures that were not measured are not mentioned."""
    training = manifest["training"]
    elsewhere = "Elsewhere" if "data_folder" in training else "On a real robot"
    lines = [
        f"# {manifest['name']}",
        "",
        _finds(manifest),
        "Anchor-free, plain 3x3 convolutions on a space-to-depth picture,",
        f"{training['multiplications'] / 1e6:.0f} million multiply-accumulates,",
        f"{training['parameters'] / 1e3:.0f} thousand weights. Written by `limphome model train`; do not edit.",
        "",
        "## What it was made from",
        "",
        *_made_from(training),
        *_few(training, manifest["classes"]),
        "",
        *_figures(training.get("evaluation", {}), "data_folder" in training),
        *_parity(manifest["files"], training.get("quantization_aware", {})),
        *_slices(training.get("slices") or {}),
        "## Limits",
        "",
        f"- Trained on {_place(training)} only. {elsewhere} it has to be trained and measured again.",
        "- A person of whom less than 40 % is visible, lower than 16 px, or farther than 8 m is not part of the figures.",
        "- `int8_avx2` has 7-bit weights for CPUs without VNNI. `trt` was checked in ONNX Runtime; it and the calibration cache",
        "  for the DLA have not run on a device.",
        "- It is not a certified safety function.",
        "",
    ]
    return "\n".join(lines)


def _finds(manifest: Dict[str, Any]) -> str:
    classes, size = manifest["classes"], f"{manifest['input']['width']}x{manifest['input']['height']}"
    if tuple(classes) == CLASS_NAMES and "data_folder" not in manifest["training"]:
        return f"Finds persons, traffic cones and wooden crates in frames of a small yard robot's camera ({size}, RGB)."
    return f"Finds {', '.join(classes)} in frames of {size} (RGB)."


def _place(training: Dict[str, Any]) -> str:
    folder = training.get("data_folder")
    return f"the data folder `{folder['name']}`" if folder else "rendered yards"


def _made_from(training: Dict[str, Any]) -> List[str]:
    lines = [f"{_split(training, 'train')}; thresholds and feature statistics from {_split(training, 'validation')}."]
    if "data_folder" in training:
        return [*lines, f"Digest of the folder: `{training['data_folder']['sha256']}`."]
    return [*lines, *_fresh(training), "No picture of a real person was used, and nothing is known about how it sees real ones."]


def _fresh(training: Dict[str, Any]) -> List[str]:
    asked = training["recipe"]["training"]
    if not (asked.get("fresh_frames") and asked.get("settle_steps")):
        return []
    return [
        f"Its scores settled on the hard ones of these, then on the hard ones of {asked['fresh_frames']} frames of "
        f"{asked['fresh_worlds']} further yards."
    ]


def _few(training: Dict[str, Any], classes: List[str]) -> List[str]:
    notes = [
        f"{note}: the threshold of persons is not below that of the best F1" for note in few_validation_frames(training, classes)
    ]
    return [f"{note}." for note in (*notes, *unlabelled_in_validation(training))]


def _figures(evaluation: Dict[str, Any], of_folder: bool) -> List[str]:
    if not evaluation:
        return []
    variants = [name for name in _COLUMNS if name in evaluation]
    first = evaluation[variants[0]]
    rows = (
        ("mAP 0.50", lambda f: f"{f['map50']:.4f}"),
        ("mAP 0.50:0.95", lambda f: f"{f['map50_95']:.4f}"),
        *((f"AP 0.50:0.95 {name}", lambda f, name=name: f"{f['ap50_95'][name]:.4f}") for name in first["ap50_95"]),
        *(_persons(first) if first["persons"] is not None else ()),
    )
    table = [f"| | {' | '.join(variants)} |", "| --- |" + " --- |" * len(variants)]
    table += [f"| {name} | {' | '.join(show(evaluation[variant]) for variant in variants)} |" for name, show in rows]
    persons = "no class is called person" if first["persons"] is None else f"{first['persons']} persons"
    head = f"## Figures on {first['frames']} frames of {first['worlds']} held-out worlds ({persons})"
    frames = "--data FOLDER" if of_folder else f"--frames {first['frames']} --worlds {first['worlds']}"
    command = f"limphome model evaluate --variant {','.join(variants)} {frames}"
    return [head, "", *table, "", f"Command: `{command}`", ""]


def _split(training: Dict[str, Any], name: str) -> str:
    part = training["data"][name]
    worlds = f"worlds in {_place(training)}" if "data_folder" in training else "random rendered yards"
    return f"{part['frames']} frames of {part['worlds']} {worlds}"


def _with_interval(figures: Dict[str, Any]) -> str:
    low, high = figures["recall_ci95"]
    return f"{figures['person_recall_0p5_8m']:.4f} ({low:.4f} to {high:.4f})"


def _shipped(figures: Dict[str, Any]) -> str:
    return f"{figures['shipped']['person_recall_0p5_8m']:.4f} / {figures['shipped']['false_person_per_1000_frames']:.2f}"


def _persons(figures: Dict[str, Any]) -> Tuple[_Row, ...]:
    within = " 0.5 to 8 m" if figures.get("recall_by_distance") else ""  # pictures of one's own do not tell how far a person is
    return (
        (f"person recall{within} at one false person in 1000 frames", _with_interval),
        ("score threshold of that", lambda f: f"{f['person_threshold']:.3f}"),
        ("recall / false persons per 1000 frames at the shipped threshold", _shipped),
    )


def _parity(files: Dict[str, Any], aware: Dict[str, Any]) -> List[str]:
    table = ["| file | mAP loss | detections kept | added |", "| --- | --- | --- | --- |"]
    for name, file in files.items():
        p = file["parity"]
        table.append(f"| {name} (`{file['path']}`) | {p['map_loss']:+.4f} | {100 * p['kept']:.2f} % | {100 * p['added']:.2f} % |")
    return ["## Parity with the FP32 parent (validation frames)", "", *table, "", *_aware(aware)]


def _aware(aware: Dict[str, Any]) -> List[str]:
    if not aware:
        return []
    lost = f"{aware['post_training_loss']:.4f} mAP by calibration alone, {aware['aware_loss']:.4f} after {aware['steps']} steps"
    if aware["kept"] != "aware":
        return [f"Training with rounding was tried and dropped: lost were {lost}.", ""]
    return [f"Trained on with rounding; the parent is the network before that. Lost were {lost}.", ""]


def _slices(slices: Dict[str, Any]) -> List[str]:
    if not slices:
        return []
    table = ["| persons | recall | how many |", "| --- | --- | --- |"]
    table += [f"| {name} | {part['recall']:.4f} | {part['persons']} |" for name, part in slices.items()]
    return ["## Person recall by kind (INT8, shipped threshold, held-out worlds)", "", *table, ""]
