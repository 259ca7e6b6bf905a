from pathlib import Path

import pytest

from limphome.core import LimphomeError
from limphome.resources.power.clocks import clocks
from limphome.resources.power.conditions import conditions
from limphome.resources.power.power_mode import PowerMode, power_mode, power_modes, set_power_mode

TREES = Path(__file__).parent / "trees"
XAVIER = TREES / "xavier_jetpack5"


def test_the_power_mode_has_the_name_that_the_board_gives_it():
    assert power_mode(XAVIER) == PowerMode(2, "MODE_15W")
    assert [mode.name for mode in power_modes(XAVIER).values()] == ["MAXN", "MODE_10W", "MODE_15W"]


def test_no_nvpmodel_no_power_mode(tmp_path):
    assert power_mode(tmp_path) is None
    assert power_modes(tmp_path) == {}
    with pytest.raises(LimphomeError, match="cannot be set: no nvpmodel"):
        set_power_mode(0, tmp_path)


def test_clocks_of_cores_and_gpu_in_megahertz():
    found = clocks(XAVIER)
    assert found["cpu"] == {"governor": "schedutil", "lowest_mhz": 1190.4, "highest_mhz": 1193.4, "limit_mhz": 1200.0}
    gpu = {"governor": "nvhost_podgov", "now_mhz": 318.75, "limit_mhz": 1377.0}
    assert found["devices"] == {"17000000.gv11b": gpu}


def test_a_virtual_machine_tells_its_clock_in_cpuinfo(tmp_path):
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/cpuinfo").write_text("processor\t: 0\ncpu MHz\t\t: 3500.125\n\nprocessor\t: 1\ncpu MHz\t\t: 2500.0\n")
    assert clocks(tmp_path)["cpu"] == {"governor": None, "lowest_mhz": 2500.0, "highest_mhz": 3500.125, "limit_mhz": None}


def test_conditions_name_mode_clocks_and_versions():
    found = conditions(XAVIER)
    assert found["power_mode"] == "2 MODE_15W"
    assert found["clocks"]["cpu"]["governor"] == "schedutil"
    assert "numpy" in found["versions"]


def test_nvpmodel_is_asked_and_what_it_did_is_checked(tmp_path, monkeypatch):
    (tmp_path / "etc").mkdir()
    (tmp_path / "usr/sbin").mkdir(parents=True)
    (tmp_path / "var/lib/nvpmodel").mkdir(parents=True)
    (tmp_path / "etc/nvpmodel.conf").write_text((XAVIER / "etc/nvpmodel.conf").read_text())
    program, status = tmp_path / "usr/sbin/nvpmodel", tmp_path / "var/lib/nvpmodel/status"
    status.write_text("pmode:0002\n")
    program.write_text(f"#!/bin/sh\n[ $2 = 1 ] && echo pmode:0001 > {status}\nexit 0\n")
    program.chmod(0o755)
    monkeypatch.setattr("os.geteuid", lambda: 0)
    set_power_mode(1, tmp_path)
    assert power_mode(tmp_path) == PowerMode(1, "MODE_10W")
    with pytest.raises(LimphomeError, match="was not taken"):
        set_power_mode(0, tmp_path)
    with pytest.raises(LimphomeError, match="no power mode 9"):
        set_power_mode(9, tmp_path)
