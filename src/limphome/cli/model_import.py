"""``limphome model import``: a user's network file becomes a model folder."""

import resource
from pathlib import Path
from typing import Any, Dict, List, Optional

import typer

from limphome.cli.import_words import class_names, input_words, known_word, picture_size, read_anchors, sections_of
from limphome.cli.output import JSON, console, emit

_GB = 10**9
_LIMIT_S, _BUILD_LIMIT_S = 120.0, 1800.0


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
    limit_s: Optional[float] = typer.Option(
        None, min=1.0, help=f"Give up after so many seconds: {_LIMIT_S:g}, or {_BUILD_LIMIT_S:g} where TensorRT builds an engine."
    ),
    json: bool = JSON,
) -> None:
    """Look at a network file, propose its manifest, try it on a picture, and write a folder that the robot runs."""
    from limphome.perception.decoders.registry import DECODERS
    from limphome.perception.engine import BUILDERS, CPU_RUNTIMES
    from limphome.perception.importing.import_options import ImportOptions
    from limphome.perception.importing.importer import import_model
    from limphome.perception.importing.model_folder import check_folder
    from limphome.perception.importing.replacing import tidy_up
    from limphome.perception.importing.sandbox import run_limited
    from limphome.perception.runtime import known_runtime
    from limphome.resources.user_path import need_file, need_new_folder

    need_file(file, "an ONNX file")
    folder = out or Path("runs") / file.stem
    check_folder(folder)
    need_new_folder(folder, "--out with a folder, new or one that an import wrote")
    options = ImportOptions(
        classes=class_names(classes),
        size=picture_size(size),
        layout=known_word(layout, "--layout", ("nchw", "nhwc")),
        decoder=known_word(decoder, "--decoder", tuple(DECODERS)),
        anchors=read_anchors(anchors),
        min_score=min_score,
        nms_iou=nms_iou,
        runtime=known_runtime(runtime),
        sections=sections_of(set_, input_words(colour, scale, mean, std, fit)),
    )
    limit_s = limit_s or (_BUILD_LIMIT_S if options.runtime in BUILDERS else _LIMIT_S)
    # The limit is one of addresses, of which CUDA reserves far more than it uses.
    memory_bytes = 12 * _GB if options.runtime in CPU_RUNTIMES else resource.RLIM_INFINITY
    try:
        result = run_limited(import_model, (file, image or _yard(), folder, options, _tell), limit_s, memory_bytes, str(file))
    finally:
        tidy_up(folder)  # a process that was killed could not; its lock is gone with it
    emit(result, json, lambda: _show(result))


def _tell(text: str) -> None:
    """In the process that imports: its result goes another way, and standard output may be for JSON."""
    console(True).print(text, soft_wrap=True, markup=False)


def _yard() -> Path:
    from limphome.resources.share import share_dir

    return share_dir() / "models" / "perception" / "yard_detector" / "golden.png"


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
