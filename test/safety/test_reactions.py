import pytest

from limphome.safety.reactions import REACTIONS, Clear, waits_for_operator


@pytest.mark.parametrize(
    ("reasons", "waits"),
    [
        ((), False),
        (("camera_frozen: the same picture for 0.5 s",), False),
        (("scan_stale: 0.3 s old", "base_stuck: 0.00 m/s at a command of 0.30"), True),
        (("starting: base_stuck: no odometry",), False),
        (("a_users_monitor: base_stuck: said by somebody else",), False),
    ],
)
def test_only_reasons_that_an_operator_ends_wait_for_one(reasons, waits):
    assert waits_for_operator(reasons) is waits


def test_no_reaction_asks_for_less_than_caution_or_comes_without_its_reason():
    for monitor, reaction in REACTIONS.items():
        assert reaction.demand > 0, monitor
        assert reaction.why, monitor
        assert reaction.clear is not Clear.OPERATOR or reaction.demand == max(one.demand for one in REACTIONS.values()), monitor
