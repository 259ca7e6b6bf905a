import pytest

pytest.importorskip("rclpy", reason="needs ROS: make demo installs its wheels")

from limphome.nodes.stepped.score import Score, latency_of
from limphome.nodes.stepped.turn import Done, Due, Turn

NODES = ("simulator", "pilot", "gate")
HEARS = {"simulator": ("/cmd_vel",), "pilot": ("/scan", "/odom"), "gate": ("/scan", "/cmd_vel_nominal")}
LATENCY = latency_of({"/cmd_vel_nominal": 0.005, "/cmd_vel": 0.001}, 0.003, frozenset(("/detections",)), armed=False)


@pytest.fixture
def score():
    score = Score(NODES, LATENCY, 0.01, 0.001)
    score.take({name: Done(0, name, hears=HEARS[name]) for name in NODES})
    return score


def answers(**sent):
    return {name: Done(1, name, tuple(sent.get(name, ()))) for name in NODES}


def test_without_messages_only_ticks_follow_and_everybody_answers(score):
    assert [score.next() for _ in range(2)] == [(Turn(1, 0.01), frozenset(NODES)), (Turn(2, 0.02), frozenset(NODES))]


def test_message_is_due_in_the_tick_after_its_latency_and_only_for_those_who_hear_it(score):
    score.next()
    score.take(answers(simulator=[("/scan", 0.01), ("/unheard", 0.01)]))
    turn, by = score.next()
    assert (turn.number, turn.tick_s, [due.topic for due in turn.due]) == (2, 0.02, ["/scan"])
    assert turn.due[0].arrives_s == pytest.approx(0.013)
    assert by == frozenset(NODES), "a tick is everybody's"


def test_answers_within_a_tick_get_turns_of_their_own_in_order_of_time(score):
    score.next()
    score.take(answers(pilot=[("/cmd_vel_nominal", 0.001)], simulator=[("/odom", 0.007)]))
    turn, by = score.next()
    assert (turn.tick_s, [due.topic for due in turn.due], by) == (None, ["/cmd_vel_nominal"], frozenset(("gate",)))
    score.take({"gate": Done(2, "gate", (("/cmd_vel", 0.001),))})
    assert [score.next()[0].due[0].topic for _ in range(2)] == ["/cmd_vel", "/odom"]


def test_messages_of_one_time_keep_the_order_of_nodes_and_of_saying(score):
    score.next()
    score.take(answers(gate=[("/cmd_vel", 0.0)], simulator=[("/odom", 0.001), ("/scan", 0.001)]))
    assert [due.topic for due in score.next()[0].due] == ["/odom", "/scan", "/cmd_vel"]


def test_one_that_leaves_is_neither_asked_nor_waited_for(score):
    score.next()
    score.take(
        {**answers(simulator=[("/scan", 0.01)]), "pilot": Done(1, "pilot", (("/cmd_vel_nominal", 0.01),), away_until_s=1.0)}
    )
    turn, by = score.next()
    assert [due.topic for due in turn.due] == ["/scan"], "the command arrives in the turn after"
    assert by == frozenset(("simulator", "gate"))
    assert "/cmd_vel_nominal" in [due.topic for due in score.next()[0].due], "what it said before is heard"


def test_one_that_joins_again_hears_only_what_is_said_from_then_on(score):
    score.next()
    score.take({**answers(simulator=[("/odom", 0.01)]), "pilot": Done(1, "pilot", away_until_s=0.02)})
    assert score.next_tick_s == 0.02
    turn = score.join("pilot 17")
    assert (turn.joins, turn.tick_s, turn.due, turn.now_s) == (("pilot 17",), None, (), 0.01)
    score.take({"pilot": Done(turn.number, "pilot", hears=HEARS["pilot"])})
    turn, by = score.next()
    assert (turn.tick_s, turn.due, by) == (0.02, (), frozenset(NODES)), "the odometry was said before: nobody hears it"
    score.take(answers(simulator=[("/odom", 0.02)]))
    assert [(due.topic, due.said) for due in score.next()[0].due] == [("/odom", turn.number)]


def test_relay_stands_between_stage_and_transport():
    armed = latency_of({"/cmd_vel": 0.001}, 0.003, frozenset(), armed=True)
    assert armed("/cmd_vel/clean") == 0.001
    assert armed("/cmd_vel") == 0.003
    assert LATENCY("/cmd_vel") == pytest.approx(0.004)
    assert LATENCY("/detections") == 0.0


def test_turn_and_answer_come_back_from_the_wire_as_they_were():
    turn = Turn(3, 0.07, (Due("/scan", "simulator", 0.053, 2),), ("gate 17",), 0.06)
    done = Done(3, "gate", (("/cmd_vel", 0.061),), ("/scan",), "gate 17", float("inf"))
    assert Turn.parse(turn.text()) == turn
    assert Done.parse(done.text()) == done
