import pytest
from mcap_ros2.writer import Writer

from limphome.core import LimphomeError
from limphome.diagnosis.recording import nominal_run, telemetry_of

ARRAY = (
    "std_msgs/Header header\ndiagnostic_msgs/DiagnosticStatus[] status\n"
    + ("=" * 80 + "\nMSG: std_msgs/Header\nbuiltin_interfaces/Time stamp\nstring frame_id\n")
    + ("=" * 80 + "\nMSG: builtin_interfaces/Time\nint32 sec\nuint32 nanosec\n")
    + ("=" * 80 + "\nMSG: diagnostic_msgs/DiagnosticStatus\n")
    + "byte level\nstring name\nstring message\nstring hardware_id\ndiagnostic_msgs/KeyValue[] values\n"
    + ("=" * 80 + "\nMSG: diagnostic_msgs/KeyValue\nstring key\nstring value\n")
)


def status(component, **values):
    pairs = [{"key": key, "value": value} for key, value in values.items()]
    return {"level": 0, "name": f"health: {component}", "message": "", "hardware_id": component, "values": pairs}


def record(path, ticks, *others):
    """So many tenths of a second of a gate's health, and others' statuses beside it."""
    with open(path, "wb") as stream, Writer(stream, chunk_size=2000) as writer:
        schema = writer.register_msgdef("diagnostic_msgs/msg/DiagnosticArray", ARRAY)
        for tick in range(ticks):
            header = {"stamp": {"sec": 100 + tick // 10, "nanosec": tick % 10 * 10**8}, "frame_id": ""}
            message = {"header": header, "status": [status("gate", v_mps=f"{tick * 0.317:.3f}"), *others]}
            writer.write_message("/diagnostics", schema, message, tick * 10**8, tick * 10**8)
    return path


def test_a_recording_of_a_recorder_that_died_is_read_to_where_it_ends(tmp_path):
    path = record(tmp_path / "drive.mcap", 300)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    table = telemetry_of(path)
    assert 50 < len(table.values) < 300
    assert table.values[:3, 0].tolist() == [0.0, 0.317, 0.634]
    assert nominal_run(path).seconds == pytest.approx(len(table.values) / 10)


def test_a_status_of_others_that_holds_no_number_is_left_out(tmp_path):
    path = record(tmp_path / "drive.mcap", 5, status("battery", voltage="12.1 V"))
    assert telemetry_of(path).names == ("gate.v_mps",)


def test_a_drive_that_is_too_short_to_be_an_example_of_normal_is_refused_by_name(tmp_path):
    path = record(tmp_path / "drive.mcap", 45)
    assert len(telemetry_of(path).values) == 45
    with pytest.raises(LimphomeError, match=r"drive\.mcap: holds 4\.5 s of telemetry \(allowed: a drive of 4\.6 s or more"):
        nominal_run(path)
    assert nominal_run(record(path, 46)).purpose == "fit"


@pytest.mark.parametrize("content", [b"", b"rubbish" * 40])
def test_a_file_that_is_no_recording_is_refused_by_name(tmp_path, content):
    path = tmp_path / "drive.mcap"
    path.write_bytes(content)
    with pytest.raises(LimphomeError, match=r"drive\.mcap"):
        nominal_run(path)


def test_a_recording_that_is_not_there_is_refused_by_name(tmp_path):
    with pytest.raises(LimphomeError, match="No such file"):
        nominal_run(tmp_path / "nowhere.mcap")
