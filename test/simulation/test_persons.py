"""Persons walk their tracks, halt before the robot, and come into sight early enough."""

import math

import numpy as np
import pytest

from limphome.core import topics
from limphome.simulation.clearance import FAR_M
from limphome.simulation.engine import mujoco
from limphome.simulation.footprint import distance_to_footprint
from limphome.simulation.outfit import draw_outfit
from limphome.simulation.person import person_model
from limphome.simulation.scenario import Scenario, load_scenario, write_world
from limphome.simulation.scenario_parts import PersonTrack
from limphome.simulation.simulator import Simulator
from limphome.simulation.simulator_config import SimulatorConfig


def _walk(tmp_path, blind, **track):
    person = PersonTrack(speed_mps=(1.0, 1.0), **track)
    scenario = Scenario(name="walk", route=((0.0, 0.0), (9.0, 0.0)), persons=(person,))
    return blind(write_world(scenario, 0, tmp_path))


def test_walker_keeps_its_speed_and_ends_at_its_last_point(tmp_path, blind):
    simulator = _walk(tmp_path, blind, track=((5.0, 3.0), (5.0, -1.0)))
    simulator.advance(2.0)
    assert simulator.truth().persons_m[0] == pytest.approx((5.0, 1.0), abs=0.05)
    simulator.advance(8.0)
    assert simulator.truth().persons_m[0] == pytest.approx((5.0, -1.0), abs=0.05)


def test_walker_that_loops_comes_back(tmp_path, blind):
    simulator = _walk(tmp_path, blind, track=((5.0, 2.0), (5.0, 0.0)), loop=True)
    simulator.advance(4.0)
    assert simulator.truth().persons_m[0][1] > 1.5


def test_walker_waits_for_the_rover_to_come_near(tmp_path, blind, drive):
    simulator = _walk(tmp_path, blind, track=((5.0, 2.0), (5.0, -2.0)), start_within_m=4.5)
    simulator.advance(2.0)
    assert simulator.truth().persons_m[0] == pytest.approx((5.0, 2.0))
    drive(simulator, 0.8, 0.0, 3.0)
    assert simulator.truth().persons_m[0][1] < 1.5


def test_walker_halts_before_a_standing_robot_and_turns_back(tmp_path, blind):
    simulator = _walk(tmp_path, blind, track=((4.0, 0.0), (-3.0, 0.0)))
    gaps = []
    for step in range(100):
        simulator.advance(0.1 * (step + 1))
        gaps.append(simulator.truth().person_clearance_m)
    assert min(gaps) == pytest.approx(0.4, abs=0.03)
    assert gaps[60] == min(gaps) or gaps[60] < 0.45
    assert gaps[-1] > 1.0
    assert simulator.truth().contacts == 0


def test_robot_that_drives_into_a_person_is_counted(make_world, blind, drive):
    simulator = blind(make_world(("rover", 0, 0, 0), ("adult", 2, 0, 3)))
    drive(simulator, 0.5, 0.0, 6.0)
    truth = simulator.truth()
    assert truth.contacts == truth.contacts_person_moving == 1
    assert truth.touched == ("adult_1",)


def test_touch_of_a_thing_is_no_touch_of_a_person(make_world, blind, drive):
    simulator = blind(make_world(("rover", 0, 0, 0), ("crate", 2, 0, 0)))
    drive(simulator, 0.5, 0.0, 5.0)
    assert simulator.truth().touched == ("crate_1",)
    assert simulator.truth().contacts_person_moving == 0


def test_clearance_is_the_gap_between_outlines(make_world, blind):
    simulator = blind(make_world(("rover", 2, 0, 0), ("crate", 4, 0, 0), ("adult", 2, 3, 0)))
    simulator.advance(0.05)
    truth = simulator.truth()
    assert truth.clearance_m == pytest.approx(4 - 0.3 - 2 - 0.25, abs=0.01)
    assert truth.person_clearance_m == pytest.approx(3 - 0.204 - 0.20, abs=0.01)


def test_clearance_is_capped_where_nothing_is_near(make_world, blind):
    assert blind(make_world(("rover", 2, 0, 0))).truth().person_clearance_m == FAR_M


def test_distance_to_the_outline_turns_with_the_robot():
    assert distance_to_footprint(1.0, 0.0, 0.0, 0.0, 0.0) == pytest.approx(0.75)
    assert distance_to_footprint(1.0, 0.0, 0.0, 0.0, math.pi / 2) == pytest.approx(0.80)
    assert distance_to_footprint(0.1, 0.1, 0.0, 0.0, 0.3) == 0.0


@pytest.mark.parametrize(("kind", "height_m"), [("adult", 1.62), ("adult", 1.9), ("child", 0.95), ("child", 1.3)])
def test_person_is_as_tall_as_asked(kind, height_m):
    model = person_model(kind, "p", height_m, np.random.default_rng(0))
    body = next(link for link in model.all("link") if link.name == "body")
    hair = next(visual for visual in body.all("visual") if visual.name == "hair_cap")
    crown = hair.need("pose").numbers(6)[2] + hair.find("geometry/ellipsoid/radii").numbers(3)[2]
    assert crown == pytest.approx(height_m, rel=0.03)


def test_outfits_reach_from_dark_to_bright():
    brightness = [draw_outfit(np.random.default_rng(seed)).brightness for seed in range(300)]
    assert min(brightness) < 0.15
    assert max(brightness) > 0.7


def _seen(simulator, person, eye, yaw_rad):
    """True when two of three points up the person's middle are in view and nothing stands before them."""
    x, y = simulator.truth().persons_m[simulator._walkers.persons.index(person)]
    bearing = math.remainder(math.atan2(y - eye[1], x - eye[0]) - yaw_rad, 2 * math.pi)
    if abs(bearing) > math.radians(40):
        return False
    model, drawn, hit = simulator._model, np.array([0, 1, 0, 0, 0, 0], np.uint8), np.zeros(1, np.int32)
    bodies = [model.body(name).id for name in person.bodies]
    count = 0
    for share in (0.3, 0.6, 0.9):
        mujoco.mj_ray(model, simulator._data, eye, np.array([x, y, share * person.height_m]) - eye, drawn, 1, -1, hit, None)
        count += int(hit[0] >= 0 and model.geom_bodyid[hit[0]] in bodies)
    return count >= 2


def _first_sight(simulator, duration_s):
    """Distance at which each person comes into sight of a rover that follows its route and heeds nobody."""
    from limphome.core import Command

    points, target, first = simulator.route.points_m, 1, {}
    while simulator.time_s < duration_s and simulator.truth().goal_distance_m > 0.5:
        x, y, yaw = simulator.pose()
        if target < len(points) - 1 and np.hypot(*(points[target] - (x, y))) < 0.8:
            target += 1
        bearing = math.remainder(math.atan2(points[target][1] - y, points[target][0] - x) - yaw, 2 * math.pi)
        command = Command(simulator.time_s, 0.8 * max(0.0, math.cos(bearing)), max(-1.0, min(1.0, 2 * bearing)))
        simulator.command(command, simulator.time_s)
        simulator.advance(simulator.time_s + 0.1)
        eye = simulator._data.cam_xpos[0].copy()
        for person, (px, py) in zip(simulator._walkers.persons, simulator.truth().persons_m):
            if person.name not in first and _seen(simulator, person, eye, simulator.pose()[2]):
                first[person.name] = math.hypot(px - eye[0], py - eye[1])
    return first


def _way(points):
    """Points every 0.2 m along a track."""
    for first, second in zip(points, points[1:]):
        for share in np.linspace(0, 1, max(2, int(np.hypot(*(second - first)) / 0.2))):
            yield first + share * (second - first)


@pytest.mark.parametrize("name", ["crossing_person", "crowded_yard", "blind_corner", "demo"])
def test_tracks_lead_through_no_thing(tmp_path, blind, name):
    for seed in range(3):
        simulator = blind(write_world(load_scenario(name), seed, tmp_path), seed)
        model, data = simulator._model, simulator._data
        solid = np.flatnonzero((model.geom_group == 3) & (model.geom_type != 0) & (model.body_mocapid[model.geom_bodyid] < 0))
        things = [geom for geom in solid if not model.geom(geom).name.startswith("rover")]
        for person, track in simulator.world.tracks.items():
            body = model.geom(f"{person}/body/collision/body").id
            for x, y in _way(track.points_m):
                data.mocap_pos[model.body(f"{person}/body").mocapid[0], :2] = x, y
                mujoco.mj_kinematics(model, data)
                for thing in things:
                    gap = mujoco.mj_geomDistance(model, data, body, int(thing), 1.0, None)
                    assert gap > 0, (seed, person, (x, y), model.geom(thing).name)


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["clear_route", "crossing_person", "crowded_yard", "blind_corner", "demo"])
def test_persons_come_into_sight_two_and_a_half_metres_ahead(tmp_path, name):
    scenario = load_scenario(name)
    for seed in range(3):
        simulator = Simulator(write_world(scenario, seed, tmp_path), seed, SimulatorConfig(camera=False))
        first = _first_sight(simulator, scenario.duration_s)
        assert first
        assert min(first.values()) >= 2.5, (seed, first)


def test_scan_sees_the_legs_of_a_walker(tmp_path, blind):
    simulator = _walk(tmp_path, blind, track=((3.0, 0.5), (3.0, -0.5)), loop=True)
    scans = [message for topic, message in simulator.advance(3.0) if topic == topics.SCAN]
    nearest = [scan.ranges_m[150:211].min() for scan in scans]
    assert max(nearest) < 3.3
