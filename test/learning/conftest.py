from importlib.util import find_spec

import numpy as np
import pytest

from limphome.learning.frame_set import LABEL, FrameSet

if not all(find_spec(name) for name in ("torch", "onnx", "pycocotools")):
    collect_ignore_glob = ["test_*.py"]  # needs the extra [learn]

COLOURS = np.array([[200, 30, 30], [240, 140, 20], [90, 60, 30]])
SHAPES = (0.35, 0.6, 1.0)
SMALL_PX = {"width": 160, "height": 128}


def draw_frames(count: int, seed: int, width: int = 320, height: int = 240) -> FrameSet:
    """Plain rectangles of a colour for each class, on a plain ground: learnt in seconds."""
    rng = np.random.default_rng(seed)
    images, rows = np.zeros((count, height, width, 3), np.uint8), []
    for index in range(count):
        images[index] = rng.integers(100, 180, 3)
        for _ in range(rng.integers(0, 4)):
            class_id = int(rng.integers(3))
            tall = int(rng.integers(20, height // 2))
            wide = max(8, int(tall * SHAPES[class_id]))
            left, top = int(rng.integers(0, width - wide)), int(rng.integers(0, height - tall))
            images[index, top : top + tall, left : left + wide] = COLOURS[class_id]
            row = np.zeros(1, LABEL)
            row["frame"], row["class_id"], row["box"] = index, class_id, (left, top, left + wide, top + tall)
            row["visible"], row["height_px"], row["distance_m"], row["brightness"] = 1.0, tall, 200 / tall, 0.4
            rows.append(row)
    return FrameSet(images, np.concatenate(rows), np.arange(count, dtype=np.int32) // 8)


@pytest.fixture(scope="session")
def drawn() -> FrameSet:
    return draw_frames(48, 0)


@pytest.fixture(scope="session")
def small() -> FrameSet:
    """For trainings whose network need not see pictures of the camera's size."""
    return draw_frames(48, 0, **SMALL_PX)
