"""One property for every fault that is held: caught in time, named, and over when it is healed."""

from rig import MonitorRig

from limphome.core import Mode, topics


class Caught:
    """The property: after the fault the mode is the expected one in time, for the expected reason, and over when it is over."""

    mode = Mode.LIMP_HOME
    monitor = ""
    within_s = 0.5
    heals_s = 2.5

    def break_it(self, rig: MonitorRig) -> None:
        raise NotImplementedError

    def test_it_is_caught_in_time_named_and_over_when_healed(self):
        rig = MonitorRig().started()
        since_s = rig.now_s
        self.break_it(rig)
        rig.run(4.0)
        assert rig.reaction_s(since_s) <= self.within_s + 1e-9, rig.modes
        assert rig.modes[1][2][0].startswith(self.monitor + ":"), rig.modes
        assert rig.state is self.mode
        self.heal(rig)
        rig.run(self.heals_s)
        assert rig.state is Mode.NOMINAL, rig.modes

    def heal(self, rig: MonitorRig) -> None:
        rig.silent.clear()
        rig.ages.clear()
        rig.change.clear()
        rig.period[topics.CAMERA] = 10
