from pathlib import Path

import numpy as np
import pytest

from limphome.core import Health, LimphomeError
from limphome.diagnosis.telemetry import Telemetry, tick_of


def rows():
    return [Health(1.0 + 0.1 * k, "camera", {"difference": float(k)}) for k in range(5) if k != 2] + [
        Health(1.1, "lidar", {"rate_hz": 20.0})
    ]


def test_what_was_not_reported_is_nan():
    table = Telemetry.from_health(rows())
    assert table.names == ("camera.difference", "lidar.rate_hz")
    np.testing.assert_array_equal(table.values[:, 0], [0, 1, np.nan, 3, 4])
    np.testing.assert_array_equal(table.values[:, 1], [np.nan, 20, np.nan, np.nan, np.nan])
    np.testing.assert_allclose(table.time_s, [1.0, 1.1, 1.2, 1.3, 1.4])


def test_rounding_of_a_stamp_does_not_move_it_to_another_cell():
    assert [tick_of(0.1 * k, 0.1) for k in range(1000)] == list(range(1000))


def test_rows_come_back_as_they_were():
    table = Telemetry.from_health(rows())
    again = Telemetry.from_health(table.rows())
    assert again.names == table.names
    assert again.first_tick == table.first_tick
    np.testing.assert_array_equal(again.values, table.values)


def test_a_file_holds_every_bit(tmp_path: Path):
    table = Telemetry.from_health([Health(0.1 * k, "imu", {"x": float(np.pi * k)}) for k in range(20)])
    table.save(tmp_path / "run.npz")
    np.testing.assert_array_equal(Telemetry.load(tmp_path / "run.npz").values, table.values)


def test_a_metric_that_a_drive_lacks_is_nan_when_aligned():
    aligned = Telemetry.from_health(rows()).aligned(("base.gone", "camera.difference"))
    assert np.isnan(aligned[:, 0]).all()
    assert aligned[0, 1] == 0.0


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04"])
def test_a_broken_file_is_named(tmp_path: Path, content: bytes):
    path = tmp_path / "run.npz"
    path.write_bytes(content)
    with pytest.raises(LimphomeError, match=r"run\.npz"):
        Telemetry.load(path)


def test_no_row_at_all_is_an_error():
    with pytest.raises(LimphomeError, match="no health row"):
        Telemetry.from_health([])


def odometry(*stamps_s):
    return [Health(stamp_s, "odometry", {"v_mps": 0.5}) for stamp_s in stamps_s]


@pytest.mark.parametrize("stray", [0, 20])
def test_a_row_of_a_node_that_knows_no_time_yet_is_left_out(stray):
    heard = odometry(*(1.75e9 + 0.1 * np.arange(40)))
    heard[stray:stray] = odometry(0.0, 0.0)
    table = Telemetry.from_health(heard)
    assert table.values.shape == (40, 1)
    assert table.time_s[0] == pytest.approx(1.75e9)


@pytest.mark.parametrize("jump_s", [3600.0, -3600.0, 1.75e9, -15.0])
def test_a_clock_that_jumps_for_good_is_refused(jump_s):
    stamps_s = 5000.0 + 0.1 * np.arange(400)
    stamps_s[200:] += jump_s
    with pytest.raises(LimphomeError, match=r"here: its clock jumps: stamps .*from 5000\.0 to 5019\.9 s"):
        Telemetry.from_health(odometry(*stamps_s), where="here")


def test_a_pause_that_the_engine_bears_is_borne():
    assert len(Telemetry.from_health(odometry(1.0, 1.1, 11.0)).values) == 101


def test_numbers_that_are_not_finite_are_left_out():
    heard = [Health(0.1 * k, "lidar", {"gap_m": np.inf if k else 1.0, "odd": np.nan}) for k in range(3)]
    table = Telemetry.from_health([*heard, *odometry(0.2)])
    assert table.names == ("lidar.gap_m", "odometry.v_mps")
    assert np.isnan(table.values[1:, 0]).all()
