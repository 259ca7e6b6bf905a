"""A network whose own reports say that it is damaged is not trusted."""

import math

import pytest
from rig import MonitorRig

from limphome.core import CameraModel, Health, Mode, topics
from limphome.safety.monitor_set import MonitorSet
from limphome.safety.safety_monitor_config import SafetyMonitorConfig


@pytest.mark.parametrize(
    "damage",
    [{"digest_ok": 0.0}, {"golden_error": 1.5}, {"golden_error": math.nan}, {"feature_distance": 9.0}, {"digest_ok": math.nan}],
)
def test_a_damaged_model_is_not_trusted(damage):
    rig = MonitorRig().started()
    since_s = rig.now_s
    rig.health.update(damage)
    rig.run(2.0)
    assert rig.reaction_s(since_s) <= 0.7
    assert rig.modes[1][2][0].startswith("model_integrity:")
    assert rig.state is Mode.LIMP_HOME


def test_reports_of_other_components_are_not_taken_for_perceptions():
    monitors = MonitorSet(SafetyMonitorConfig(), CameraModel())
    monitors.observe(topics.DIAGNOSTICS, Health(0.0, "pilot", {"digest_ok": 0.0}), 0.0, 0.0)
    assert all(verdict.ok for verdict in monitors.verdicts(0.0) if verdict.monitor == "model_integrity")
