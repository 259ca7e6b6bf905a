"""What the camera node tells of its source."""

import cv2
import numpy as np
import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus
from lifecycle_msgs.msg import Transition

from limphome.core import topics

pytestmark = pytest.mark.node


def test_the_end_of_a_folder_is_told_on_diagnostics(probe, start, tmp_path):
    for number in range(3):
        cv2.imwrite(str(tmp_path / f"{number}.png"), np.zeros((240, 320, 3), np.uint8))
    diagnostics = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)
    start("camera", {"source": str(tmp_path)})
    probe.bring_up("camera")

    def ended():
        found = [status for _, message in diagnostics for status in message.status if status.name == "camera: source"]
        return bool(found) and found[-1].level == DiagnosticStatus.WARN and "no more pictures" in found[-1].message

    probe.until(ended)


def test_pictures_of_other_proportions_are_refused_at_configure(probe, start, tmp_path):
    cv2.imwrite(str(tmp_path / "wide.png"), np.zeros((720, 1280, 3), np.uint8))
    process = start("camera", {"source": str(tmp_path)})
    assert not probe.transition("camera", Transition.TRANSITION_CONFIGURE)
    assert "like 320x180" in process.last_words(5)
