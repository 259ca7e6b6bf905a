"""The same drive in lockstep and as processes over DDS: docs/numbers.md says what must be equal."""

import io

import pytest
from rich.console import Console

from limphome.cli.demo.ros_demo import drive_ros
from limphome.cli.demo.story import Act, Story
from limphome.cli.lockstep_drive import drive
from limphome.cli.report.outcome import Outcome
from limphome.core import FaultSpec, Mode

pytestmark = [pytest.mark.node, pytest.mark.timeout(300)]

SCENARIO = """
schema_version: 1
description: A free way of ten metres.
world: yard
duration_s: 40.0
route: [[0.0, 0.0], [10.0, 0.0]]
start: {x_m: [-0.1, 0.1], y_m: [-0.1, 0.1], yaw_deg: [-3.0, 3.0]}
things:
  - {model: crate, x_m: 6.0, y_m: 2.5, turn_deg: 40.0}
  - {model: cone, x_m: 5.0, y_m: -2.2, shift_m: 0.2}
"""
TOLERANCE_S = 0.5


def story(path, fault):
    spec = FaultSpec.parse(fault)
    return Story(str(path), 0, (Act(fault, spec, (Mode.LIMP_HOME, Mode.SAFE_STOP), (spec.name,), ""),), limit_s=40.0)


def after_start(log):
    """(time, mode, monitor) of every change of mode once the robot has set off."""
    changes = [(change.time_s, change.mode, change.reason.partition(":")[0]) for change in log.modes]
    first = next(index for index, change in enumerate(changes) if change[1] == Mode.NOMINAL)
    return changes[first + 1 :]


@pytest.mark.parametrize("fault", ["camera.freeze:5@4+3", "communication.drop[scan]:5@4+2"])
def test_lockstep_and_ros_tell_the_same_story(tmp_path, domain, fault):
    path = tmp_path / "short.yaml"
    path.write_text(SCENARIO)
    told = story(path, fault)
    alone = drive(str(path), 0, [told.acts[0].fault], lambda *_: None).log
    over_dds = drive_ros(told, tmp_path, Console(file=io.StringIO()))
    expected, seen = after_start(alone), after_start(over_dds)
    assert [change[1:] for change in seen] == [change[1:] for change in expected]
    assert [change[0] for change in seen] == pytest.approx([change[0] for change in expected], abs=TOLERANCE_S)
    one, other = Outcome.of(alone.track), Outcome.of(over_dds.track)
    assert one.contacts == other.contacts == 0
    assert max(one.goal_distance_m, other.goal_distance_m) <= 0.5
