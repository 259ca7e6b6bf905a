"""What a recorder hears is what the log says."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from limphome.cli.demo.narrator import Narrator
from limphome.cli.report.drive_recorder import DriveRecorder
from limphome.cli.report.outcome import Outcome
from limphome.core import Cause, Detections, FaultSpec, Frame, Health, Mode, Route, SafetyState, Scan, topics

FREEZE = FaultSpec.parse("camera.freeze:5@2+3")


def truth(time_s, **more):
    fixed = {"yaw_rad": 0.0, "contacts": 0, "contacts_person_moving": 0, "clearance_m": 1.0, "person_clearance_m": 2.0}
    moving = {"x_m": time_s, "y_m": 0.0, "v_mps": 1.0, "distance_m": time_s, "goal_distance_m": 10 - time_s}
    return SimpleNamespace(**{"time_s": time_s, **fixed, **moving, "persons_m": ((5.0, time_s),), **more})


def frame(stamp_s, level=100):
    return Frame(stamp_s, np.full((12, 16, 3), level, np.uint8))


def person(stamp_s, count=1):
    box = np.tile(np.array([[1, 1, 5, 9]], np.float32), (count, 1))
    return Detections(stamp_s, box, np.full(count, 0.9, np.float32), np.zeros(count, int))


@pytest.fixture
def recorder():
    """Drove two seconds in NOMINAL, then a frozen camera, LIMP_HOME, healed."""
    one = DriveRecorder()
    one.observe(topics.ROUTE, Route(np.array([[0.0, 0.0], [10.0, 0.0]])), 0.0)
    for tick in range(80):
        now_s = tick / 10
        one.observe(topics.TRUTH, truth(now_s), now_s)
        one.observe(topics.CAMERA, frame(now_s), now_s)
        one.observe(topics.DETECTIONS, person(now_s), now_s)
        one.observe(topics.SCAN, Scan(now_s, np.full(360, 3.0, np.float32)), now_s)
        one.observe(topics.DIAGNOSTICS, Health(now_s, "camera", {"difference": 4.0}), now_s)
        one.observe(topics.ACTIVE_FAULTS, (FREEZE,) if FREEZE.is_active(now_s) else (), now_s)
        mode = Mode.LIMP_HOME if 2.5 <= now_s < 6 else Mode.NOMINAL
        one.observe(topics.SAFETY_STATE, SafetyState(now_s, mode, ("camera_frozen: still",) if mode else ()), now_s)
        best = Cause("camera.freeze", "camera", 0.9) if 3 <= now_s < 7 else Cause("none", "", 0.9)
        one.observe(topics.CAUSES, (best, Cause("unknown", "", 0.1)), now_s)
    return one


def test_modes_faults_and_causes_are_kept_with_their_times(recorder):
    log = recorder.log("test")
    assert [(c.time_s, c.mode, c.reason) for c in log.modes] == [
        (0.0, Mode.NOMINAL, ""),
        (2.5, Mode.LIMP_HOME, "camera_frozen: still"),
        (6.0, Mode.NOMINAL, ""),
    ]
    (span,) = log.faults
    assert (span.name, span.component, span.start_s, span.end_s) == ("camera.freeze", "camera", 2.0, 5.0)
    assert log.diagnosis_at(4.0).best.fault == "camera.freeze"
    assert log.diagnosis_at(7.5).best.fault == "none"
    assert len(log.diagnoses) < 12


def test_the_clock_of_a_fault_starts_when_it_shows(recorder):
    recorder.observe(topics.FAULTS_SHOWN, (FREEZE, 2.2), 8.0)
    assert recorder.log("test").faults[0].start_s == 2.2


def test_two_faults_of_one_kind_are_two_spans():
    scan, odometry = FaultSpec.parse("communication.delay[scan]:4@5+5"), FaultSpec.parse("communication.delay[odom]:4@8+10")
    one = DriveRecorder()
    for tick in range(200):
        now_s = tick / 10
        one.observe(topics.ACTIVE_FAULTS, tuple(spec for spec in (scan, odometry) if spec.is_active(now_s)), now_s)
    one.observe(topics.FAULTS_SHOWN, (odometry, 8.3), 20.0)
    spans = [(span.component, span.start_s, span.end_s) for span in one.log("test").faults]
    assert spans == [("lidar", 5.0, 10.0), ("odometry", 8.3, 18.0)]


def test_a_fault_that_never_ends_stays_open():
    one = DriveRecorder()
    one.observe(topics.ACTIVE_FAULTS, (FREEZE,), 1.0)
    assert one.active_faults == ("camera.freeze",)
    assert math.isinf(one.log("test").faults[0].end_s)


def test_track_map_persons_and_metrics(recorder):
    log = recorder.log("test")
    assert log.duration_s == 7.9
    assert Outcome.of(log.track) == Outcome(pytest.approx(2.1), pytest.approx(7.9), 0, 0, 0, 1.0, 2.0)
    assert log.route_m.shape == (2, 2)
    assert log.persons_m["person 1"].shape == (80, 3)
    assert log.metrics["camera.difference"].shape == (2, 80)
    assert log.surroundings_m[:, 1].max() == pytest.approx(3.0, abs=0.05)
    assert log.surroundings_m[:, 0].max() == pytest.approx(7.5 + 3.0, abs=0.05)


def test_a_row_of_a_node_that_knows_no_time_yet_is_no_point_of_its_curve(recorder):
    before = recorder.log("test").metrics["camera.difference"]
    recorder.observe(topics.DIAGNOSTICS, Health(0.0, "camera", {"difference": 9.0}), 8.0)
    recorder.observe(topics.DIAGNOSTICS, Health(8.1, "camera", {"difference": 5.0}), 8.1)
    curve = recorder.log("test").metrics["camera.difference"]
    assert curve.tolist() == np.column_stack([before, (8.1, 5.0)]).tolist()


def test_contacts_are_counted_by_the_mode_in_which_they_fell():
    one = DriveRecorder()
    for time_s, mode, contacts in ((0.0, Mode.NOMINAL, 0), (1.0, Mode.NOMINAL, 1), (2.0, Mode.LIMP_HOME, 3)):
        one.observe(topics.SAFETY_STATE, SafetyState(time_s, mode), time_s)
        one.observe(topics.TRUTH, truth(time_s, contacts=contacts, contacts_person_moving=contacts // 2), time_s)
    outcome = Outcome.of(one.log("test").track)
    assert (outcome.contacts, outcome.contacts_nominal, outcome.contacts_person_moving) == (3, 1, 1)


def test_pictures_are_taken_at_the_moments_that_matter(recorder):
    captions = [picture.caption for picture in recorder.log("test").snapshots]
    assert captions == [
        "NOMINAL: 1 person in sight",
        "camera.freeze has begun; LIMP_HOME: camera_frozen: still",
        "NOMINAL",
        "the end, 2.10 m from the goal",
    ]
    assert all(picture.detections is not None for picture in recorder.album.pictures())


def test_boxes_stand_on_the_frame_that_they_were_found_in():
    one = DriveRecorder()
    for tick in range(15):
        one.album.add_frame(frame(tick / 10, level=tick))
        if tick:
            one.album.add_detections(person((tick - 1) / 10), calm=False)
    one.album.want(1.3, "moment")
    (picture,) = one.album.pictures()
    assert picture.detections.stamp_s == picture.frame.stamp_s == 1.3


def test_a_dead_network_leaves_a_picture_without_boxes():
    one = DriveRecorder()
    one.album.add_detections(person(0.0), calm=False)
    for tick in range(30):
        one.album.add_frame(frame(tick / 10))
    one.album.want(2.0, "moment")
    assert one.album.pictures()[0].detections is None


def test_the_narrator_tells_every_event_once(recorder):
    one, narrator, told = DriveRecorder(), Narrator(), []
    for now_s, mode, faults, fault in (
        (1.0, Mode.NOMINAL, (), "none"),
        (2.0, Mode.NOMINAL, (FREEZE,), "none"),
        (2.5, Mode.LIMP_HOME, (FREEZE,), "camera.freeze"),
        (3.0, Mode.LIMP_HOME, (FREEZE,), "camera.freeze"),
        (5.0, Mode.LIMP_HOME, (), "camera.freeze"),
        (6.0, Mode.NOMINAL, (), "none"),
    ):
        one.observe(topics.ACTIVE_FAULTS, faults, now_s)
        one.observe(topics.SAFETY_STATE, SafetyState(now_s, mode, ("camera_frozen",) if mode else ()), now_s)
        one.observe(topics.CAUSES, (Cause(fault, "camera", 0.9),), now_s)
        told += [line.strip() for line in narrator.news(one, now_s)]
    assert told == [
        "1.0 s     NOMINAL",
        "2.0 s  !  camera.freeze begins",
        "2.5 s     LIMP_HOME: camera_frozen",
        "2.5 s  ?  diagnosis: camera.freeze in camera, probability 0.90",
        "5.0 s  +  camera.freeze is healed",
        "6.0 s     NOMINAL",
        "6.0 s     diagnosis: nothing is wrong any more",
    ]
