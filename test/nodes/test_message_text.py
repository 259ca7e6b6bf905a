import sys
from pathlib import Path

import pytest

from limphome.core import LimphomeError
from limphome.nodes.message_text import message_text
from limphome.nodes.recorder import RecorderOptions
from limphome.resources import load_config, share_dir
from limphome.resources.message_definitions import DEFINITIONS


def test_text_holds_every_part_once():
    text = message_text("sensor_msgs/msg/Image")
    assert text.count("MSG: std_msgs/Header") == 1
    assert text.count("MSG: builtin_interfaces/Time") == 1
    assert "uint8[] data" in text


def test_every_type_that_is_recorded_has_a_text():
    options = load_config(RecorderOptions, share_dir() / "config" / "recorder.yaml")
    for line in options.topics:
        assert message_text(line.split()[1])


def test_unknown_type_is_refused_by_name():
    with pytest.raises(LimphomeError, match="sensor_msgs/msg/Picture"):
        message_text("sensor_msgs/msg/Picture")


def fields_of(text):
    lines = (" ".join(line.split("#")[0].split()) for line in text.splitlines())
    return [line for line in lines if line]


@pytest.mark.parametrize("key", sorted(DEFINITIONS))
def test_our_definitions_have_the_fields_of_the_installed_ones(key):
    package, name = key.split("/")
    installed = Path(sys.prefix) / "share" / package / "msg" / f"{name}.msg"
    assert fields_of(DEFINITIONS[key]) == fields_of(installed.read_text(encoding="utf-8"))


def test_where_ros_is_not_installed_our_definitions_are_taken(tmp_path, monkeypatch):
    whole = message_text("vision_msgs/msg/Detection2DArray")
    monkeypatch.delenv("AMENT_PREFIX_PATH", raising=False)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert fields_of(message_text("vision_msgs/msg/Detection2DArray")) == fields_of(whole)
    with pytest.raises(LimphomeError, match="sensor_msgs/msg/JointState"):
        message_text("sensor_msgs/msg/JointState")
