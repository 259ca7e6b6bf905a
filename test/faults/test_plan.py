import pytest

from limphome.core import FaultSpec, LimphomeError
from limphome.faults.plan import load_plan


def write(tmp_path, text):
    path = tmp_path / "plan.yaml"
    path.write_text(text)
    return str(path)


def test_demo_plan_freezes_the_camera_then_kills_perception():
    specs = load_plan("demo")
    assert [(spec.name, spec.target) for spec in specs] == [
        ("camera.freeze", "camera/image_raw"),
        ("compute.node_crash", "perception"),
    ]
    assert specs[0].end_s < specs[1].start_s


def test_all_fields_are_read(tmp_path):
    path = write(
        tmp_path,
        "schema_version: 1\nfaults:\n"
        "- {layer: communication, kind: delay, severity: 3, start_s: 4, duration_s: 10, target: scan, seed: 7}\n",
    )
    assert load_plan(path) == (FaultSpec("communication", "delay", 3, 4.0, 10.0, "scan", 7),)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("faults: []\n", "schema_version None"),
        ("schema_version: 2\nfaults: []\n", "schema_version 2"),
        ("schema_version: 1\nfault: []\n", "keys"),
        ("schema_version: 1\nfaults: 3\n", "keys"),
        ("schema_version: 1\nfaults: [camera.freeze]\n", r"faults\[0\].*layer, kind, severity"),
        ("schema_version: 1\nfaults: [{layer: camera, kind: freeze}]\n", r"faults\[0\]"),
        ("schema_version: 1\nfaults: [{layer: camera, kind: freeze, severity: 1, begin_s: 3}]\n", "unknown key 'begin_s'"),
        ("schema_version: 1\nfaults: [{layer: camera, kind: freeze, severity: bad}]\n", "severity: bad"),
        ("schema_version: 1\nfaults: [{layer: camera, kind: freeze, severity: 9}]\n", r"faults\[0\].*severity 9"),
        (
            "schema_version: 1\nfaults: [{layer: camera, kind: freze, severity: 1}]\n",
            r"faults\[0\].*unknown fault 'camera.freze'",
        ),
        ("schema_version: 1\nfaults: [{layer: lidar, kind: ghost, severity: 1}]\n", "not built yet"),
        ("schema_version: 1\nfaults: [{layer: camera, kind: blur, severity: 1, target: scan}]\n", "cannot act on 'scan'"),
        ("schema_version: 1\nfaults: [{layer: camera, kind: blur, severity: 1, duration_s: -1}]\n", "duration"),
        ("faults: [\n", r"plan.yaml:2"),
    ],
)
def test_mistakes_are_named(tmp_path, text, message):
    with pytest.raises(LimphomeError, match=message):
        load_plan(write(tmp_path, text))


def test_place_is_checked(tmp_path):
    with pytest.raises(LimphomeError, match="recordings"):
        load_plan("demo", "recordings")
