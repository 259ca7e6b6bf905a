"""The supervisor's story: what is said to it, and the mode that follows."""

from typing import List, Sequence, Tuple

import pytest

from limphome.core import Mode, Verdict
from limphome.safety.reactions import REACTIONS, Clear, waits_for_operator
from limphome.safety.supervisor import Supervisor, SupervisorConfig

NOMINAL, LIMP, STOP = Mode.NOMINAL, Mode.LIMP_HOME, Mode.SAFE_STOP


def said(now_s: float, bad: Sequence[str] = (), monitors: Sequence[str] = tuple(REACTIONS)) -> Tuple[Verdict, ...]:
    return tuple(
        Verdict(now_s, name, "x", REACTIONS[name].demand if name in bad else NOMINAL, "broken" if name in bad else "")
        for name in monitors
    )


def story(supervisor: Supervisor, *chapters: Tuple[float, Sequence[str]], start_s: float = 0.0) -> List[Tuple[float, Mode]]:
    """(duration, bad monitors) one after the other at 20 Hz; the changes of mode as (time, mode)."""
    now_s, changes = start_s, []
    for duration_s, bad in chapters:
        for _ in range(round(duration_s * 20)):
            mode = supervisor.update(said(now_s, bad), now_s).mode
            if not changes or changes[-1][1] != mode:
                changes.append((now_s, mode))
            now_s = round(now_s + 0.05, 6)
    return changes


def started() -> Supervisor:
    supervisor = Supervisor(SupervisorConfig())
    assert story(supervisor, (1.0, ()), start_s=-1.0)[-1][1] is NOMINAL
    return supervisor


def test_it_starts_stopped_and_waits_until_all_is_well_for_half_a_second():
    changes = story(Supervisor(SupervisorConfig()), (2.0, ["camera_stale", "scan_stale"]), (1.0, ["scan_stale"]), (2.0, ()))
    assert changes == [(0.0, STOP), (3.5, NOMINAL)]


def test_while_it_starts_it_says_what_it_waits_for():
    state = Supervisor(SupervisorConfig()).update(said(0.0, ["scan_stale"]), 0.0)
    assert state.reasons == ("starting: scan_stale: broken",)


def test_no_verdicts_are_no_leave_to_start():
    supervisor = Supervisor(SupervisorConfig())
    for tick in range(100):
        assert supervisor.update((), 0.05 * tick).mode is STOP


def test_a_camera_that_fails_for_two_seconds_limps_and_comes_back_after_its_recovery_time():
    assert story(started(), (1.0, ()), (2.0, ["camera_frozen"]), (3.0, ())) == [(0.0, NOMINAL), (1.0, LIMP), (3.95, NOMINAL)]


def test_a_second_fault_that_stops_wins_and_the_first_stays_when_it_is_over():
    changes = story(
        started(), (1.0, ["camera_frozen"]), (1.0, ["camera_frozen", "scan_stale"]), (1.0, ["camera_frozen"]), (2.0, ())
    )
    assert [mode for _, mode in changes] == [LIMP, STOP, LIMP, NOMINAL]


def test_every_reason_is_kept_most_restrictive_first():
    state = started().update(said(0.0, ["camera_frozen", "scan_stale", "imu_stale"]), 0.0)
    assert state.reasons == ("scan_stale: broken", "camera_frozen: broken", "imu_stale: broken")


def test_a_fault_that_flickers_keeps_the_robot_slow_instead_of_jerking_it():
    flicker = [(0.2, ["camera_stale"]), (1.3, ())] * 20
    changes = story(started(), *flicker)
    assert len(changes) <= 8
    assert [mode for at, mode in changes if at > 8.0] == []
    assert changes[-1][1] is LIMP


def test_after_a_quiet_minute_a_fault_counts_as_the_first_again():
    supervisor = started()
    story(supervisor, *[(0.2, ["camera_stale"]), (1.3, ())] * 4, (70.0, ()))
    changes = story(supervisor, (0.2, ["camera_stale"]), (3.0, ()), start_s=100.0)
    assert changes == [(100.0, LIMP), (101.15, NOMINAL)]


def test_what_waits_for_an_operator_stays_until_reset():
    supervisor = started()
    assert story(supervisor, (0.5, ["base_stuck"]), (60.0, ()))[-1][1] is STOP
    assert supervisor.reset(60.5) == ()
    assert supervisor.update(said(60.5), 60.5).mode is NOMINAL


def test_what_waits_for_an_operator_is_told_so_that_no_restart_ends_it():
    supervisor = started()
    story(supervisor, (0.5, ["camera_stale"]))
    assert supervisor.waits_for_operator == ""
    story(supervisor, (0.5, ["base_stuck"]), start_s=0.5)
    assert supervisor.waits_for_operator == "base_stuck: broken"
    again = Supervisor(SupervisorConfig())
    again.request_stop(supervisor.waits_for_operator)
    assert again.waits_for_operator == "base_stuck: broken"
    assert waits_for_operator(story_reasons(again))


def story_reasons(supervisor):
    return supervisor.update(said(0.0), 0.0).reasons + supervisor.update(said(0.6), 0.6).reasons


def test_reset_does_not_clear_what_is_still_there():
    supervisor = started()
    story(supervisor, (0.5, ["base_stuck"]))
    assert supervisor.reset(0.5) == ("base_stuck: broken",)
    assert story(supervisor, (0.5, ["base_stuck"]), (5.0, ()), start_s=0.5)[-1][1] is STOP


def test_reset_is_not_refused_by_what_heals_by_itself_and_tells_it():
    supervisor = started()
    story(supervisor, (0.5, ["base_stuck", "base_tracking"]), (0.5, ["scan_stale"]))
    assert supervisor.reset(1.0) == ()
    assert supervisor.demands(1.0) == ("SAFE_STOP scan_stale: broken", "LIMP_HOME base_tracking: broken")
    assert story(supervisor, (0.6, ()), start_s=1.0)[-1][1] is LIMP


def test_a_refused_reset_releases_nothing():
    supervisor = started()
    supervisor.request_stop("a node died five times")
    story(supervisor, (0.5, ["base_stuck"]))
    assert supervisor.reset(0.5) == ("base_stuck: broken",)
    assert story(supervisor, (5.0, ()), start_s=0.5)[-1][1] is STOP
    assert supervisor.demands(5.5) == ("SAFE_STOP request: a node died five times", "SAFE_STOP base_stuck: broken")


def test_a_base_that_runs_away_again_within_a_minute_waits_for_an_operator():
    supervisor, runs = started(), (0.5, ["base_overspeed"])
    assert story(supervisor, runs, (5.0, ()))[-1][1] is NOMINAL
    state = [supervisor.update(said(5.5 + 0.05 * k, ["base_overspeed"]), 5.5 + 0.05 * k) for k in range(4)][-1]
    assert state.reasons == ("base_overspeed: broken; came back within a minute, an operator has to look",)
    assert waits_for_operator(state.reasons)
    assert supervisor.reset(5.7) == state.reasons  # it still runs
    assert story(supervisor, (120.0, ()), start_s=5.7)[-1][1] is STOP
    assert supervisor.waits_for_operator == state.reasons[0]
    assert supervisor.reset(126.0) == ()
    assert story(supervisor, (1.0, ()), runs, (5.0, ()), start_s=126.0)[-1][1] is NOMINAL  # a minute later it is the first again


def test_what_an_operator_has_to_look_at_is_told_while_it_starts_too():
    supervisor = Supervisor(SupervisorConfig())
    supervisor.request_stop("of before")
    state = supervisor.update(said(0.0, ["scan_stale"]), 0.0)
    assert state.reasons == ("request: of before", "starting: scan_stale: broken")
    assert waits_for_operator(state.reasons)


def test_a_requested_stop_is_latched_until_reset():
    supervisor = started()
    supervisor.request_stop("a node died five times")
    state = supervisor.update(said(0.0), 0.0)
    assert (state.mode, state.reasons) == (STOP, ("request: a node died five times",))
    assert story(supervisor, (60.0, ()), start_s=0.05)[-1][1] is STOP
    assert supervisor.reset(60.0) == ()
    assert supervisor.update(said(60.05), 60.05).mode is NOMINAL


def test_a_stop_requested_during_the_start_holds():
    supervisor = Supervisor(SupervisorConfig())
    supervisor.request_stop("not yet")
    assert story(supervisor, (5.0, ())) == [(0.0, STOP)]


def test_a_monitor_that_falls_silent_stops_the_robot():
    supervisor = started()
    others = [name for name in REACTIONS if name != "camera_frozen"]
    modes = [supervisor.update(said(0.05 * k, (), others), 0.05 * k).mode for k in range(10)]
    assert modes[0] is NOMINAL
    assert modes[-1] is STOP


def test_old_verdicts_count_as_silence():
    supervisor = started()
    old = said(0.0)
    assert supervisor.update(old, 0.1).mode is NOMINAL
    assert supervisor.update(old, 0.5).mode is STOP


def test_a_users_monitor_gets_the_mode_it_demands():
    supervisor = started()
    state = supervisor.update((*said(0.0), Verdict(0.0, "battery", "base", LIMP, "11.1 V, at least 11.5")), 0.0)
    assert (state.mode, state.reasons) == (LIMP, ("battery: 11.1 V, at least 11.5",))


class Reacts:
    """The property of every row of the table: it demands its mode once confirmed, and ends as the row says."""

    def check(self, name: str) -> None:
        row, supervisor = REACTIONS[name], started()
        assert row.why
        assert story(supervisor, (row.confirm_s + 0.1, [name]))[-1][1] is row.demand
        over = story(supervisor, (row.recover_s + 0.2, ()), start_s=row.confirm_s + 0.1)[-1][1]
        assert over is (NOMINAL if row.clear is Clear.HEALS else row.demand)
        assert story(started(), (row.recover_s - 0.1, ()), (row.confirm_s + 0.05, [name]), (max(row.recover_s - 0.1, 0.0), ()))[
            -1
        ][1] in (
            row.demand,
            NOMINAL if row.recover_s == 0.0 else row.demand,
        )


@pytest.mark.parametrize("name", sorted(REACTIONS))
class TestReacts(Reacts):
    def test_row(self, name):
        self.check(name)


@pytest.mark.parametrize("name", sorted(REACTIONS))
def test_no_fault_demands_less_than_limp_home(name):
    assert REACTIONS[name].demand >= LIMP


@pytest.mark.parametrize("name", ["scan_stale", "odometry_stale", "lidar_blind", "clock", "nominal_command_stale"])
def test_what_the_guard_stands_on_stops(name):
    assert REACTIONS[name].demand is STOP
