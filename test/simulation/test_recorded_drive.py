from types import SimpleNamespace

import pytest

from limphome.cli.recording.lockstep_recording import LockstepRecording
from limphome.core import CameraModel, FaultSpec, Health, LimphomeError, topics
from limphome.diagnosis.recorded_run import RecordedFault
from limphome.diagnosis.recording import nominal_run
from limphome.simulation.recorded_drive import recorded_drive
from limphome.simulation.truth import Truth

DELAY = FaultSpec.parse("communication.delay[scan]:3@4+10")
NEVER = FaultSpec.parse("camera.blur:1@90+5")


def truth(time_s):
    return Truth(time_s, 1.0, 2.0, 0.1, 0.4, 0, (), 0, 0.5, 2.0, 7.0, 3.0, ())


@pytest.fixture
def record(tmp_path):
    def record(faults, told):
        path = tmp_path / "a-drive" / "recording.mcap"
        path.parent.mkdir()
        recording = LockstepRecording(path, faults, CameraModel())
        for topic, message, now_s in told:
            recording.observe(topic, message, now_s)
        recording.close()
        return path

    return record


def health(time_s, value):
    return topics.DIAGNOSTICS, Health(time_s, "gate", {"scan_age_s": value}), time_s


def test_telemetry_and_what_was_injected_are_read(record):
    shown = [
        (topics.FAULTS_SHOWN, (DELAY, 4.2), 4.2),
        (topics.FAULTS_SHOWN, (DELAY, 6.0), 6.0),
    ]  # a relay that was restarted says it again
    run = recorded_drive(record([DELAY, NEVER], [health(1.0, 0.1), (topics.TRUTH, truth(2.0), 2.0), *shown, health(1.2, 0.3)]))
    assert run.scenario == "a-drive"
    assert run.telemetry.names == ("gate.scan_age_s",)
    assert run.telemetry.values[[0, 2], 0].tolist() == [0.1, 0.3]
    assert run.faults == (
        RecordedFault("communication.delay", "lidar", 3, 4.2, 14.0),
        RecordedFault("camera.blur", "camera", 1, None, 95.0),
    )


def test_a_fault_ended_by_hand_ends_when_it_is_told_of_no_longer(tmp_path):
    path = tmp_path / "recording.mcap"
    recording = LockstepRecording(path, [DELAY], CameraModel())
    for tenths in range(100):
        recording._faults = (DELAY,) if tenths < 60 else ()  # of 4 to 14 s
        for topic, message, now_s in (health(tenths / 10, 0.1), (topics.TRUTH, truth(tenths / 10), tenths / 10)):
            recording.observe(topic, message, now_s)
    recording.close()
    (fault,) = recorded_drive(path).faults
    assert fault.end_s == pytest.approx(6.0)


def test_a_drive_without_a_fault_is_a_nominal_one(record):
    assert recorded_drive(record([], [health(1.0, 0.1), (topics.TRUTH, truth(2.0), 2.0)])).faults == ()


def test_a_drive_with_a_fault_is_refused_as_an_example_of_normal(record):
    path = record([DELAY], [health(1.0, 0.1), (topics.TRUTH, truth(2.0), 2.0), (topics.TRUTH, truth(5.0), 5.0)])
    with pytest.raises(LimphomeError, match=r"communication\.delay.*nothing was broken"):
        nominal_run(path)


def test_a_drive_without_telemetry_is_refused_by_name(record):
    with pytest.raises(LimphomeError, match=r"recording\.mcap: no telemetry in it"):
        recorded_drive(record([DELAY], [(topics.TRUTH, truth(2.0), 2.0)]))


def test_a_fault_that_cannot_be_read_is_told_with_the_file(record):
    odd = SimpleNamespace(**{**vars(NEVER), "severity": "much"}, name=NEVER.name, is_active=lambda age_s: True)
    path = record([odd], [health(1.0, 0.1), (topics.TRUTH, truth(2.0), 2.0)])
    with pytest.raises(LimphomeError, match=r"recording\.mcap: holds an unreadable fault, 'fault: camera\.blur'"):
        recorded_drive(path)
