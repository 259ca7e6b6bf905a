"""What a demo asks of the robot."""

from dataclasses import dataclass
from typing import Tuple

from limphome.core import FaultSpec, Mode


@dataclass(frozen=True)
class Act:
    """One thing that goes wrong, and what is owed then.

    Attributes:
        title: what happens, for the reader (``The camera freezes``).
        fault: what is injected; its start counts from the moment the robot sets off.
        modes: modes of which one must be entered.
        causes: ``layer.kind`` of which one must be named first.
        component: where it must be said to sit.
        notice_within_s: from the moment the fault shows to the change of mode.
        name_within_s: from the moment the fault shows to the right answer, which must then hold.
        recover_within_s: from the healing to NOMINAL.
    """

    title: str
    fault: FaultSpec
    modes: Tuple[Mode, ...]
    causes: Tuple[str, ...]
    component: str
    notice_within_s: float = 1.5
    name_within_s: float = 5.0
    recover_within_s: float = 10.0


@dataclass(frozen=True)
class Story:
    """The whole drive.

    Attributes:
        scenario: name in ``config/scenarios``.
        seed: of world, sensors and faults.
        acts: in order of time.
        limit_s: the robot must have arrived by then.
    """

    scenario: str
    seed: int
    acts: Tuple[Act, ...]
    limit_s: float = 110.0


STORY = Story(
    scenario="demo",
    seed=0,
    acts=(
        Act(
            title="The camera freezes while the robot drives",
            fault=FaultSpec.parse("camera.freeze:5@15+12"),
            modes=(Mode.LIMP_HOME,),
            causes=("camera.freeze",),
            component="camera",
        ),
        Act(
            title="The perception process is killed",
            fault=FaultSpec.parse("compute.node_crash[perception]:4@42+10"),
            modes=(Mode.LIMP_HOME, Mode.SAFE_STOP),
            causes=("compute.node_crash",),
            component="perception",
        ),
    ),
)
