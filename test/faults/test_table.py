import importlib.metadata

import pytest

from limphome.core import FaultSpec, LimphomeError
from limphome.faults.fault_kind import PLACES, FaultKind
from limphome.faults.message_fault import MessageFault
from limphome.faults.table import NOT_BUILT, check, component_of, fault_table, find_kind


@pytest.mark.parametrize("name", sorted(fault_table()))
def test_every_severity_is_worse_than_the_one_before(name):
    values = find_kind(name).values
    falling = values[0] > values[-1]
    assert all((a > b) if falling else (a < b) for a, b in zip(values, values[1:]))


@pytest.mark.parametrize("name", sorted(fault_table()))
def test_rows_are_complete(name):
    kind = find_kind(name)
    assert kind.targets
    assert kind.guard
    assert kind.works_in
    assert set(kind.works_in) <= set(PLACES)
    assert component_of(FaultSpec.parse(f"{name}:1"))


def test_a_row_that_turns_back_is_refused():
    with pytest.raises(LimphomeError, match="turn back"):
        FaultKind("a.b", "x", "1", (0, 1, 2, 1, 2, 3), "base", ("base",), PLACES, "g", "base")


def test_the_47_kinds_all_have_a_name():
    assert len(set(fault_table()) | NOT_BUILT) == 47
    assert not set(fault_table()) & NOT_BUILT


def test_unknown_fault_is_refused_with_the_list():
    with pytest.raises(LimphomeError, match=r"unknown fault 'camera\.fly'.*camera\.freeze"):
        find_kind("camera.fly")


def test_fault_without_code_is_refused_as_such():
    with pytest.raises(LimphomeError, match="not built yet"):
        check(FaultSpec.parse("lidar.ghost:2"))


def test_target_is_filled_in():
    assert check(FaultSpec.parse("communication.delay:2")).target == "camera/image_raw"
    assert check(FaultSpec.parse("communication.delay[scan]:2")).target == "scan"


def test_impossible_target_is_refused_with_the_list():
    with pytest.raises(LimphomeError, match=r"'scan'.*camera/image_raw"):
        check(FaultSpec.parse("camera.freeze[scan]:2"))


def test_impossible_place_is_refused():
    with pytest.raises(LimphomeError, match=r"recordings.*lockstep, ros"):
        check(FaultSpec.parse("actuation.weak_motor:2"), "recordings")


@pytest.mark.parametrize(
    ("text", "component"),
    [
        ("camera.blur:1", "camera"),
        ("communication.drop[scan]:1", "lidar"),
        ("communication.drop:1", "camera"),
        ("communication.delay[detections]:1", "perception"),
        ("compute.node_crash[pilot]:1", "pilot"),
        ("compute.node_crash[safety_monitor]:1", "supervisor"),
        ("actuation.weak_motor:1", "base"),
    ],
)
def test_component_follows_kind_or_target(text, component):
    assert component_of(FaultSpec.parse(text)) == component


@pytest.fixture
def installed(monkeypatch):
    """Pretend that a package registered an object, in the form that both old and new Pythons give."""

    def install(value, as_dict):
        entry = type("Entry", (), {"load": lambda self: value})()
        found = {"limphome.faults": [entry]}
        if not as_dict:
            found = type("Found", (), {"select": lambda self, group: [entry] if group == "limphome.faults" else []})()
        monkeypatch.setattr(importlib.metadata, "entry_points", lambda: found)
        fault_table.cache_clear()

    yield install
    monkeypatch.undo()
    fault_table.cache_clear()


def _own(name, make):
    return FaultKind(name, "x", "1", (0, 1, 2, 3, 4, 5), "message", ("scan",), PLACES, "g", "lidar", make)


@pytest.mark.parametrize("as_dict", [True, False])
def test_a_package_adds_a_fault_of_its_own(installed, as_dict):
    installed(_own("lidar.melt", lambda value, rng: MessageFault()), as_dict)
    assert find_kind("lidar.melt").component == "lidar"


def test_a_package_cannot_replace_ours(installed):
    installed(_own("lidar.dropout", lambda value, rng: MessageFault()), True)
    assert find_kind("lidar.dropout").values[-1] == 1


def test_a_package_that_registers_something_else_is_named(installed):
    installed("nonsense", True)
    with pytest.raises(LimphomeError, match="nonsense"):
        find_kind("camera.freeze")
