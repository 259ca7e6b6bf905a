import numpy as np
import pytest

from limphome.control.tracker import Tracker


def walk(tracker, speed, scans, start=(3.0, 0.0), rng=None):
    for k in range(scans):
        noise = rng.normal(0, 0.02, 2) if rng is not None else 0.0
        tracker.update(np.array([start]) + np.array([0.0, speed * k * 0.05]) + noise, k * 0.05)
    return tracker.tracks


@pytest.mark.parametrize("speed", [0.6, 1.4])
def test_walker_is_found_with_its_speed(speed):
    (track,) = walk(Tracker(), speed, 20, rng=np.random.default_rng(0))
    assert track.is_minded
    assert track.velocity_mps == pytest.approx([0.0, speed], abs=0.2)


def test_standing_thing_never_walks():
    (track,) = walk(Tracker(), 0.0, 200, rng=np.random.default_rng(0))
    assert not track.is_minded


def test_who_walked_once_stays_minded_when_halted():
    tracker = Tracker()
    walk(tracker, 1.0, 20)
    for k in range(20, 60):
        tracker.update(np.array([[3.0, 0.95]]), k * 0.05)
    assert tracker.tracks[0].is_minded
    assert np.linalg.norm(tracker.tracks[0].velocity_mps) < 0.1


def test_two_votes_make_a_person_and_other_votes_take_them_back():
    tracker = Tracker()
    place = np.array([3.0, 0.0])
    tracker.update(place[None], 0.0)
    tracker.vote([place], [], 0.0)
    assert not tracker.tracks[0].is_person
    tracker.vote([place + 0.1], [], 0.0)
    assert tracker.tracks[0].is_person
    tracker.vote([], [place], 0.0)
    assert not tracker.tracks[0].is_person


def test_person_whom_the_lidar_cannot_part_from_a_wall_is_kept_by_the_camera():
    tracker = Tracker()
    for k in range(5):
        tracker.update(np.zeros((0, 2)), k * 0.1)
        tracker.vote([np.array([2.0, 1.0])], [], k * 0.1)
    (track,) = tracker.tracks
    assert track.is_person


def test_hidden_thing_is_believed_for_a_while_then_forgotten():
    tracker = Tracker()
    walk(tracker, 0.0, 5)
    tracker.update(np.zeros((0, 2)), 0.7)
    assert len(tracker.tracks) == 1
    tracker.update(np.zeros((0, 2)), 0.9)
    assert len(tracker.tracks) == 0


def test_two_who_pass_each_other_keep_their_ways():
    tracker = Tracker()
    for k in range(40):
        along = 1.0 * k * 0.05 - 1.0
        tracker.update(np.array([[3.0, along], [3.5, -along]]), k * 0.05)
    speeds = sorted(track.velocity_mps[1] for track in tracker.tracks if track.scans == 40)
    assert speeds == pytest.approx([-1.0, 1.0], abs=0.1)


def test_clock_that_jumps_back_forgets_everything():
    tracker = Tracker()
    walk(tracker, 0.0, 5)
    tracker.update(np.array([[3.0, 0.0]]), -10.0)
    assert [track.scans for track in tracker.tracks] == [1]
