"""What the reader does not support is refused with file, line and element."""

import pytest

from limphome.core import LimphomeError
from limphome.simulation.sdf.world import read_world

_BOX = "<geometry><box><size>1 1 1</size></box></geometry>"


def _box(size):
    shape = _BOX.replace("1 1 1", size)
    return f'<model name="m"><static>true</static><link name="l"><visual name="v">{shape}</visual></link></model>'


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
