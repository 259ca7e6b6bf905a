"""No metric is taken to be steadier than its unit, and the next robot, allow."""

import numpy as np
import pytest

from limphome.diagnosis.model_file import load_model
from limphome.diagnosis.resolution import resolution
from limphome.resources.share import share_dir

GOLDEN = "perception.golden_error"


@pytest.mark.parametrize(
    ("name", "center", "least"), [("scan.rate_hz", 10.0, 1.5), ("camera.age_s", 1.0, 0.01), (GOLDEN, 1e-4, 0.02)]
)
def test_the_unit_decides(name, center, least):
    assert resolution([name], np.array([center])) == pytest.approx([least])


def test_a_metric_of_no_known_unit_may_be_steady_to_a_thousandth():
    assert resolution(["perception.score_max"], np.array([0.5])) == pytest.approx([0.000501])


def test_a_network_that_repeats_itself_less_exactly_is_normal_to_the_shipped_model():
    normal = load_model(share_dir() / "models" / "diagnosis").normal
    i = normal.names.index(GOLDEN)
    values = np.array(normal.center)
    values[i] = 0.001  # eight times the yard's own
    away = np.abs(normal.standardised(values)[i] / normal.spread[:, i])
    assert (away < 0.1).all()
