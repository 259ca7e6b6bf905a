"""The set as a whole: every monitor has its row in the table, and tells the diagnosis what it needs."""

import math

from rig import MonitorRig

from limphome.core import CameraModel
from limphome.resources import load_config, share_dir
from limphome.safety.monitor_set import MonitorSet
from limphome.safety.reactions import REACTIONS
from limphome.safety.safety_monitor_config import SafetyMonitorConfig


def test_every_verdict_of_the_set_is_a_row_of_the_table_and_every_row_has_a_monitor():
    verdicts = MonitorSet(SafetyMonitorConfig(), CameraModel()).verdicts(0.0)
    names = [verdict.monitor for verdict in verdicts]
    assert sorted(names) == sorted(REACTIONS)


def test_health_rows_carry_what_diagnosis_needs():
    rig = MonitorRig().started()
    rows = {row.component: row.metrics for row in rig.monitors.health(rig.now_s)}
    stream = {"rate_hz", "interval_max_s", "interval_min_s", "age_s"}
    assert stream | {"brightness_mean", "contrast_std", "sharpness", "noise_level", "difference"} <= set(rows["camera"])
    assert stream | {"valid_fraction", "inf_fraction", "lost_fraction", "noise_m"} <= set(rows["lidar"])
    assert stream | {"v_mps", "w_radps"} <= set(rows["odometry"])
    assert stream | {"gyro_odom_difference"} <= set(rows["imu"])
    assert stream | {"heartbeat_silence_s"} <= set(rows["perception"])
    assert stream <= set(rows["pilot"])
    assert {"speed_error", "turn_error"} <= set(rows["base"])
    assert all(math.isfinite(value) for metrics in rows.values() for value in metrics.values())


def test_nothing_seen_gives_no_rows_rather_than_invented_numbers():
    assert MonitorSet(SafetyMonitorConfig(), CameraModel()).health(0.0) == ()


def test_every_option_of_the_shipped_file_is_accepted():
    assert load_config(SafetyMonitorConfig, share_dir() / "config" / "safety_monitor.yaml") == SafetyMonitorConfig()
