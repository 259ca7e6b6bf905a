"""What the reader does not support is refused with file, line and element."""

import pytest

from limphome.core import LimphomeError
from limphome.simulation.sdf.world import read_world

_BOX = "<geometry><box><size>1 1 1</size></box></geometry>"


def _box(size):
    shape = _BOX.replace("1 1 1", size)
    return f'<model name="m"><static>true</static><link name="l"><visual name="v">{shape}</visual></link></model>'


def _moving(mass=1, inertia=1, more=""):
    """A link that stands for itself, and what hangs on it or lies beside it."""
    heavy = f"<inertial><mass>{mass}</mass>\n<inertia>" + "".join(f"<i{a}{a}>{inertia}</i{a}{a}>" for a in "xyz")
    return f'<model name="m"><link name="l">\n{heavy}</inertia></inertial></link>\n{more}</model>'


def _joint(name, parent, child, axis=""):
    kind = "revolute" if axis else "fixed"
    held = f"<parent>{parent}</parent>\n<child>{child}</child>{axis}"
    return f'<joint name="{name}" type="{kind}">\n{held}</joint>\n'


_LINK = _moving().partition("<link")[2].rpartition("</model>")[0]
_TWO = "".join(f"<link{_LINK}".replace('name="l"', f'name="{name}"') for name in "ab")
_PATTERN = _box("1 1 1").replace("</visual>", "\n<material>\n<limphome:pattern {}/></material></visual>")
_PLANE = _box("1 1 1").replace(_BOX, "<geometry><plane>\n<normal>{}</normal><size>1 1</size></plane></geometry>")
_LIGHT = '<light name="l" type="directional">\n<direction>{}</direction></light>\n'


def _world(tmp_path, inner, head='<sdf version="1.9">'):
    path = tmp_path / "bad.sdf"
    path.write_text(f'{head}\n<world name="w">\n{inner}\n</world>\n</sdf>\n')
    return path


@pytest.mark.parametrize(
    ("inner", "line", "element"),
    [
        ("<actor name='a'/>", 3, "actor"),
        ('<model name="m">\n<static>true</static>\n<link name="l"><particle_emitter/></link></model>', 5, "particle_emitter"),
        ('<model name="m"><link name="l">\n<visual name="v"><geometry>\n<mesh/></geometry></visual></link></model>', 5, "mesh"),
        ('<light name="l"\ntype="point"/>', 3, "light"),
        ('<plugin filename="x"\n name="my::System"/>', 3, "plugin"),
        (_box("1 x 1"), 3, "size"),
        (_box("1 nan 1"), 3, "size"),
        (_box("1 0 1"), 3, "box"),
        (_box("1 1 0"), 3, "box"),
        (_box("1 1 -1"), 3, "box"),
        (_PLANE.format("1 0 0"), 4, "normal"),
        (_PLANE.format("0 0 -1"), 4, "normal"),
        (_PATTERN.format('kind="brick" size="0"'), 5, "limphome:pattern"),
        (_PATTERN.format('kind="brick" size="big"'), 5, "limphome:pattern"),
        (_PATTERN.format('kind="brick" seed="-1"'), 5, "limphome:pattern"),
        (_PATTERN.format('kind="brick" seed="1.5"'), 5, "limphome:pattern"),
        (_LIGHT.format("0 0 0"), 4, "direction"),
        (_LIGHT.format("0 0 -1") * 2, 5, "light"),
        (_box("1 1 1") + "\n" + _box("1 1 1"), 4, "model"),
        (_box("1 1 1").replace("</model>", '\n<link name="l"/></model>'), 4, "link"),
        (_box("1 1 1").replace("</link>", f'\n<visual name="v">{_BOX}</visual></link>'), 4, "visual"),
        (_moving(mass=0), 4, "inertial"),
        (_moving(inertia=0), 4, "inertial"),
        (_moving(more=_TWO + _joint("j", "a", "b") + _joint("k", "b", "a")), 3, "model"),
        (_moving(more=_TWO + _joint("j", "l", "a") + _joint("k", "l", "b") + _joint("n", "a", "b")), 20, "child"),
        (_moving(more=_TWO + _joint("j", "l", "a", "<axis>\n<xyz>0 0 0</xyz></axis>") + _joint("k", "a", "b")), 15, "xyz"),
        (f'<model name="m"><static>true</static>\n<link name="l">\n<visual>{_BOX}</visual></link></model>', 5, "visual"),
        ('<model name="m"><static>true</static></model>', 3, "model"),
        ('<model name="m"><static>maybe</static></model>', 3, "static"),
        (f'<model name="m"><link name="l"><collision name="c">{_BOX}</collision></link></model>', 3, "link"),
        ("\n<include><uri>model://dragon</uri></include>", 4, "uri"),
        ('<model name="m"><pose relative_to="x">0 0 0 0 0 0</pose><link name="l"/></model>', 3, "pose"),
    ],
)  # fmt: skip
def test_refusal_names_file_line_and_element(tmp_path, inner, line, element):
    path = _world(tmp_path, inner)
    with pytest.raises(LimphomeError) as caught:
        read_world(path)
    assert caught.value.where == f"{path}:{line} <{element}>"


def test_broken_xml_names_file_and_line(tmp_path):
    path = tmp_path / "bad.sdf"
    path.write_text('<sdf version="1.9">\n<world name="w">\n</sdf>\n')
    with pytest.raises(LimphomeError, match=r"is not XML") as caught:
        read_world(path)
    assert caught.value.where == f"{path}:3"


@pytest.mark.parametrize("encoding", ["gbk", "hex", "foo"])
def test_an_encoding_that_nobody_reads_is_refused(tmp_path, encoding):
    path = tmp_path / "bad.sdf"
    path.write_text(f'<?xml version="1.0" encoding="{encoding}"?>\n<sdf version="1.9"/>\n')
    with pytest.raises(LimphomeError, match=r"bad\.sdf: cannot be read as text"):
        read_world(path)


def test_file_that_is_not_sdf_is_refused(tmp_path):
    path = tmp_path / "bad.sdf"
    path.write_text("<mujoco/>")
    with pytest.raises(LimphomeError, match="root element is <mujoco>"):
        read_world(path)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(LimphomeError, match="cannot be read"):
        read_world(tmp_path / "none.sdf")


def test_second_model_of_a_name_is_refused(tmp_path):
    include = "<include><uri>model://cone</uri></include>\n"
    with pytest.raises(LimphomeError, match="second model named 'cone'"):
        read_world(_world(tmp_path, include * 2))
