from dataclasses import dataclass
from typing import Any, Tuple

import pytest

from limphome.core import LimphomeError
from limphome.resources import load_config, make_config, option


@dataclass(frozen=True)
class Config:
    """An example."""

    speed_mps: float = option(0.8, "cruise speed [m/s]", 0.0, 2.0)
    steps: int = option(3, "how many", 1, 9)
    armed: bool = option(False, "may be damaged")
    name: str = option("yard", "a name")
    points: Tuple[float, ...] = option((1.0,), "some numbers")
    strides: Tuple[int, ...] = option((8,), "some whole numbers", 1, 64)
    corners: Tuple[Tuple[float, ...], ...] = option((), "some rows of numbers")
    anything: Tuple[Any, ...] = option((), "whatever")
    plain: tuple = option((), "whatever")


def write(tmp_path, text):
    path = tmp_path / "node.yaml"
    path.write_text(text)
    return path


def test_the_elements_of_a_list_are_of_its_type():
    config = make_config(Config, {"points": [1, 2.5], "corners": [[1, 2]], "anything": [1, "a"], "plain": [1, [2]]}, "somewhere")
    assert (config.points, config.corners) == ((1.0, 2.5), ((1.0, 2.0),))
    assert (config.anything, config.plain) == ((1, "a"), (1, [2]))
    assert all(isinstance(one, float) for one in (*config.points, *config.corners[0]))


def test_what_is_left_out_keeps_its_default(tmp_path):
    assert load_config(Config, write(tmp_path, "steps: 5")) == Config(steps=5)


def test_a_ros_parameter_file_gives_the_same_configuration(tmp_path):
    text = "pilot:\n  ros__parameters:\n    speed_mps: 1\n    points: [1.0, 2.0]\n"
    assert load_config(Config, write(tmp_path, text)) == Config(speed_mps=1.0, points=(1.0, 2.0))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("sped_mps: 1.0", "did you mean speed_mps"),
        ("speed_mps: 3.0", "0 to 2"),
        ("speed_mps: fast", "a float"),
        ("speed_mps: true", "a float"),
        ("steps: 2.5", "an int"),
        ("steps: many", "is a str .*an int"),
        ("armed: 1", "a bool"),
        ("name: 7", "a str"),
        ("speed_mps: .nan", "out of range"),
        ("points: [1.0, a]", "'points: a' is a str.*a float"),
        ("points: [.nan]", "'points: nan' is out of range"),
        ("strides: [8, 0]", "'strides: 0' is out of range.*1 to 64"),
        ("strides: 8", "is an int.*a tuple"),
        ("corners: [1.0]", "is a float.*a tuple"),
        ("corners: [[1.0, null]]", "is a NoneType.*a float"),
    ],
)
def test_a_wrong_value_names_file_key_and_what_is_allowed(tmp_path, text, named):
    with pytest.raises(LimphomeError, match=named) as caught:
        load_config(Config, write(tmp_path, text))
    assert caught.value.where.endswith("node.yaml")
    assert text.split(":")[0] in caught.value.what


@pytest.mark.parametrize(
    ("content", "named"), [(b"a: [1", "is not YAML"), (b"- 1", "holds a list"), (b"\xff\xfe\x00", "is not"), (b"", "NoneType")]
)
def test_a_file_that_is_no_mapping_is_refused_by_name(tmp_path, content, named):
    path = tmp_path / "node.yaml"
    path.write_bytes(content)
    with pytest.raises(LimphomeError, match=named):
        load_config(Config, path)


def test_a_yaml_error_names_its_line(tmp_path):
    with pytest.raises(LimphomeError) as caught:
        load_config(Config, write(tmp_path, "steps: 1\nname: 'open\nspeed_mps: 1"))
    assert ":" in caught.value.where.rsplit("node.yaml", 1)[1]


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(LimphomeError, match="No such file"):
        load_config(Config, "nowhere.yaml")


def test_a_value_given_in_code_is_checked_too():
    with pytest.raises(LimphomeError, match="1 to 9"):
        make_config(Config, {"steps": 10}, "somewhere")
