"""What goes out comes back."""

import math

import numpy as np
import pytest
from diagnostic_msgs.msg import DiagnosticStatus, KeyValue
from geometry_msgs.msg import Twist
from rclpy.serialization import deserialize_message, serialize_message

from limphome.core import (
    Cause,
    Command,
    Detections,
    FaultSpec,
    Frame,
    Health,
    Imu,
    LimphomeError,
    Mode,
    Odometry,
    Route,
    SafetyState,
    Scan,
    Verdict,
)
from limphome.nodes.convert.detections import from_detections, to_detections
from limphome.nodes.convert.image import ImageWriter, to_frame
from limphome.nodes.convert.motion import from_command, from_imu, from_odometry, to_command, to_imu, to_odometry
from limphome.nodes.convert.route import from_route, to_route
from limphome.nodes.convert.scan import from_scan, to_scan
from limphome.nodes.convert.stamp import to_stamp
from limphome.nodes.convert.status import (
    array_of,
    from_cause,
    from_fault,
    from_health,
    from_safety_state,
    from_verdict,
    to_cause,
    to_fault,
    to_healths,
    to_safety_state,
    to_verdicts,
)


def wire(message):
    """As another process gets it."""
    return deserialize_message(serialize_message(message), type(message))


def test_frame_survives_the_wire_and_the_writer_is_used_again():
    writer, rng = ImageWriter(), np.random.default_rng(0)
    for stamp_s in (1.25, 2.5):
        frame = Frame(stamp_s, rng.integers(0, 255, (6, 8, 3), dtype=np.uint8))
        back = to_frame(wire(writer.write(frame)))
        assert np.array_equal(back.image, frame.image)
        assert (back.stamp_s, back.frame_id) == (stamp_s, "camera_optical_frame")


def test_padded_rows_and_bgr_are_read():
    frame = Frame(1.0, np.arange(24, dtype=np.uint8).reshape(2, 4, 3))
    message = ImageWriter().write(frame)
    padded = np.zeros((2, 16), np.uint8)
    padded[:, :12] = frame.image[:, :, ::-1].reshape(2, 12)
    message.encoding, message.step, message.data = "bgr8", 16, padded.tobytes()
    assert np.array_equal(to_frame(message).image, frame.image)


def test_reading_a_picture_does_not_copy_it():
    message = ImageWriter().write(Frame(1.0, np.zeros((2, 4, 3), np.uint8)))
    assert np.shares_memory(to_frame(message).image, np.frombuffer(message.data, np.uint8))


def test_scan_keeps_infinite_and_invalid_ranges():
    scan = Scan(3.0, np.array([1.5, np.inf, -np.inf, np.nan], np.float32), -1.0, 0.5)
    back = to_scan(wire(from_scan(scan)))
    assert np.array_equal(back.ranges_m, scan.ranges_m, equal_nan=True)
    assert (back.stamp_s, back.angle_min_rad, back.angle_increment_rad, back.frame_id) == (3.0, -1.0, 0.5, "lidar")


@pytest.mark.parametrize("upside_down", [False, True])
def test_what_lies_beyond_the_reach_is_no_return(upside_down):
    ranges = np.array([1.5, 5.6, 65.533, np.nan, -np.inf, np.inf, 5.599], np.float32)
    free = np.array([1.5, np.inf, np.inf, np.nan, -np.inf, np.inf, 5.599], np.float32)
    message = wire(from_scan(Scan(3.0, ranges, -1.0, 0.1, range_max_m=5.6)))
    scan = to_scan(message, upside_down=upside_down)
    assert np.array_equal(scan.ranges_m, free[::-1] if upside_down else free, equal_nan=True)
    assert np.array_equal(message.ranges, ranges, equal_nan=True), "the message is left as it was"


def test_a_reach_that_is_none_frees_no_beam():
    ranges = np.array([1.5, 3.0], np.float32)
    scan = to_scan(from_scan(Scan(3.0, ranges, -1.0, 0.1, range_min_m=0.0, range_max_m=0.0)))
    assert np.array_equal(scan.ranges_m, ranges)


def test_reading_a_scan_within_its_reach_does_not_copy_it():
    message = from_scan(Scan(3.0, np.array([1.5, np.nan, np.inf], np.float32), -1.0, 0.5))
    assert np.shares_memory(to_scan(message).ranges_m, np.frombuffer(message.ranges, np.float32))


def test_motion_survives_the_wire():
    odometry = Odometry(1.5, 1.0, -2.0, -3.0, 0.5, 0.25)
    back = to_odometry(wire(from_odometry(odometry)))
    assert [back.x_m, back.y_m, back.yaw_rad, back.v_mps, back.w_radps] == pytest.approx([1.0, -2.0, -3.0, 0.5, 0.25])
    imu = Imu(1.5, (0.1, 0.2, 0.3), (0.0, 0.5, 9.81))
    assert to_imu(wire(from_imu(imu))) == imu
    command = Command(1.5, 0.5, -0.25)
    assert to_command(wire(from_command(command))) == command
    assert to_command(from_command(command, stamped=False), 7.0) == Command(7.0, 0.5, -0.25)
    assert isinstance(from_command(command, stamped=False), Twist)


def test_command_that_is_not_finite_passes_to_the_gate_that_guards_it():
    assert not to_command(from_command(Command(1.0, math.nan, 0.0))).is_finite


def test_odometry_that_is_not_finite_is_refused():
    with pytest.raises(LimphomeError, match="finite"):
        to_odometry(from_odometry(Odometry(1.0, math.nan, 0.0, 0.0, 0.0, 0.0)))


def test_a_gyroscope_without_accelerations_is_read_and_a_turn_rate_that_is_not_finite_is_refused():
    nothing = (math.nan, math.nan, math.nan)
    assert to_imu(from_imu(Imu(1.0, (0.0, 0.0, 0.3), nothing))).angular_velocity_radps == (0.0, 0.0, 0.3)
    with pytest.raises(LimphomeError, match="finite"):
        to_imu(from_imu(Imu(1.0, (0.0, 0.0, math.nan), (0.0, 0.0, 9.81))))


def test_detections_keep_the_stamp_of_their_frame_also_when_empty():
    boxes = np.array([[10, 20, 30, 60], [0, 0, 8, 8]], np.float32)
    detections = Detections(2.25, boxes, np.array([0.75, 0.5], np.float32), np.array([0, 2]))
    back = to_detections(wire(from_detections(detections)))
    assert back.stamp_s == 2.25
    assert back.boxes_xyxy == pytest.approx(boxes)
    assert back.scores == pytest.approx(detections.scores)
    assert back.class_ids.tolist() == [0, 2]
    empty = to_detections(wire(from_detections(Detections.empty(4.5))))
    assert (len(empty), empty.stamp_s) == (0, 4.5)


def test_a_class_that_the_stages_do_not_know_keeps_its_name():
    boxes = np.array([[10, 20, 30, 60], [0, 0, 8, 8]], np.float32)
    detections = Detections(1.0, boxes, np.array([0.9, 0.8], np.float32), np.array([0, 1]), ("bicycle", "person"))
    back = to_detections(wire(from_detections(detections)))
    assert [back.class_names[index] for index in back.class_ids] == ["bicycle", "person"]
    assert len(back.of_class("person")) == 1
    assert len(back.of_class("cone")) == 0


def test_route_survives_the_wire():
    route = Route(np.array([[0.0, 0.0], [1.0, 2.0]]))
    assert np.array_equal(to_route(wire(from_route(route))).points_m, route.points_m)


def test_health_and_verdicts_share_an_array_and_are_told_apart():
    health = Health(1.5, "camera", {"rate_hz": 10.0, "age_s": 1e-9})
    verdict = Verdict(1.5, "camera_frozen", "camera", Mode.LIMP_HOME, "same picture for 0.5 s")
    message = wire(array_of([from_health(health), from_verdict(verdict)], 1.5))
    assert to_healths(message) == (health,)
    assert to_verdicts(message) == (verdict,)


@pytest.mark.parametrize("mode", list(Mode))
def test_safety_state_keeps_mode_and_reasons_in_order(mode):
    state = SafetyState(9.0 + 1e-9, mode, ("a: one", "b: two"))
    assert to_safety_state(wire(from_safety_state(state)), 10.0) == state


def test_safety_state_that_says_no_stamp_gets_that_of_its_arrival():
    message = DiagnosticStatus(message="LIMP_HOME", values=[KeyValue(key="why", value="a: one")])
    assert to_safety_state(message, 9.0) == SafetyState(9.0, Mode.LIMP_HOME, ("a: one",))


@pytest.mark.parametrize("stamp", ["nan", "soon"])
def test_safety_state_with_a_stamp_that_is_no_number_is_refused(stamp):
    with pytest.raises(LimphomeError, match=stamp if stamp == "soon" else "NaN"):
        to_safety_state(DiagnosticStatus(message="NOMINAL", values=[KeyValue(key="stamp_s", value=stamp)]), 9.0)


@pytest.mark.parametrize("onset_s", [None, 12.5])
def test_cause_survives_the_wire(onset_s):
    cause = Cause("camera.freeze", "camera", 0.875, onset_s, ("difference is 0", "rate is normal"))
    assert to_cause(wire(from_cause(cause))) == cause


def test_fault_survives_the_wire_with_its_age():
    spec = FaultSpec.parse("communication.delay[scan]:3@4+10", seed=7)
    assert to_fault(wire(from_fault(spec, 2.5))) == (spec, 2.5)
    for_ever = FaultSpec.parse("camera.freeze:5")
    assert to_fault(wire(from_fault(for_ever, 0.0)))[0] == for_ever


@pytest.mark.parametrize("time_s", [math.nan, -1.0, math.inf])
def test_time_that_no_stamp_can_hold_is_refused(time_s):
    with pytest.raises(LimphomeError, match="stamp"):
        to_stamp(time_s)


def test_stamps_are_exact_to_a_nanosecond():
    stamp = to_stamp(1.999999999999)
    assert (stamp.sec, stamp.nanosec) == (2, 0)


STEP_RAD = 2 * np.pi / 360
ORDERS = {
    "from behind": (-np.pi, STEP_RAD, {}),
    "from ahead": (0.0, STEP_RAD, {}),
    "clockwise from ahead": (2 * np.pi - STEP_RAD, -STEP_RAD, {}),
    "looking back": (0.0, STEP_RAD, {"yaw_rad": np.pi}),
    "hanging": (-np.pi, STEP_RAD, {"upside_down": True}),
    "hanging and looking back": (-np.pi, STEP_RAD, {"yaw_rad": np.pi, "upside_down": True}),
}


@pytest.mark.parametrize(("first_rad", "step_rad", "mount"), ORDERS.values(), ids=ORDERS)
@pytest.mark.parametrize("count", [360, 359, 361])
def test_scan_is_read_the_same_however_the_lidar_counts_and_sits(first_rad, step_rad, mount, count):
    turn = -1 if mount.get("upside_down") else 1
    bearings = turn * (first_rad + step_rad * np.arange(count)) + mount.get("yaw_rad", 0.0)  # on the robot
    ranges = np.full(count, 9.0, np.float32)
    for bearing_rad, range_m in ((0.0, 1.0), (np.pi / 2, 2.0), (-np.pi / 4, 3.0)):
        ranges[np.abs(np.angle(np.exp(1j * (bearings - bearing_rad)))) < 2.1 * STEP_RAD] = range_m
    scan = to_scan(from_scan(Scan(1.0, ranges, first_rad, step_rad)), **mount)
    near = {degrees: np.abs(scan.angles_rad - np.radians(degrees)) < 1.5 * STEP_RAD for degrees in (0, 90, -45)}
    seen = {degrees: float(np.nanmin(scan.ranges_m[beams])) for degrees, beams in near.items()}  # a beam may lack there
    assert seen == {0: 1.0, 90: 2.0, -45: 3.0}
    assert scan.angle_increment_rad > 0
    assert abs(abs(scan.angles_rad[0]) - np.pi) < 2 * STEP_RAD, "what lies ahead is not cut in two"


def test_scan_of_part_of_a_turn_keeps_its_beams_and_looks_back_when_mounted_so():
    ranges = np.arange(181, dtype=np.float32) / 20
    scan = to_scan(from_scan(Scan(1.0, ranges, -np.pi / 2, np.pi / 180)), yaw_rad=np.pi)
    assert np.array_equal(scan.ranges_m, ranges)
    assert np.degrees(scan.angles_rad[[0, 45, 180]]) == pytest.approx([90, 135, -90], abs=0.01)
