import cv2
import numpy as np
import pytest
from lifecycle_msgs.msg import Transition
from sensor_msgs.msg import CameraInfo, Image

from limphome.core import topics
from limphome.nodes.convert.image import to_frame

from .conftest import wait_for

pytestmark = pytest.mark.node


@pytest.fixture
def pictures(tmp_path):
    folder = tmp_path / "pictures"
    folder.mkdir()
    for index in range(40):
        cv2.imwrite(str(folder / f"{index:03}.png"), np.full((48, 64, 3), 5 * index, np.uint8))
    return folder


def test_a_folder_is_said_picture_by_picture_with_fresh_stamps(probe, start, pictures):
    images, infos = probe.hear(Image, topics.CAMERA), probe.hear(CameraInfo, topics.CAMERA_INFO)
    process = start("camera", {"source": str(pictures), "rate_hz": 20.0})
    probe.bring_up("camera")
    probe.until(lambda: len(images) >= 10)
    frames = [to_frame(message) for _, message in images[:10]]
    steps = np.diff([int(frame.image[0, 0, 0]) for frame in frames])
    assert (steps > 0).all(), "in the order of their names"
    assert frames[0].image.shape == (240, 320, 3)
    assert (np.diff([frame.stamp_s for frame in frames]) > 0.02).all()
    assert infos[0][1].width == 320
    wait_for(lambda: "no more pictures" in process.log.read_text(), what="the end was not told")
    assert process.is_running


def test_a_camera_that_is_not_there_fails_the_configuration_and_the_node_lives(probe, start):
    process = start("camera", {"source": "/dev/video99"})
    assert not probe.transition("camera", Transition.TRANSITION_CONFIGURE)
    assert "/dev/video99" in process.log.read_text()
    assert process.is_running
