"""Every meter on a tree of files as the kernel lays it out (make_trees.py)."""

import shutil
import time
from pathlib import Path

import pytest

from limphome.core import LimphomeError
from limphome.resources.power.energy import PowerIntegral
from limphome.resources.power.energy_watch import EnergyWatch
from limphome.resources.power.ina3221 import Ina3221Meter
from limphome.resources.power.meters import find_meters
from limphome.resources.power.nvidia_smi import NvidiaSmiMeter
from limphome.resources.power.nvml import NvmlMeter
from limphome.resources.power.rapl import RaplMeter

TREES = Path(__file__).parent / "trees"


@pytest.fixture
def tree(tmp_path):
    """A copy of a tree, whose files a test may change."""

    def copy(name: str) -> Path:
        return Path(shutil.copytree(TREES / name, tmp_path / name))

    return copy


def set_energy(root, zone, microjoules):
    (root / "sys/class/powercap" / zone / "energy_uj").write_text(f"{microjoules}\n")


def test_power_is_integrated_by_trapezoids():
    integral = PowerIntegral()
    assert integral.add(10.0, {"a": 2.0}) == {"a": 0.0}
    assert integral.add(11.0, {"a": 4.0}) == {"a": pytest.approx(3.0)}
    assert integral.add(13.0, {"a": 4.0}) == {"a": pytest.approx(11.0)}


def test_a_xavier_sums_its_six_rails():
    meter = Ina3221Meter(TREES / "xavier_jetpack5")
    assert meter.watts() == pytest.approx({"GPU": 1.9, "CPU": 3.8, "SOC": 2.85, "CV": 0.19, "VDDRQ": 0.95, "SYS5V": 2.0})
    assert meter.update(0.0).total_j == 0.0
    assert meter.update(2.0).total_j == pytest.approx(2 * 11.69)
    assert "sum of the rails" in meter.covers


def test_a_board_with_an_input_rail_counts_it_alone():
    meter = Ina3221Meter(TREES / "xavier_nx_jetpack5")
    meter.update(0.0)
    energy = meter.update(1.0)
    assert energy.total_j == pytest.approx(5.0)
    assert set(energy.rails_j) == {"VDD_IN", "VDD_CPU_GPU_CV"}


def test_the_older_driver_gives_milliwatts():
    assert Ina3221Meter(TREES / "xavier_jetpack4").watts() == {
        "GPU": 1.0, "CPU": 2.0, "SOC": 3.0, "CV": 1.0, "VDDRQ": 2.0, "SYS5V": 3.0,
    }  # fmt: skip


def test_a_channel_that_is_off_is_left_out(tree):
    root = tree("xavier_jetpack5")
    (root / "sys/bus/i2c/devices/1-0041/hwmon/hwmon4/in1_enable").write_text("0\n")
    assert "CV" not in Ina3221Meter(root).watts()


def test_rapl_counts_packages_and_memory_once(tree):
    root = tree("server")
    meter = RaplMeter(root)
    set_energy(root, "intel-rapl:0:0", 1_500_000)  # a part of package-0
    set_energy(root, "intel-rapl:0:1", 2_250_000)
    set_energy(root, "intel-rapl:1", 10_000_000)
    set_energy(root, "intel-rapl:2", 99_000_000)  # psys covers the packages again
    set_energy(root, "intel-rapl-mmio:0", 50_000_000)  # package-0 by another way
    energy = meter.update(1.0)
    assert energy.total_j == pytest.approx(0.25 + 3.0)
    assert energy.rails_j["package-0/core"] == pytest.approx(0.5)


def test_rapl_counts_on_after_its_counter_has_gone_round(tree):
    root = tree("server")
    meter = RaplMeter(root)
    set_energy(root, "intel-rapl:0", 1_000_000)
    assert meter.update(1.0).total_j == pytest.approx((262143328850 - 262143000000 + 1_000_000) / 1e6)
    set_energy(root, "intel-rapl:0", 3_000_000)
    assert meter.update(2.0).rails_j["package-0"] == pytest.approx(3.32885)


def test_rapl_that_only_root_may_read_says_so(tree):
    root = tree("server")
    counter = root / "sys/class/powercap/intel-rapl:0/energy_uj"
    counter.unlink()
    counter.mkdir()  # like a file without permission: it cannot be read, also not by root
    with pytest.raises(LimphomeError, match="cannot be read"):
        RaplMeter(root)


def test_nvidia_smi_is_asked_for_the_power_of_every_gpu():
    meter = NvidiaSmiMeter(TREES / "desktop_gpu")
    meter.update(5.0)
    energy = meter.update(6.0)
    assert energy.total_j == pytest.approx(100.0)
    assert energy.rails_j == pytest.approx({"gpu0": 69.41, "gpu1": 30.59})


def test_nvidia_smi_without_a_power_sensor_is_no_meter(tree):
    root = tree("desktop_gpu")
    (root / "usr/bin/nvidia-smi").write_text("#!/bin/sh\necho '0, [N/A]'\n")
    with pytest.raises(LimphomeError, match="gives no power"):
        NvidiaSmiMeter(root)


class TwoGpus:
    """What NVML's binding answers on a machine with two GPUs; only names that the real one has."""

    class NVMLError(Exception):
        pass

    millijoules = 7_000_000

    def nvmlInit(self):
        pass

    def nvmlDeviceGetCount(self):
        return 2

    def nvmlDeviceGetHandleByIndex(self, index):
        return index

    def nvmlDeviceGetTotalEnergyConsumption(self, handle):
        return self.millijoules * (handle + 1)


def test_nvml_counts_from_where_it_began():
    binding = TwoGpus()
    meter = NvmlMeter(binding)
    binding.millijoules += 500
    assert meter.update(1.0).rails_j == pytest.approx({"gpu0": 0.5, "gpu1": 1.0})
    assert meter.update(1.0).total_j == pytest.approx(1.5)


def test_the_names_asked_of_nvml_are_those_of_the_real_binding():
    pynvml = pytest.importorskip("pynvml")
    names = [name for name in dir(TwoGpus) if name.startswith(("nvml", "NVML"))]
    assert len(names) == 5
    assert all(hasattr(pynvml, name) for name in names)


def test_found_meters_are_summed_and_missing_ones_give_their_reason(tree):
    meters = find_meters(TREES / "server")
    assert [meter.name for meter in meters.found] == ["rapl"]
    assert "no INA3221" in meters.missing["ina3221"]
    both = tree("desktop_gpu")
    shutil.copytree(TREES / "server", both, dirs_exist_ok=True)
    summed = find_meters(both)
    summed.update(0.0)
    assert set(summed.update(1.0).rails_j) >= {"rapl.package-0", "nvidia-smi.gpu0"}
    assert summed.update(1.0).total_j == pytest.approx(100.0)
    assert summed.period_s == 0.5


def test_a_machine_without_meters_says_why(tmp_path):
    meters = find_meters(tmp_path)
    assert meters.found == ()
    assert all(name in meters.reason for name in ("ina3221", "rapl", "nvidia-smi"))


def test_the_watch_follows_power_that_changes_between_two_readings(tree):
    root = tree("xavier_nx_jetpack5")
    current = root / "sys/bus/i2c/devices/7-0040/hwmon/hwmon0/curr1_input"
    times = iter(range(1000))
    with EnergyWatch(find_meters(root), period_s=60.0, clock=lambda: float(next(times))) as watch:
        current.write_text("2000\n")  # 5 W, then 10 W a second later
        assert watch.read().total_j == pytest.approx(7.5)
        current.write_text("1000\n")
        assert watch.read().total_j == pytest.approx(15.0)


def test_a_meter_that_goes_away_is_told_and_not_counted_on_without(tree):
    root = tree("server")
    with EnergyWatch(find_meters(root), period_s=0.001) as watch:
        shutil.rmtree(root / "sys/class/powercap/intel-rapl:1")
        with pytest.raises(LimphomeError, match="cannot be read"):
            watch.read()
        time.sleep(0.02)
        zone = TREES / "server/sys/class/powercap/intel-rapl:1"
        shutil.copytree(zone, root / "sys/class/powercap/intel-rapl:1")
        with pytest.raises(LimphomeError, match="cannot be read"):
            watch.read()
