"""What gazebo.launch.py does before Gazebo: it needs ROS 2 launch, and no Gazebo."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("launch_ros", reason="launch_ros comes with ROS 2 from apt, not with the wheels")

LAUNCH_FILE = Path(__file__).parents[2] / "launch" / "gazebo.launch.py"
SCRIPT = f"""
import importlib.util, tempfile
from pathlib import Path
from types import SimpleNamespace
spec = importlib.util.spec_from_file_location("gazebo_launch", {str(LAUNCH_FILE)!r})
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
module.get_package_share_directory = lambda name: name
given = dict(scenario="clear_route", seed="0", headless="true", armed="false", recording="", parameters="")
module._compose(SimpleNamespace(launch_configurations=given))
print(*(path.name for path in Path(tempfile.gettempdir()).glob("limphome-*/*")))
"""


def test_the_world_that_it_writes_goes_when_the_launch_ends(tmp_path):
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stdout.split() == ["clear_route-0.sdf"], done.stderr
    assert not list(tmp_path.glob("limphome-*"))
