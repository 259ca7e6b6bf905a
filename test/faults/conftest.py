import numpy as np
import pytest

from limphome.core import Detections, Frame, Odometry, Scan, topics


@pytest.fixture
def frames():
    """2 s of a camera at 10 Hz, each picture another one."""
    rng = np.random.default_rng(1)
    return [Frame(k / 10, rng.integers(0, 256, (240, 320, 3), dtype=np.uint8)) for k in range(20)]


@pytest.fixture
def messages(frames):
    """One message for every topic that a fault here may be aimed at."""
    return {
        topics.CAMERA: frames[0],
        topics.SCAN: Scan(0.0, np.linspace(1, 5, 360, dtype=np.float32)),
        topics.ODOMETRY: Odometry(0.0, 0.0, 0.0, 0.0, 0.8, 0.0),
        topics.DETECTIONS: Detections.empty(0.0),
    }
