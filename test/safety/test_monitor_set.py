"""Each fault is injected into healthy streams; asserted is what was caught, as what, and when."""

import math
from dataclasses import replace

import cv2
import numpy as np
import pytest
from rig import MonitorRig, yard_picture

from limphome.core import CameraModel, Detections, Health, Imu, Mode, Odometry, topics
from limphome.safety.monitor_set import MonitorSet
from limphome.safety.reactions import REACTIONS
from limphome.safety.safety_monitor_config import SafetyMonitorConfig

LIMP, STOP = Mode.LIMP_HOME, Mode.SAFE_STOP


def image(change):
    return lambda frame: replace(frame, image=change(frame.image))


class Caught:
    """The property: after the fault the mode is the expected one in time, for the expected reason, and over when it is over."""

    mode = LIMP
    monitor = ""
    within_s = 0.5
    heals_s = 2.5

    def break_it(self, rig: MonitorRig) -> None:
        raise NotImplementedError

    def test_it_is_caught_in_time_named_and_over_when_healed(self):
        rig = MonitorRig().started()
        since_s = rig.now_s
        self.break_it(rig)
        rig.run(4.0)
        assert rig.reaction_s(since_s) <= self.within_s + 1e-9
        assert rig.modes[1][2][0].startswith(self.monitor + ":"), rig.modes
        assert rig.state is self.mode
        self.heal(rig)
        rig.run(self.heals_s)
        assert rig.state is Mode.NOMINAL, rig.modes

    def heal(self, rig: MonitorRig) -> None:
        rig.silent.clear()
        rig.ages.clear()
        rig.change.clear()
        rig.period[topics.CAMERA] = 10


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


class TestCameraFrozen(Caught):
    monitor, within_s = "camera_frozen", 0.35

    def break_it(self, rig):
        held = rig.picture().image
        rig.change[topics.CAMERA] = image(lambda _: held)


class TestCameraFrozenAndCompressed(Caught):
    """A frozen stream whose copies differ by a few pixels."""

    monitor, within_s = "camera_frozen", 0.35

    def break_it(self, rig):
        held, rng = rig.picture().image, np.random.default_rng(1)

        def nearly(_):
            copy = held.copy()
            copy[rng.integers(0, 240, 500), rng.integers(0, 320, 500)] ^= 1
            return copy

        rig.change[topics.CAMERA] = image(nearly)


class TestCameraBlack(Caught):
    monitor, within_s = "camera_frozen", 0.45  # black repeats before it counts as dark

    def break_it(self, rig):
        rig.change[topics.CAMERA] = image(np.zeros_like)


class _Quality(Caught):
    monitor, within_s = "camera_quality", 0.35

    def break_it(self, rig):
        rig.change[topics.CAMERA] = image(self.spoil)


class TestCameraDark(_Quality):
    @staticmethod
    def spoil(picture):
        return (picture * 0.1).astype(np.uint8)


class TestCameraOverexposed(_Quality):
    @staticmethod
    def spoil(picture):
        return np.minimum(picture.astype(int) + 150, 255).astype(np.uint8)


class TestCameraFlat(_Quality):
    @staticmethod
    def spoil(picture):
        return (110 + 0.1 * picture + np.random.default_rng(picture[0, 0, 0]).normal(0, 1, picture.shape)).astype(np.uint8)


@pytest.mark.parametrize("sigma_px", [1, 2, 4, 6])
def test_blur_is_caught_as_blur(sigma_px):
    rig = MonitorRig().started()
    since_s = rig.now_s
    rig.change[topics.CAMERA] = image(lambda picture: cv2.GaussianBlur(picture, (0, 0), sigma_px))
    rig.run(1.0)
    assert rig.reaction_s(since_s) <= 0.4
    assert rig.modes[1][2][0].startswith(("camera_quality: blurred", "camera_frozen"))


@pytest.mark.parametrize("share", [0.08, 0.18, 0.38])
def test_noise_is_caught_as_noise(share):
    rig = MonitorRig().started()
    since_s = rig.now_s
    rng = np.random.default_rng(5)
    rig.change[topics.CAMERA] = image(lambda p: np.clip(p + rng.normal(0, 255 * share, p.shape), 0, 255).astype(np.uint8))
    rig.run(1.0)
    assert rig.reaction_s(since_s) <= 0.4
    assert rig.modes[1][2][0].startswith("camera_quality: noisy")


@pytest.mark.parametrize(("share", "mode"), [(0.3, LIMP), (0.6, STOP), (0.9, STOP), (1.0, STOP)])
def test_lost_beams_are_caught_by_their_share(share, mode):
    rig = MonitorRig().started()
    since_s = rig.now_s
    rng = np.random.default_rng(2)
    rig.change[topics.SCAN] = lambda scan: replace(
        scan, ranges_m=np.where(rng.random(360) < share, np.inf, scan.ranges_m).astype(np.float32)
    )
    rig.run(3.0)
    assert rig.reaction_s(since_s) <= 0.35
    assert rig.state is mode, rig.modes


@pytest.mark.parametrize("broken", [math.nan, -math.inf])
def test_broken_beams_are_caught_though_they_are_not_infinite(broken):
    rig = MonitorRig().started()
    rig.change[topics.SCAN] = lambda scan: replace(
        scan, ranges_m=np.where(np.arange(360) < 240, broken, scan.ranges_m).astype(np.float32)
    )
    rig.run(1.0)
    assert rig.state is STOP


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
    assert rig.state is LIMP


def test_a_weak_motor_is_caught_and_named():
    rig = MonitorRig().started()
    rig.asked_mps = rig.speed_mps = 0.8
    rig.run(3.0)
    assert rig.state is Mode.NOMINAL
    since_s, rig.speed_mps = rig.now_s, 0.5
    rig.run(3.0)
    assert rig.reaction_s(since_s) <= 1.5
    assert rig.modes[-1][2][0].startswith("base_tracking:")


def _base(rig, seconds, braking_mps2, acceleration_mps2=1.0):
    """A base that follows ``rig.asked_mps`` with these accelerations."""
    for _ in range(round(seconds * 100)):
        change = rig.asked_mps - rig.speed_mps
        rig.speed_mps += min(max(change, -0.01 * braking_mps2), 0.01 * acceleration_mps2)
        rig.step()


def test_a_base_that_brakes_comfortably_is_well():
    rig = MonitorRig().started()
    for rig.asked_mps in (0.8, 0.3, 0.8, 0.0, -0.3, 0.0):
        _base(rig, 2.0, 1.0)
    assert rig.modes[1:] == []


def test_a_base_that_coasts_on_when_told_to_stop_gets_the_brake_within_half_a_second():
    rig = MonitorRig().started()
    rig.asked_mps = 0.8
    _base(rig, 2.0, 1.0)
    rig.asked_mps, since_s = 0.0, rig.now_s
    _base(rig, 1.0, 0.05)
    reached = [(at - since_s, reasons) for at, mode, reasons in rig.modes if mode is STOP]
    assert reached[0][0] <= 0.5
    assert any(reason.startswith("base_overspeed:") for reason in reached[0][1])


def test_a_runaway_base_is_stopped():
    rig = MonitorRig().started()
    rig.speed_mps, since_s = 0.4, rig.now_s
    rig.run(1.0)
    assert rig.reaction_s(since_s) <= 0.3
    assert rig.state is STOP


def test_wheels_that_stand_against_a_command_stop_for_an_operator():
    rig = MonitorRig().started()
    rig.asked_mps = 0.5
    rig.run(3.0)
    assert rig.state is STOP
    assert rig.modes[-1][2][0].startswith("base_stuck:")
    rig.asked_mps = 0.0
    rig.run(10.0)
    assert rig.state is STOP
    rig.supervisor.reset(rig.now_s)
    rig.run(6.0)
    assert rig.state is Mode.NOMINAL


def test_wheels_that_turn_against_the_gyro_are_caught():
    rig = MonitorRig().started()
    since_s = rig.now_s
    rig.change[topics.ODOMETRY] = lambda odometry: Odometry(odometry.stamp_s, 0.0, 0.0, 0.0, 0.0, 0.5)
    rig.run(2.0)
    assert rig.reaction_s(since_s) <= 0.6
    assert "imu_odometry" in rig.modes[1][2][0]


def test_turning_with_both_in_agreement_is_no_fault():
    rig = MonitorRig().started()
    rig.change[topics.ODOMETRY] = lambda odometry: replace(odometry, w_radps=0.9)
    rig.change[topics.IMU] = lambda imu: Imu(imu.stamp_s, (0.0, 0.0, 0.9 + imu.angular_velocity_radps[2]), imu.acceleration_mps2)
    rig.run(0.5)
    rig.modes.clear()
    rig.run(5.0)
    assert [reason for _, _, reasons in rig.modes for reason in reasons if reason.startswith("imu_odometry")] == []


def _boxes(stamp_s, *boxes):
    return Detections(stamp_s, np.array(boxes, np.float32), np.full(len(boxes), 0.9, np.float32), np.zeros(len(boxes), np.int64))


def _box_at(distance_m, bearing_rad, camera=CameraModel()):
    x, y = camera.x_m + distance_m * math.cos(bearing_rad), distance_m * math.sin(bearing_rad)
    foot, _ = camera.project(np.array([[x, y, 0.0], [x, y, 1.7]]))
    return [foot[0, 0] - 12, foot[1, 1], foot[0, 0] + 12, foot[0, 1]]


def _lone_person(rig, distance_m, bearing_rad):
    from rig import look

    rig.ranges = look(0.0, 0.0, 0.0, [(distance_m * math.cos(bearing_rad), distance_m * math.sin(bearing_rad), 0.2)], 6.0)


def test_a_person_that_both_sensors_see_is_no_contradiction():
    rig = MonitorRig().started()
    _lone_person(rig, 2.0, 0.2)
    rig.change[topics.DETECTIONS] = lambda found: _boxes(found.stamp_s, _box_at(2.0, 0.2))
    rig.run(5.0)
    assert rig.state is Mode.NOMINAL, rig.modes


def test_a_person_that_only_the_camera_sees_is_a_contradiction():
    rig = MonitorRig().started()
    rig.ranges = np.full(360, 8.0, np.float32)
    since_s = rig.now_s
    rig.change[topics.DETECTIONS] = lambda found: _boxes(found.stamp_s, _box_at(2.0, 0.2))
    rig.run(3.0)
    assert rig.reaction_s(since_s) <= 1.0
    assert "camera_lidar: a person seen" in rig.modes[1][2][0]


def test_a_box_that_the_edge_of_the_picture_cuts_is_no_contradiction():
    rig = MonitorRig().started()
    rig.ranges = np.full(360, 8.0, np.float32)
    rig.change[topics.DETECTIONS] = lambda found: _boxes(found.stamp_s, [0.0, 40.0, 30.0, 240.0], [290.0, 40.0, 320.0, 240.0])
    rig.run(3.0)
    assert rig.modes[1:] == []


def _walk(rig, seconds, boxes):
    """A person crosses 2 m ahead at 1 m/s."""
    for tick in range(round(seconds * 10)):
        bearing = 0.6 - 0.05 * tick
        _lone_person(rig, 2.0, bearing)
        if boxes:
            rig.change[topics.DETECTIONS] = lambda found, bearing=bearing: _boxes(found.stamp_s, _box_at(2.0, bearing))
        rig.run(0.1)


def test_a_walker_close_ahead_that_the_camera_never_sees_is_a_contradiction():
    rig = MonitorRig().started()
    since_s = rig.now_s
    _walk(rig, 2.0, boxes=False)
    assert rig.reaction_s(since_s) <= 1.2
    assert "camera_lidar: a thing walks ahead" in rig.modes[1][2][0]


def test_a_walker_that_both_sensors_see_is_no_contradiction():
    rig = MonitorRig().started()
    _walk(rig, 2.4, boxes=True)
    assert rig.modes[1:] == []


def test_a_bollard_that_the_network_has_no_class_for_is_no_contradiction():
    rig = MonitorRig().started()
    _lone_person(rig, 2.0, 0.1)
    rig.run(5.0)
    assert rig.modes[1:] == []


def test_a_minute_before_a_still_noisy_scene_raises_nothing():
    """Sensor noise of one grey level, the least that numbers.md promises."""
    rig = MonitorRig(noise=1.0).started()
    rig.run(60.0)
    assert rig.modes[1:] == []


@pytest.mark.parametrize("gain", [0.45, 1.5])
def test_a_dim_and_a_bright_still_scene_raise_nothing(gain):
    rig = MonitorRig(noise=1.5)
    rig.scene = np.minimum(yard_picture() * gain, 255.0)
    rig.started().run(10.0)
    assert rig.modes[1:] == []


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


def test_reports_of_other_components_are_not_taken_for_perceptions():
    monitors = MonitorSet(SafetyMonitorConfig(), CameraModel())
    monitors.observe(topics.DIAGNOSTICS, Health(0.0, "pilot", {"digest_ok": 0.0}), 0.0, 0.0)
    assert all(verdict.ok for verdict in monitors.verdicts(0.0) if verdict.monitor == "model_integrity")


def test_every_option_of_the_shipped_file_is_accepted():
    from limphome.resources import load_config, share_dir

    assert load_config(SafetyMonitorConfig, share_dir() / "config" / "safety_monitor.yaml") == SafetyMonitorConfig()


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
