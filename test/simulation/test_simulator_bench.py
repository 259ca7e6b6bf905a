"""The benchmark measures what it names."""

import pytest

from limphome.simulation.bench import bench_simulator


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_bench_gives_every_figure(capsys):
    figures = bench_simulator("still_scene", seconds=2.0)
    assert all(value > 0 for value in figures.values())
    assert figures["simulated_s_per_core_s_without_camera"] > figures["simulated_s_per_core_s"]
    assert "camera_frames_per_core_s" in capsys.readouterr().out
