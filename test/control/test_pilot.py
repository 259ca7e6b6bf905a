import dataclasses
import math

import numpy as np
import pytest
from flat_world import CAMERA, Disc, FlatWorld, drive

from limphome.control.pilot import Pilot, PilotConfig
from limphome.core import LimphomeError, Odometry, Route, Scan
from limphome.resources import load_config, share_dir

ROUTE = Route(np.array([[0.0, 0], [9, 0]]))
WALLS = [(-2, 3, 12, 3), (-2, -3, 12, -3)]


def story(*discs, see=True, walls=WALLS, route=ROUTE, limit_s=60.0, pose=(0.0, 0.0, 0.0)):
    world, pilot, trace = FlatWorld(discs, walls, pose), Pilot(route, PilotConfig(), CAMERA), []
    drive(world, pilot, limit_s, see, trace)
    return world, pilot, trace


def speeds(trace):
    return np.array([row[4] for row in trace])


def test_free_way_is_driven_at_cruising_speed_to_the_goal():
    world, pilot, trace = story()
    assert pilot.done
    assert world.t < 14
    assert speeds(trace).max() == pytest.approx(0.8, abs=0.01)
    assert math.hypot(world.x - 9, world.y) < 0.3
    assert max(abs(row[2]) for row in trace) < 0.05


def test_an_odometry_far_from_the_yard_is_no_route_of_that_length():
    pilot = Pilot(ROUTE, PilotConfig(), CAMERA)
    far, free = Odometry(0.0, 20_000.0, 0.0, 0.0, 0.0, 0.0), Scan(0.0, np.full(360, np.inf, np.float32))
    for _ in range(4):  # to the end of the route, by 2 m at a time
        pilot.steer(far, free, None, 0.0)
    with pytest.raises(LimphomeError, match="a route of 19991 m"):
        pilot.steer(far, free, None, 0.0)


def test_it_speeds_up_brakes_and_turns_comfortably():
    _, _, trace = story(Disc(4, 0.1, 0.15, "cone", 0.5))
    commands = np.array([row[5] for row in trace])
    assert np.diff(commands).max() <= 0.6 * 0.05 + 1e-9
    assert max(abs(row[6]) for row in trace) <= 1.0


@pytest.mark.parametrize("see", [True, False])
@pytest.mark.parametrize("aside", [0.0, 0.25, -0.3])
def test_cone_on_the_way_is_gone_round(see, aside):
    world, pilot, _ = story(Disc(4, aside, 0.15, "cone", 0.5), see=see)
    assert pilot.done
    assert world.thing_clearance > 0.3


@pytest.mark.parametrize("aside", [0.0, 0.4])
def test_standing_person_is_given_a_wide_berth(aside):
    world, pilot, _ = story(Disc(4.5, aside))
    assert pilot.done
    assert world.person_clearance_fast > 0.8


@pytest.mark.parametrize("speed", [0.7, 1.0, 1.4])
def test_crossing_person_is_let_through(speed):
    world, pilot, _ = story(Disc(5, -2.6, track=[(5, 2.6)], speed=speed, start_s=2.5))
    assert pilot.done
    assert world.contacts == 0
    assert world.person_clearance_fast >= 0.5


def test_person_who_comes_along_the_way_is_avoided():
    world, pilot, _ = story(Disc(9, 0.1, track=[(0, 0.1)], speed=1.0))
    assert pilot.done
    assert world.contacts == 0
    assert world.person_clearance_fast >= 0.5


def test_person_who_stops_in_the_way_is_gone_round():
    world, pilot, _ = story(Disc(5, -2.6, track=[(5, 0)], speed=1.2, start_s=3))
    assert pilot.done
    assert world.contacts == 0
    assert world.person_clearance_fast >= 0.5


def test_without_detections_it_drives_slower_by_lidar_alone():
    _, pilot, trace = story(see=False)
    assert pilot.done
    assert speeds(trace).max() == pytest.approx(PilotConfig().lidar_only_speed_mps, abs=0.01)
    assert all(row[7]["detections_used"] == 0 for row in trace if "detections_used" in row[7])


def test_closed_way_ends_in_a_stop_and_a_report_without_contact():
    world, pilot, trace = story(walls=[*WALLS, (6, -3, 6, 3)], limit_s=30)
    assert not pilot.done
    assert world.contacts == 0
    assert trace[-1][7]["blocked"] == 1.0
    assert world.v == pytest.approx(0.0, abs=0.01)


def test_way_that_opens_is_taken():
    world, pilot, trace = FlatWorld(walls=[*WALLS, (6, -3, 6, 3)]), Pilot(ROUTE, PilotConfig(), CAMERA), []
    drive(world, pilot, 20.0, True, trace)
    world.walls = world.walls[:2]
    drive(world, pilot, 60.0, True, trace)
    assert pilot.done


def test_robot_that_looks_the_wrong_way_turns_first():
    world, pilot, trace = story(pose=(0.0, 0.0, 3.0))
    assert pilot.done
    assert trace[10][5] == 0.0
    assert world.contacts == 0


def test_corner_is_driven_round():
    route = Route(np.array([[0.0, 0], [5, 0], [5, 5]]))
    world, pilot, trace = story(route=route, walls=[(-2, 1.4, 3.6, 1.4), (3.6, 1.4, 3.6, 7)])
    assert pilot.done
    assert world.thing_clearance > 0.4
    assert max(abs(row[7].get("cross_track_error_m", 0)) for row in trace) < 0.8


@pytest.fixture
def driving():
    world, pilot = FlatWorld(walls=WALLS), Pilot(ROUTE, PilotConfig(), CAMERA)
    drive(world, pilot, 3.0)
    return world, pilot


def test_it_stops_without_a_scan(driving):
    world, pilot = driving
    assert pilot.steer(world.odometry(), None, world.detections(), world.t).v_mps == 0.0


@pytest.mark.parametrize(("late_s", "stops"), [(0.14, False), (0.16, True)])
def test_it_stops_on_a_stale_scan(driving, late_s, stops):
    world, pilot = driving
    scan = world.scan()
    command = pilot.steer(dataclasses.replace(world.odometry(), stamp_s=world.t + late_s), scan, None, world.t + late_s)
    assert (command.v_mps == 0.0) == stops


@pytest.mark.parametrize(("late_s", "stops"), [(0.09, False), (0.11, True)])
def test_it_stops_on_stale_odometry(driving, late_s, stops):
    world, pilot = driving
    scan = dataclasses.replace(world.scan(), stamp_s=world.t + late_s)
    assert (pilot.steer(world.odometry(), scan, None, world.t + late_s).v_mps == 0.0) == stops


@pytest.mark.parametrize(("late_s", "used"), [(0.34, 1.0), (0.36, 0.0)])
def test_stale_detections_are_not_used(driving, late_s, used):
    world, pilot = driving
    now_s = world.t + late_s
    odometry, scan = (dataclasses.replace(message, stamp_s=now_s) for message in (world.odometry(), world.scan()))
    pilot.steer(odometry, scan, world.detections(), now_s)
    assert pilot.health(now_s).metrics["detections_used"] == used


def test_it_stops_on_odometry_that_is_no_number(driving):
    world, pilot = driving
    command = pilot.steer(Odometry(world.t, math.nan, 0.0, 0.0, 0.5, 0.0), world.scan(), None, world.t)
    assert command.v_mps == 0.0
    assert command.is_finite


def test_health_tells_what_it_does(driving):
    world, pilot = driving
    row = pilot.health(world.t + 0.02)
    assert row.component == "pilot"
    assert row.metrics["speed_command_mps"] > 0.5
    assert {"cross_track_error_m", "lookahead_error_rad", "blocked", "detections_used", "goal_distance_m"} <= set(row.metrics)
    assert all(math.isfinite(value) for value in row.metrics.values())


def test_same_input_same_commands():
    runs = [[row[5:7] for row in story(Disc(4, 0.1))[2]] for _ in range(2)]
    assert runs[0] == runs[1]


def test_config_file_fits():
    assert load_config(PilotConfig, share_dir() / "config" / "pilot.yaml") == PilotConfig()


def test_a_round_trip_is_driven_before_it_counts_as_arrived():
    route = Route(np.array([[0.0, 0], [6, 0], [6, 4], [0, 4], [0, 0]]))
    world, pilot = FlatWorld(), Pilot(route, PilotConfig(), CAMERA)
    drive(world, pilot, 3.0)
    assert not pilot.done
    assert not pilot.approaches
    assert world.x > 1.0, "it does not brake for a goal that it leaves"
    trace = []
    drive(world, pilot, 60.0, True, trace)
    assert pilot.done
    assert max(row[1] for row in trace) > 5.5
    assert max(row[2] for row in trace) > 3.5
    assert math.hypot(world.x, world.y) < 0.3


def test_there_and_back_is_driven_before_it_counts_as_arrived():
    world, pilot, trace = story(route=Route(np.array([[0.0, 0], [6, 0], [0, 0]])), walls=[])
    assert pilot.done
    assert max(row[1] for row in trace) > 5.0
    assert math.hypot(world.x, world.y) < 0.5


def test_a_robot_that_is_put_at_the_goal_has_arrived():
    _, pilot, trace = story(pose=(9.0, 0.1, 0.0))
    assert pilot.done
    assert len(trace) == 1


def test_the_mission_may_be_slower_than_the_pilot_cruises():
    world, pilot, trace = FlatWorld(walls=WALLS), Pilot(ROUTE, PilotConfig(mission_speed_mps=0.2), CAMERA), []
    drive(world, pilot, 5.0, True, trace)
    assert speeds(trace).max() == pytest.approx(0.2, abs=0.01)


def test_a_pilot_that_slows_down_nowhere_between_its_distances_is_refused():
    with pytest.raises(LimphomeError, match=r"more than thing_clearance_m, 0\.7"):
        PilotConfig(thing_clearance_m=0.7, thing_comfort_m=0.65)
