import numpy as np
import pytest

from limphome.simulation.engine import mujoco
from limphome.simulation.scenario import load_scenario, write_world
from limphome.simulation.simulator import Simulator


@pytest.fixture
def yard(tmp_path):
    simulator = Simulator(write_world(load_scenario("crowded_yard"), 0, tmp_path), 0)
    yield simulator
    simulator.close()


def _turn(simulator, x_m, y_m, yaw_rad):
    data, free = simulator._data, simulator._free
    data.qpos[free : free + 2] = x_m, y_m
    data.qpos[free + 3 : free + 7] = np.cos(yaw_rad / 2), 0, 0, np.sin(yaw_rad / 2)
    mujoco.mj_kinematics(simulator._model, data)
    mujoco.mj_camlight(simulator._model, data)


def test_pictures_are_the_same_without_what_is_out_of_sight(yard, monkeypatch):
    renderer, view = yard._camera._renderer, yard._camera._view
    counts, everything = [], np.ones(yard._model.ngeom, bool)
    for x_m, y_m, yaw_rad in ((0, 0, 0.0), (6, 1, 2.0), (12, 0, -1.5), (20, -1, 3.1), (24, 3, 0.8)):
        _turn(yard, x_m, y_m, yaw_rad)
        picture, labels = renderer.picture(yard._data, view), renderer.labels(yard._data, view)
        counts.append(renderer._scene.ngeom)
        with monkeypatch.context() as patch:
            patch.setattr(renderer._spheres, "in_view", lambda *_: everything)
            assert np.array_equal(picture, renderer.picture(yard._data, view))
            assert np.array_equal(labels, renderer.labels(yard._data, view))
            counts.append(renderer._scene.ngeom)
    assert sum(counts[::2]) < 0.6 * sum(counts[1::2])


def test_scans_are_the_same_without_what_no_beam_can_meet(yard, monkeypatch):
    lidar, everything = yard._lidar, np.ones(yard._model.ngeom, bool)
    for x_m, y_m, yaw_rad in ((0, 0, 0.0), (12, 0, -1.5), (24, 3, 0.8)):
        _turn(yard, x_m, y_m, yaw_rad)
        few = lidar._cast(yard._data)
        with monkeypatch.context() as patch:
            patch.setattr(lidar._spheres, "in_disc", lambda *_: everything)
            all_of_them = lidar._cast(yard._data)
        reached = all_of_them < lidar._rover.range_max_m + 0.5
        assert np.array_equal(few[reached], all_of_them[reached])
        assert np.all(few[~reached] > lidar._rover.range_max_m + 0.5)


def test_shadows_are_cast_by_what_is_out_of_sight(yard):
    renderer = yard._camera._renderer
    renderer.shadows = True
    assert renderer._needed(yard._data, yard._camera._view).all()


def test_groups_are_as_they_were_afterwards(yard):
    before = yard._model.geom_group.copy()
    yard.advance(0.2)
    assert np.array_equal(yard._model.geom_group, before)
