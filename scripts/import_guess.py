#!/usr/bin/env python3
"""How often ``limphome model import`` guesses right: the yard's network behind known inputs, on many pictures.

    python scripts/import_guess.py --pictures 36

Prints, for each thing that is guessed, the share of right guesses, the share of guesses that are called clear, and how many of
those are right. ``--together 4`` shows four pictures at once, as a folder does. 0 to 255 is not among the scales: there the
export itself divides, which the import reads off the graph.
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import cv2
import numpy as np

from limphome.learning.frame_set import FrameSet
from limphome.learning.rendering import RenderJob, render_or_load
from limphome.perception.importing.import_options import ImportOptions
from limphome.perception.importing.importer import Import
from limphome.perception.importing.model_file import read_model
from limphome.perception.importing.ways import WAYS
from limphome.resources.share import share_dir

sys.path.insert(0, str(Path(__file__).parents[1] / "test" / "perception" / "importing"))
from yard_exports import CLASSES, Export

OUTPUTS = ("gives_yolov8", "gives_boxes_and_scores", "gives_tensorflow")
WIDE, SQUEEZED = "wide", "squeezed"


def forms(model):
    """(network file, what is true of it): every colour and scale, outputs and axes in turn."""
    for index, way in enumerate(WAYS):
        for colour in ("rgb", "bgr"):
            order = -1 if colour == "bgr" else 1
            layout = "nhwc" if index % 2 else "nchw"
            export = Export(model).takes(layout, "float32", colour, way.scale, way.mean[::order], way.std[::order])
            file = getattr(export, OUTPUTS[index % len(OUTPUTS)])().bytes()
            yield read_model(file), {"colour": colour, "scale": way.text, "layout": layout}
    for colour in ("rgb", "bgr"):
        yield read_model(Export(model).takes("nchw", "uint8", colour).gives_yolov8().bytes()), {"colour": colour}


def shaped(image, shape):
    """The picture as a camera of other proportions would give it, or one whose pixels are not square."""
    if shape == WIDE:
        return np.ascontiguousarray(image[30:210])
    return cv2.resize(image, (427, 240), interpolation=cv2.INTER_LINEAR) if shape == SQUEEZED else image


def judge(rows, file, truth, images):
    """One import without a word from the user; what it decided goes into ``rows``."""
    work = Import(file, images, "net", ImportOptions(classes=CLASSES))
    manifest = work.propose()
    for name, choice in manifest["choices"].items():
        wanted = truth.get(name, "as proposed" if name == "decoder" else None)
        if wanted is not None:
            rows[name].append((choice["value"] == wanted, choice["clear"], choice["margin"]))


def table(rows):
    """Per thing: guesses, share right, share called clear, share right of those."""
    told = {}
    for name, found in rows.items():
        right, clear, _ = np.array(found, float).T
        told[name] = {
            "guesses": len(found),
            "right": round(float(right.mean()), 4),
            "clear": round(float(clear.mean()), 4),
            "right_when_clear": round(float(right[clear > 0].mean()), 4) if clear.any() else None,
        }
    return told


def main():
    """Guess, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--frames", type=Path, help="folder of a frame set; left out: 1000 held-out frames, rendered once")
    parser.add_argument("--pictures", type=int, default=36)
    parser.add_argument("--together", type=int, default=1, help="pictures shown at once")
    parser.add_argument("--model", type=Path, default=share_dir() / "models" / "perception" / "yard_detector")
    arguments = parser.parse_args()
    model = arguments.model
    rendered = RenderJob("held_out", 1000, 16)
    frames = (
        FrameSet.load(arguments.frames) if arguments.frames else render_or_load(rendered, Path("runs/frames"), lambda done: None)
    )
    chosen = np.linspace(3, len(frames) - 3, arguments.pictures * arguments.together).astype(int)
    groups = [[np.array(frames.images[i]) for i in chosen[k :: arguments.pictures]] for k in range(arguments.pictures)]
    rows = defaultdict(list)
    for file, truth in forms(model):
        for images in groups:
            judge(rows, file, truth, images)
    plain = read_model(Export(model).takes().gives_yolov8().bytes())
    for shape, fit in ((WIDE, "letterbox"), (SQUEEZED, "stretch")):
        for images in groups:
            judge(rows, plain, {"fit": fit}, [shaped(image, shape) for image in images])
    print(json.dumps({"pictures": arguments.pictures, "together": arguments.together, **table(rows)}, indent=1))


if __name__ == "__main__":
    main()
