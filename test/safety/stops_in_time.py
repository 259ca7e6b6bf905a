"""What every stop of the gate has to be."""

import math

import pytest
from rig import GateRig

from limphome.core import Command


def driving() -> GateRig:
    rig = GateRig().run(2.0)
    assert rig.out.v_mps == pytest.approx(0.8)
    assert rig.gate.reason == ""
    return rig


class StopsInTime:
    """The property: once its cause is there, the gate's command is 0 within the time allowed, and stays 0."""

    word = ""
    within_s = 0.0

    def break_it(self, rig: GateRig) -> None:
        raise NotImplementedError

    def test_it_stops_in_time_and_says_why(self):
        rig = driving()
        self.break_it(rig)
        broken_s, stopped_s = rig.now_s, math.inf
        for _ in range(200):
            rig.step()
            if rig.out == Command(rig.out.stamp_s, 0.0, 0.0):
                stopped_s = min(stopped_s, rig.now_s)
            else:
                assert math.isinf(stopped_s), "moves again although the cause is still there"
        assert stopped_s - broken_s <= self.within_s + 0.06  # one period of the deadline timer, one step
        assert self.word in rig.gate.reason
        assert rig.gate.stopped
