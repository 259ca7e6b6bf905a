"""The checked-in wheels were built from the definitions beside them, for every Python that can have them."""

import re
import zipfile
from email.parser import Parser
from pathlib import Path
from xml.etree import ElementTree

import pytest

INTERFACES = Path(__file__).resolve().parents[2] / "interfaces"
WHEELS = sorted((INTERFACES / "wheels").glob("*.whl"))
PACKAGES = ("tf2_msgs", "vision_msgs")
MEND = "rebuild the wheels: make interfaces"

each_wheel = pytest.mark.parametrize("wheel", WHEELS, ids=lambda wheel: wheel.name.split("-")[2])


def definitions_in_tree() -> dict:
    """Give the text of each definition and manifest of ours, by its path below `interfaces/`."""
    paths = [
        path for package in PACKAGES for pattern in ("msg/*.msg", "package.xml") for path in (INTERFACES / package).glob(pattern)
    ]
    return {str(path.relative_to(INTERFACES)): path.read_text() for path in paths}


def definitions_in_wheel(wheel: Path) -> dict:
    """Give the same, as the wheel installs it below `share/`."""
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if re.search(r"/share/.*(\.msg|package\.xml)$", name)]
        return {name.partition("/share/")[2]: archive.read(name).decode() for name in names}


def metadata(wheel: Path):
    """Give the wheel's METADATA, by key."""
    name, version = wheel.name.split("-")[:2]
    with zipfile.ZipFile(wheel) as archive:
        return Parser().parsestr(archive.read(f"{name}-{version}.dist-info/METADATA").decode())


def test_there_is_one_wheel_for_each_python():
    tags = [wheel.name.split("-")[2] for wheel in WHEELS]
    assert tags == ["cp310", "cp311", "cp312", "cp313"]
    assert len({wheel.name.split("-")[1] for wheel in WHEELS}) == 1, "wheels of several versions: " + MEND


@each_wheel
def test_the_wheel_holds_the_definitions_of_the_tree(wheel):
    assert definitions_in_wheel(wheel) == definitions_in_tree(), MEND


@each_wheel
def test_the_wheel_says_its_licence(wheel):
    assert metadata(wheel)["License-Expression"] == "Apache-2.0"
    for package in PACKAGES:
        assert ElementTree.parse(INTERFACES / package / "package.xml").findtext("license") == "Apache-2.0"


@each_wheel
def test_the_wheel_needs_no_newer_machine_than_the_ros_wheels(wheel):
    assert wheel.name.endswith("-manylinux_2_28_x86_64.whl")


@pytest.mark.parametrize("package", PACKAGES)
def test_every_definition_is_built(package):
    listed = set(re.findall(r"msg/\w+\.msg", (INTERFACES / package / "CMakeLists.txt").read_text()))
    assert listed == {f"msg/{path.name}" for path in (INTERFACES / package / "msg").iterdir()}
