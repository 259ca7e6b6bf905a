"""The same drive in lockstep and as processes over DDS; `scripts/agreement.py` does it for every fault."""

from pathlib import Path

import pytest

from limphome.cli.demo.drive_apart import drive_apart
from limphome.cli.demo.story import Act, Story
from limphome.cli.lockstep_drive import drive
from limphome.cli.report.agreement import differences, story_of
from limphome.core import FaultSpec, Mode

pytestmark = [pytest.mark.node, pytest.mark.whole, pytest.mark.timeout(300)]

SCENARIO = str(Path(__file__).parent / "ten_metres.yaml")


def story(fault):
    spec = FaultSpec.parse(fault)
    return Story(SCENARIO, 0, (Act(fault, spec, (Mode.LIMP_HOME, Mode.SAFE_STOP), (spec.name,), ""),), limit_s=40.0)


@pytest.mark.parametrize(
    "fault", ["camera.freeze:5@4+3", pytest.param("communication.drop[scan]:5@4+2", marks=pytest.mark.evidence)]
)
def test_lockstep_and_ros_tell_the_same_story(tmp_path, domain, fault):
    told = story(fault)
    alone = drive(SCENARIO, 0, [told.acts[0].fault], lambda *_: None).log
    over_dds = drive_apart(told, tmp_path).log
    assert not differences(alone, over_dds), f"lockstep: {story_of(alone)}; ROS: {story_of(over_dds)}"
