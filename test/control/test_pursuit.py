import math

import numpy as np
import pytest

from limphome.control.pursuit import aim


def test_straight_path_needs_no_turn():
    assert aim(np.array([[0.0, 0], [1, 0], [2, 0]]), 0.9) == (0.0, 0.0)


@pytest.mark.parametrize("radius", [2.0, -2.0])
def test_arc_is_followed_with_its_own_curvature(radius):
    angle = np.linspace(0, 1, 50)
    arc = np.stack([abs(radius) * np.sin(angle), radius * (1 - np.cos(angle))], axis=1)
    curvature, bearing = aim(arc, 0.8)
    assert curvature == pytest.approx(1 / radius, rel=0.01)
    assert math.copysign(1, bearing) == math.copysign(1, radius)


def test_short_path_is_aimed_at_its_end():
    assert aim(np.array([[0.0, 0], [0.3, 0.3]]), 2.0)[1] == pytest.approx(math.pi / 4)
