"""Scenario files: what they draw, what they refuse."""

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.resources import share_dir
from limphome.simulation.scenario import load_scenario, write_world
from limphome.simulation.sdf.world import read_world

NAMES = sorted(path.stem for path in (share_dir() / "config/scenarios").glob("*.yaml"))


def test_the_named_scenarios_exist():
    assert {"clear_route", "crossing_person", "crowded_yard", "blind_corner", "still_scene"} <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_scenario_writes_and_loads(tmp_path, name):
    scenario = load_scenario(name)
    for seed in range(5):
        world = read_world(write_world(scenario, seed, tmp_path))
        world.spec.compile()
        assert world.rover is not None
        np.testing.assert_allclose(world.route.points_m, scenario.route)
        assert world.speed_mps == scenario.speed_mps
        assert sum(thing.class_name == "person" for thing in world.things) == len(scenario.persons)
        assert all(track.speed_mps <= 1.4 for track in world.tracks.values())
        for thing in world.things:
            if thing.class_name == "person":
                low, high = (1.6, 1.9) if thing.name.startswith("adult") else (0.9, 1.3)
                assert low <= round(thing.height_m, 2) <= high


@pytest.mark.parametrize("name", ["clear_route", "crossing_person", "crowded_yard", "blind_corner"])
def test_routes_are_long_enough_for_a_drive_of_a_minute_at_most(name):
    scenario = load_scenario(name)
    length = np.linalg.norm(np.diff(np.array(scenario.route), axis=0), axis=1).sum()
    assert 20 <= length <= 35
    assert scenario.duration_s > length / scenario.speed_mps + 15


def test_a_seed_gives_the_same_file_and_another_seed_another(tmp_path):
    scenario = load_scenario("crowded_yard")
    first = write_world(scenario, 5, tmp_path / "a").read_bytes()
    assert write_world(scenario, 5, tmp_path / "b").read_bytes() == first
    assert write_world(scenario, 6, tmp_path / "a").read_bytes().replace(b"<limphome:seed>6", b"<limphome:seed>5") != first


def test_start_light_and_tracks_vary_with_the_seed(tmp_path):
    scenario = load_scenario("crossing_person")
    worlds = [read_world(write_world(scenario, seed, tmp_path)) for seed in range(4)]
    models = [world.spec.compile() for world in worlds]
    assert len({tuple(model.body("rover/base_link").pos.round(6)) for model in models}) == 4
    assert len({tuple(model.light_dir[0].round(6)) for model in models}) == 4
    assert len({world.tracks["adult_0"].speed_mps for world in worlds}) == 4


@pytest.fixture
def write_scenario(tmp_path):
    def write(text):
        path = tmp_path / "mine.yaml"
        path.write_text("schema_version: 1\nroute: [[0, 0], [5, 0]]\n" + text)
        return path

    return write


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("speeed_mps: 0.8\n", "did you mean speed_mps"),
        ("speed_mps: 2.0\n", "out of range"),
        ("start: {x: [0, 1]}\n", "unknown key 'x'"),
        ("things: [{model: cone, x_m: here}]\n", "is a str"),
        ("persons: [{kind: giant, track: [[1, 1]]}]\n", "adult or child"),
        ("persons: [{kind: adult, track: [[1, 1]], speed_mps: [1.0, 3.0]}]\n", "0 to 1.4"),
        ("persons: [{kind: adult, track: [[1, 1]], speed_mps: [-1.0, 1.0]}]\n", "0 to 1.4"),
        ("name: ../../elsewhere\n", "without a folder"),
        ("name: yard/mine\n", "without a folder"),
        ('name: "a\\0b"\n', "without a folder"),
        ("name: 2024-02-30\n", r"mine\.yaml: holds what is no value: day is out of range"),
        ("persons: [{kind: adult, track: []}]\n", "at least 1 points"),
        ("persons: {kind: adult}\n", "a list"),
        ("light: {sun: [0.5]}\n", "low and high"),
        ("start: {x_m: [1.0, 0.0]}\n", "low and high"),
        ("start: {x_m: [0.0, .inf]}\n", "low and high"),
        ("persons: [{kind: adult, track: [[1, one]]}]\n", "in numbers"),
        ("world: nowhere.sdf\n", "nowhere.sdf: no such file"),
        ("world: yrad\n", "one of .*yard"),
    ],
)
def test_a_wrong_scenario_is_refused_with_what_is_allowed(write_scenario, text, message):
    with pytest.raises(LimphomeError, match=message):
        load_scenario(str(write_scenario(text)))


@pytest.mark.parametrize(
    "route", ["5", "", "[1, 2]", "[[0, 0]]", "[[0, 0], [a, b]]", "[[0, 0], [.nan, 1]]", "[[0, 0], [1, 2, 3]]"]
)
def test_a_route_that_nobody_can_drive_is_refused(tmp_path, route):
    path = tmp_path / "mine.yaml"
    path.write_text(f"schema_version: 1\nroute: {route}\n")
    with pytest.raises(LimphomeError, match=r"mine\.yaml route: points .*at least 2 points"):
        load_scenario(str(path))


def test_a_file_of_another_version_is_refused(tmp_path):
    path = tmp_path / "old.yaml"
    path.write_text("schema_version: 7\nroute: [[0, 0], [5, 0]]\n")
    with pytest.raises(LimphomeError, match="schema_version 7"):
        load_scenario(str(path))


def test_an_unknown_model_is_refused(write_scenario, tmp_path):
    scenario = load_scenario(str(write_scenario("things: [{model: dragon, x_m: 1.0}]\n")))
    with pytest.raises(LimphomeError, match="dragon"):
        write_world(scenario, 0, tmp_path)


def test_a_person_beside_a_thing_of_its_kind_has_a_name_of_its_own(write_scenario, tmp_path):
    text = "things: [{model: adult, x_m: 3.0}]\npersons: [{kind: adult, track: [[1, 1], [2, 2]]}]\n"
    world = read_world(write_world(load_scenario(str(write_scenario(text))), 0, tmp_path))
    world.spec.compile()
    assert {"adult_0", "adult_0_2"} <= {thing.name for thing in world.things}
    assert list(world.tracks) == ["adult_0_2"]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(LimphomeError, match="cannot be written"):
        write_world(load_scenario("clear_route"), 0, tmp_path / "file")


def test_a_world_of_the_users_runs_without_a_fork(write_scenario, make_world, tmp_path):
    scenario = load_scenario(str(write_scenario(f"world: {make_world(('rover', 3, 3, 0), ('cone', 2, 2, 0))}\n")))
    world = read_world(write_world(scenario, 0, tmp_path / "out"))
    assert world.rover is not None
    assert "cone_1" in {thing.name for thing in world.things}
    np.testing.assert_allclose(world.spec.compile().body("rover/base_link").pos, 0, atol=1e-9)
