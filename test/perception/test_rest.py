import pytest

from limphome.perception.rest import Rest


def rests_s(rest, count):
    """How long each rest lasts when the network never answers."""
    found, now_s = [], 100.0
    for _ in range(count):
        rest.begin(now_s)
        begun_s = now_s
        while rest.lasts(now_s):
            now_s += 0.01
        found.append(now_s - begun_s)
    return found


def test_it_is_tried_at_once_before_any_time_out():
    assert not Rest(0.5).lasts(0.0)


def test_rests_grow_to_8_seconds():
    assert rests_s(Rest(0.5), 6) == pytest.approx([0.5, 1, 2, 4, 8, 8], abs=0.02)
    assert rests_s(Rest(30.0), 2) == pytest.approx([8, 8], abs=0.02)


def test_an_answer_ends_the_rest_and_the_next_one_is_short():
    rest = Rest(0.5)
    assert len(rests_s(rest, 3)) == 3
    rest.end()
    assert not rest.lasts(0.0)
    assert rests_s(rest, 1) == pytest.approx([0.5], abs=0.02)
