import pytest

from limphome.core import LimphomeError
from limphome.nodes.message_text import message_text
from limphome.nodes.recorder import RecorderOptions
from limphome.resources import load_config, share_dir


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
