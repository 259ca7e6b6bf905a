import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from limphome.core import Frame
from limphome.perception.detector import Detector
from limphome.resources.share import share_dir

MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture(scope="session")
def yard_folder():
    return MODEL


@pytest.fixture(scope="session")
def yard_picture():
    return Path(__file__).with_name("yard.png")  # shows one of each class, clearly


@pytest.fixture(scope="session")
def yard_pictures():
    """Every 250th of the first 1000 held-out frames from the 125th on: not chosen for what they show."""
    return sorted((Path(__file__).parent / "yard").glob("*.png"))


@pytest.fixture(scope="session")
def yard_sees():
    """What the network itself sees in the picture above its own thresholds, which are higher than those of an import."""
    detector = Detector.load(MODEL, "fp32")
    return detector.detect(Frame(0.0, cv2.imread(str(Path(__file__).with_name("yard.png")))[..., ::-1]))


@pytest.fixture
def assert_sees_the_yard(yard_sees):
    """Every box of the yard's detector is among those of an import."""

    def check(detections):
        for name, score, box in zip(yard_sees.class_ids, yard_sees.scores, yard_sees.boxes_xyxy):
            rows = [one for one in detections if one["class"] == yard_sees.class_names[name]]
            near = [one for one in rows if np.allclose(one["box_xyxy"], box, atol=0.1)]
            assert len(near) == 1, json.dumps(detections)
            assert near[0]["score"] == pytest.approx(score, abs=1e-3)

    return check
