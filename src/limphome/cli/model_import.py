"""``limphome model import``: a user's network file becomes a model folder."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

import typer

from limphome.cli.output import JSON, console, emit
from limphome.core import LimphomeError

_GB = 10**9


def import_command(
    file: Path = typer.Argument(..., metavar="FILE.onnx", help="The network."),
    classes: Optional[Path] = typer.Option(None, help="Names of its classes, one a line, in its order."),
    image: Optional[Path] = typer.Option(None, help="A picture of things that it knows, or a folder; else one of the yard."),
    out: Optional[Path] = typer.Option(None, help="Model folder to write; without it runs/NAME."),
    size: str = typer.Option("", help="WIDTHxHEIGHT in pixels, for a network that leaves its size open."),
    layout: str = typer.Option("", help="nchw or nhwc, if the shape does not say."),
    colour: str = typer.Option("", help="rgb, bgr or gray."),
    scale: Optional[float] = typer.Option(None, help="Pixels are multiplied with it: (pixel * scale - mean) / std."),
    mean: str = typer.Option("", help="Of each colour, as 0.485,0.456,0.406."),
    std: str = typer.Option("", help="Of each colour, as 0.229,0.224,0.225."),
    fit: str = typer.Option("", help="stretch or letterbox."),
    decoder: str = typer.Option("", help="anchor_free_grid, ssd_anchors, detr, nms_in_graph or center_heatmap."),
    anchors: Optional[Path] = typer.Option(None, help="Of an SSD: .npy of shape (n, 4), left, top, right, bottom in pixels."),
    min_score: float = typer.Option(0.5, min=0.0, max=1.0, help="What scores less is dropped."),
    nms_iou: float = typer.Option(0.6, min=0.0, max=1.0, help="Boxes of one class that overlap more are one thing."),
    runtime: str = typer.Option("onnxruntime", help="What runs it: onnxruntime, onnxruntime_cuda, openvino, tensorrt, ..."),
    set_: List[str] = typer.Option([], "--set", metavar="SECTION.KEY=VALUE", help="Any key of input, decoder or file."),
    limit_s: float = typer.Option(120.0, min=1.0, help="Give up after so many seconds."),
    json: bool = JSON,
) -> None:
    """Look at a network file, propose its manifest, try it on a picture, and write a folder that the robot runs."""
    from limphome.perception.decoders.registry import DECODERS
    from limphome.perception.importing.importer import ImportOptions, import_model
    from limphome.perception.importing.sandbox import run_limited
    from limphome.perception.picture_input import COLOURS, FITS
    from limphome.perception.runtime import known_runtime
    from limphome.resources.user_path import need_file

    need_file(file, "an ONNX file")
    said = {
        "colour": _known(colour, "--colour", COLOURS),
        "scale": scale,
        "mean": _numbers(mean, "--mean"),
        "std": _numbers(std, "--std"),
        "fit": _known(fit, "--fit", FITS),
    }
    sections = _sections(set_, {key: value for key, value in said.items() if value not in ("", None)})
    options = ImportOptions(
        classes=_class_names(classes),
        size=_size(size),
        layout=_known(layout, "--layout", ("nchw", "nhwc")),
        decoder=_known(decoder, "--decoder", tuple(DECODERS)),
        anchors=_anchors(anchors),
        min_score=min_score,
        nms_iou=nms_iou,
        runtime=known_runtime(runtime),
        sections=sections,
    )
    folder = out or Path("runs") / file.stem
    result = run_limited(import_model, (file, image or _yard(), folder, options), limit_s, 12 * _GB, str(file))
    emit(result, json, lambda: _show(result))


def _yard() -> Path:
    from limphome.resources.share import share_dir

    return share_dir() / "models" / "perception" / "yard_detector" / "golden.png"


def _class_names(path: Optional[Path]) -> Tuple[str, ...]:
    if path is None:
        return ()
    try:
        names = tuple(line.strip() for line in path.read_text(encoding="utf-8").rstrip().splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise LimphomeError(f"cannot be read: {error}", str(path), "names in UTF-8, one a line") from error
    twice = sorted({name for name in names if names.count(name) > 1 or not name})
    if twice or not names:
        raise LimphomeError(f"names missing or twice: {twice[:5]}", str(path), "one name a line, each once")
    return names


def _size(text: str) -> Optional[Tuple[int, int]]:
    if not text:
        return None
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(part.isdigit() and 8 <= int(part) <= 4096 for part in parts):
        raise LimphomeError(f"size '{text}'", "--size", "WIDTHxHEIGHT, 8 to 4096 px each")
    return int(parts[0]), int(parts[1])


def _known(word: str, where: str, known: Tuple[str, ...]) -> str:
    if word not in ("", *known):
        raise LimphomeError(f"'{word}'", where, "one of " + ", ".join(known))
    return word


def _numbers(text: str, where: str) -> Any:
    try:
        return [float(part) for part in text.split(",")] if text else ""
    except ValueError as error:
        raise LimphomeError(f"'{text}'", where, "numbers with commas between") from error


def _anchors(path: Optional[Path]) -> Any:
    if path is None:
        return None
    from zipfile import BadZipFile

    import numpy as np

    try:
        return np.asarray(np.load(path, allow_pickle=False), np.float32)
    except (OSError, ValueError, TypeError, EOFError, BadZipFile) as error:
        raise LimphomeError(f"cannot be read: {error}", str(path), "a .npy of shape (n, 4)") from error


def _sections(texts: List[str], said: Dict[str, Any]) -> Dict[str, Dict[str, Any]]:
    import yaml

    sections: Dict[str, Dict[str, Any]] = {"input": said} if said else {}
    for text in texts:
        key, equals, value = text.partition("=")
        section, dot, name = key.partition(".")
        if not equals or not dot or section not in ("input", "decoder", "file"):
            raise LimphomeError(f"'{text}'", "--set", "input.KEY=VALUE, decoder.KEY=VALUE or file.KEY=VALUE")
        try:
            sections.setdefault(section, {})[name] = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise LimphomeError(f"'{value}'", f"--set {key}", "a value in YAML") from error
    return sections


def _show(result: Dict[str, Any]) -> None:
    from rich.table import Table

    screen, manifest = console(False), result["manifest"]
    file = next(iter(manifest["files"].values()))
    form = manifest["input"]
    screen.print(f"{manifest['name']}: {file['dtype']} {file['layout']}, {form['width']}x{form['height']}, {form['colour']}")
    screen.print(f"decoder {manifest['decoder']['kind']}, {len(manifest['classes'])} classes, {file['precision']}")
    for trial in result["trials"][:4]:
        screen.print(f"  tried {trial['input']}: agrees with other views of the same scene by {trial['consistency']:.2f}")
    for name, one in manifest["choices"].items():
        sure = "clear" if one["clear"] else "[yellow]not clear[/]"
        screen.print(f"  {name}: {one['value']}, before {one['runner_up']} by {one['margin']:.0%}, {sure}")
    if manifest["guessed"]:
        screen.print("guessed: " + ", ".join(manifest["guessed"]))
    table = Table("class", "score", "left", "top", "right", "bottom")
    for one in result["detections"]:
        table.add_row(one["class"], f"{one['score']:.3f}", *(f"{side:.0f}" for side in one["box_xyxy"]))
    screen.print(table)
    for note in result["notes"]:
        screen.print(f"[yellow]note[/]: {note}")
    screen.print(f"{result['folder']} (what it saw: {result['picture']})")
