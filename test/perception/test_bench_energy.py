"""Energy of a frame, by a RAPL counter that goes on with every frame; start-up and memory."""

import json
import shutil
import time
from pathlib import Path

import pytest

from limphome.core import LimphomeError
from limphome.perception.bench import Racer
from limphome.perception.bench_energy import energy_per_frame
from limphome.perception.bench_report import bench_report
from limphome.perception.contender import Contender
from limphome.perception.footprint import measure_footprint
from limphome.resources.power.meters import find_meters

TREE = Path(__file__).parents[1] / "resources" / "power" / "trees" / "server"


@pytest.fixture
def machine(tmp_path):
    return Path(shutil.copytree(TREE, tmp_path / "root"))


def spend(root, joules):
    counter = root / "sys/class/powercap/intel-rapl:1/energy_uj"
    part = counter.with_name("part")
    part.write_text(f"{int(counter.read_text()) + round(joules * 1e6)}\n")
    part.replace(counter)  # whole for the thread that reads it


def test_what_a_network_takes_is_divided_by_its_frames(machine, model_folder, detector, monkeypatch):
    costs = {"small": 0.05, "large": 0.2}

    class Costly(Racer):
        def lap(self):
            spend(machine, costs[self.label])
            return super().lap()

    sleep = time.sleep
    monkeypatch.setattr("limphome.perception.bench_energy.time.sleep", lambda s: (spend(machine, 10.0 * s), sleep(s)))
    racers = [Costly(Contender(name, model_folder, detector.variant), detector.golden_image) for name in costs]
    figures = energy_per_frame(racers, find_meters(machine), 0.9)
    for name, joules in costs.items():
        one = figures[name]
        assert one["joule_per_frame"] == pytest.approx(joules)
        assert one["spread"] == pytest.approx([joules, joules])
        assert one["rails"]["rapl.package-1"] == pytest.approx(joules)
        assert 0 < one["idle_watts"] <= 10.0
        idle_j = one["idle_watts"] * one["joule_per_frame"] / one["watts"]
        assert one["joule_per_frame_above_idle"] == pytest.approx(joules - idle_j)


def test_a_machine_without_a_meter_gives_no_number(tmp_path, model_folder, detector):
    contenders = [Contender(name, model_folder, name) for name in (detector.variant, "fp32")]
    report = bench_report(contenders, detector.golden_image, 0.1, find_meters(tmp_path), start_up=False)
    assert report["energy"] is None
    assert report["energy_reason"].startswith("no energy meter: ina3221:")
    assert report["speedup"] == report["speedups"][detector.variant]["speedup"]
    assert report["baseline"] == "fp32"
    json.dumps(report)


def test_start_up_and_memory_are_those_of_a_new_process(model_folder, detector):
    footprint = measure_footprint(Contender("net", model_folder, detector.variant))
    assert 0 < footprint.first_frame_s < footprint.load_s < footprint.start_up_s
    assert 1 < footprint.memory_mb < 500
    assert footprint.baseline_mb > 10


def test_a_process_that_fails_is_told_by_the_name_of_its_contender(tmp_path):
    with pytest.raises(LimphomeError, match=r"nothing: did not start: .*manifest"):
        measure_footprint(Contender("nothing", tmp_path, "fp32"))
