"""A folder as a camera, and what the camera node tells of its source."""

import cv2
import numpy as np
import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
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
    diagnostics = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
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
    probe.until(lambda: source_told(diagnostics)[-1:] == [(DiagnosticStatus.WARN, "the source has no more pictures")])
    assert source_told(diagnostics)[0] == (DiagnosticStatus.OK, "gives pictures")
    assert process.is_running


def source_told(diagnostics):
    """Level and message of each ``camera: source`` that was heard."""
    return [
        (status.level, status.message)
        for _, message in diagnostics
        for status in message.status
        if status.name == "camera: source"
    ]


def test_a_camera_that_is_not_there_fails_the_configuration_and_the_node_lives(probe, start):
    process = start("camera", {"source": "/dev/video99"})
    assert not probe.transition("camera", Transition.TRANSITION_CONFIGURE)
    assert "/dev/video99" in process.log.read_text()
    assert process.is_running


def test_pictures_of_other_proportions_fail_the_configuration_with_what_would_do(probe, start, tmp_path):
    cv2.imwrite(str(tmp_path / "wide.png"), np.zeros((720, 1280, 3), np.uint8))
    process = start("camera", {"source": str(tmp_path)})
    assert not probe.transition("camera", Transition.TRANSITION_CONFIGURE)
    assert "like 320x180" in process.last_words(5)
