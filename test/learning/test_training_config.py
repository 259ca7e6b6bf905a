from dataclasses import replace

import pytest

from limphome.core import LimphomeError
from limphome.learning.training_config import TrainingConfig

LONG = TrainingConfig(steps=10_000, settle_steps=4000, average=0.999)


def test_a_shorter_training_is_the_long_one_in_small():
    short = LONG.changed({"steps": 300})
    assert (short.steps, short.settle_steps) == (300, 120)
    assert 1.0 / (1.0 - short.average) == pytest.approx(30.0), (
        "the weights kept are averaged over a tenth of the steps, as before"
    )
    assert LONG.changed({"steps": 1}).average == 0.0


def test_further_frames_keep_their_share_of_fewer_frames():
    long = replace(LONG, frames=24_000, fresh_frames=60_000, fresh_worlds=1000)
    assert (long.changed({"frames": 240}).fresh_frames, long.changed({"frames": 240}).fresh_worlds) == (600, 600)
    assert long.changed({"frames": 240, "fresh_frames": 0}).fresh_frames == 0
    assert LONG.changed({"frames": 240}).fresh_frames == 0


@pytest.mark.parametrize("part", ["", "validation_", "evaluation_"])
def test_frames_fewer_than_worlds_are_taken_in_so_many_worlds(part):
    few = LONG.changed({f"{part}frames": 8})
    assert (getattr(few, f"{part}frames"), getattr(few, f"{part}worlds")) == (8, 8)
    given = LONG.changed({f"{part}frames": 8, f"{part}worlds": 9})
    assert getattr(given, f"{part}worlds") == 9
    assert LONG.changed({f"{part}frames": 5000}) == replace(LONG, **{f"{part}frames": 5000})


def test_what_is_given_is_taken_as_it_is():
    assert LONG.changed({"steps": 300, "settle_steps": 7, "average": 0.5}) == TrainingConfig(
        steps=300, settle_steps=7, average=0.5
    )
    assert LONG.changed({"steps": LONG.steps, "seed": 3}) == TrainingConfig(
        seed=3, steps=10_000, settle_steps=4000, average=0.999
    )


@pytest.mark.parametrize("method", ["auto", "percentil", ""])
def test_an_unknown_calibration_is_refused_before_the_training(method):
    with pytest.raises(LimphomeError, match=f"'calibration: {method}'.*percentile, minmax, entropy"):
        TrainingConfig(calibration=method)


def test_what_comes_after_the_training_decides_no_weights():
    after = {"calibration": "minmax", "calibration_frames": 8, "validation_frames": 9, "evaluation_worlds": 2}
    assert replace(LONG, **after).of_weights == LONG.of_weights == LONG, "a state of the usual values stays good"
    assert replace(LONG, learning_rate=0.01).of_weights != LONG.of_weights
