import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from limphome.learning.data.listing import file_digest
from limphome.learning.data.new_folder import finish, new_folder
from limphome.learning.data.picture_file import encode_png
from limphome.learning.data.picture_set import Picture, PictureSet, neutral_labels

CLASSES = ("person", "cone", "crate")
SPLITS = {"train": 8, "validation": 4, "held_out": 4}


def scene(seed, width=160, height=120):
    """A picture with texture and some things; no two seeds look alike."""
    rng = np.random.default_rng(seed)
    cloudy = cv2.resize(rng.uniform(0, 255, (12, 16, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    fine = cv2.resize(rng.uniform(-40, 40, (40, 54, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    return np.clip(cloudy * 0.6 + fine + 50, 0, 255).astype(np.uint8)


def drawn_set(folder, splits, seed=0, size=(160, 120)):
    """Pictures and labels (not written): three boxes in each picture, one of each class, two pictures to a world."""
    rng = np.random.default_rng([seed, 99])
    pictures, frames, boxes = [], [], []
    for split, count in splits.items():
        for index in range(count):
            world = f"{split}_{seed}_{index // 2}"
            pictures.append(Picture(f"{split}/{seed}_{index:03d}.png", *size, split, world))
            corner = rng.uniform(0, 60, (3, 2))
            boxes += np.concatenate([corner, corner + rng.uniform(10, 50, (3, 2))], axis=1).tolist()
            frames += [len(pictures) - 1] * 3
    labels = neutral_labels(frames, [0, 1, 2] * len(pictures), np.array(boxes))
    return PictureSet(folder, CLASSES, tuple(pictures), labels)


def change(folder, edit, name="train.json"):
    """Let ``edit`` change the labels of one file in a folder."""
    values = json.loads((folder / name).read_text())
    edit(values)
    (folder / name).write_text(json.dumps(values))


def write_set(out, pictures, images):
    """Write a folder of ours from pictures in memory; the set that lies there."""
    with new_folder(out) as folder:
        digests = {}
        for picture, image in zip(pictures.pictures, images):
            (folder / picture.name).parent.mkdir(exist_ok=True)
            data = encode_png(image)
            (folder / picture.name).write_bytes(data)
            digests[picture.name] = file_digest(data)
        finish(folder, out.name, replace(pictures, folder=folder), digests, {"made_by": "a test"})
    return replace(pictures, folder=out)


@pytest.fixture
def data(tmp_path):
    """A faultless set of 16 pictures in three splits."""
    pictures = drawn_set(tmp_path / "data", SPLITS)
    return write_set(tmp_path / "data", pictures, [scene(index) for index in range(len(pictures))])
