import pytest

from limphome.nodes.node_list import SystemOptions
from limphome.nodes.parameter_check import check_parameters

ROVER = "no parameters for gate: it drives with the rover's body and braking (see config/my_robot.yaml)"
GATE, NAV2, ALL = (f"{name}: {{ros__parameters: {{}}}}\n" for name in ("gate", "nav2", "/**"))


@pytest.mark.parametrize(
    ("text", "simulator", "notes"),
    [
        (GATE + ALL, False, []),
        (ALL, True, []),
        (ALL, False, [ROVER]),
        (NAV2 + GATE, True, ["nobody here reads section 'nav2'"]),
        (NAV2 + ALL, False, ["nobody here reads section 'nav2'", ROVER]),
        ("/robot/" + GATE, False, ["nobody here reads section 'robot/gate': gate runs in no namespace", ROVER]),
        ("robot: {" + GATE.strip() + "}", True, ["nobody here reads section 'robot/gate': gate runs in no namespace"]),
        ("/**: {" + GATE.strip() + "}", False, []),
        ("", False, [ROVER]),
        ("", True, []),
    ],
)
def test_what_is_for_nobody_and_what_the_gate_is_not_told_is_noted(tmp_path, text, simulator, notes):
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    assert check_parameters(SystemOptions(simulator=simulator, parameters_file=str(path) if text else "")) == notes
