"""Streams that fall silent, come late or come too seldom: caught as what, and when."""

import pytest
from caught import Caught
from rig import MonitorRig

from limphome.core import Mode, topics
from limphome.safety.safety_monitor_config import SafetyMonitorConfig

STOP = Mode.SAFE_STOP


class _Silent(Caught):
    topic = ""

    def break_it(self, rig):
        rig.silent.add(self.topic)


class TestCameraSilent(_Silent):
    topic, monitor, within_s = topics.CAMERA, "camera_stale", 0.3


class TestScanSilent(_Silent):
    topic, monitor, within_s, mode = topics.SCAN, "scan_stale", 0.2, STOP


class TestOdometrySilent(_Silent):
    topic, monitor, within_s, mode = topics.ODOMETRY, "odometry_stale", 0.15, STOP


class TestImuSilent(_Silent):
    topic, monitor, within_s = topics.IMU, "imu_stale", 0.15


class TestDetectionsSilent(_Silent):
    topic, monitor, within_s = topics.DETECTIONS, "detections_stale", 0.4


class TestPilotSilent(_Silent):
    topic, monitor, within_s, mode = topics.NOMINAL_COMMAND, "nominal_command_stale", 0.3, STOP


class TestPerceptionSaysNothingOfItself(_Silent):
    topic, monitor, within_s = topics.DIAGNOSTICS, "perception_heartbeat", 1.1


class TestCommandsNoLongerReachTheBase(_Silent):
    topic, monitor, within_s, mode = topics.COMMAND, "command_stale", 0.3, STOP


class _Late(Caught):
    topic, delay_s = "", 0.0

    def break_it(self, rig):
        rig.ages[self.topic] = self.delay_s


class TestCameraLate(_Late):
    topic, delay_s, monitor, within_s = topics.CAMERA, 0.26, "camera_stale", 0.15


class TestScanLate(_Late):
    topic, delay_s, monitor, within_s, mode = topics.SCAN, 0.16, "scan_stale", 0.1, STOP


class TestDetectionsLate(_Late):
    topic, delay_s, monitor, within_s = topics.DETECTIONS, 0.36, "detections_stale", 0.15


class TestCommandsReachTheBaseLate(_Late):
    topic, delay_s, monitor, within_s, mode = topics.COMMAND, 0.26, "command_stale", 0.1, STOP


class TestCameraStampedInTheFuture(_Late):
    topic, delay_s, monitor, within_s = topics.CAMERA, -0.2, "camera_stale", 0.15


class TestCameraSlow(Caught):
    monitor, within_s = "camera_rate", 1.0

    def break_it(self, rig):
        rig.period[topics.CAMERA] = 20


def back_after_silence_on(*silent):
    """Perception's row 0.5 s after a silence of 4 s on these topics, and how long NOMINAL then took."""
    rig = MonitorRig().started()
    rig.silent.update(silent)
    rig.run(4.0)
    rig.silent.clear()
    healed_s = rig.now_s
    rig.run(0.5)
    row = next(one.metrics for one in rig.monitors.health(rig.now_s) if one.component == "perception")
    rig.run(3.0)
    assert rig.state is Mode.NOMINAL
    return row, rig.modes[-1][0] - healed_s


def test_messages_that_a_dead_process_never_said_were_not_lost_on_the_way():
    row, back_s = back_after_silence_on(topics.DETECTIONS, topics.DIAGNOSTICS)
    assert row["interval_max_s"] == pytest.approx(0.1, abs=0.02)
    assert row["rate_hz"] == pytest.approx(10.0, abs=0.5)
    assert back_s < 1.3


def test_messages_that_a_living_process_said_were():
    row, back_s = back_after_silence_on(topics.DETECTIONS)
    assert row["interval_max_s"] > 3.9
    assert row["rate_hz"] < 7.0
    assert back_s > 1.3


@pytest.mark.parametrize(("asked_mps", "may_rest", "mode"), [(0.0, True, Mode.NOMINAL), (0.0, False, STOP), (0.3, True, STOP)])
def test_pilot_that_stopped_may_fall_silent_where_that_is_allowed(asked_mps, may_rest, mode):
    rig = MonitorRig(config=SafetyMonitorConfig(pilot_may_rest=may_rest)).started()
    rig.asked_mps = rig.speed_mps = asked_mps
    rig.run(0.5).silent.add(topics.NOMINAL_COMMAND)
    assert rig.run(1.0).state is mode


def test_commands_that_were_never_seen_are_no_leave_to_drive():
    rig = MonitorRig()
    rig.silent.add(topics.COMMAND)
    assert rig.run(2.0).modes[-1][1] is STOP
    assert "command_stale: nothing received yet" in " ".join(rig.modes[-1][2])


def test_a_rate_that_must_be_nearly_the_sensors_own_is_well_again_after_a_gap():
    rig = MonitorRig(config=SafetyMonitorConfig(scan_lowest_hz=18.5)).started()
    rig.silent.add(topics.SCAN)
    rig.run(0.12)
    rig.silent.clear()
    rig.run(0.3)
    assert rig.state is not Mode.NOMINAL
    rig.run(4.0)
    assert rig.state is Mode.NOMINAL
