import pytest

from limphome.core import LimphomeError
from limphome.nodes.parameter_file import check_commands, check_parameter_file

NODES = ("gate", "pilot", "camera")


@pytest.fixture
def write(tmp_path):
    def write(text):
        path = tmp_path / "mine.yaml"
        path.write_text(text)
        return path

    return write


@pytest.mark.parametrize(
    "text",
    [
        "gate: {ros__parameters: {reaction_s: 0.2}}",
        "/robot/gate: {ros__parameters: {reaction_s: 0.2}}",
        "robot: {gate: {ros__parameters: {reaction_s: 0.2}}}",
        "/**: {ros__parameters: {use_sim_time: true}}",
        "v4l2_camera: {ros__parameters: {a: 1}}\npilot: {ros__parameters: {}}",
        "planner_of_others: {ros__parameters: {a: 1}}\npilot: {ros__parameters: {}}",
    ],
)
def test_every_form_of_ros_passes(write, text):
    check_parameter_file(write(text), NODES)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("gate: [", "is not YAML"),
        ("gate: {reaction_s: 0.2}", "'reaction_s' outside of ros__parameters"),
        ("reaction_s: 0.2", "'reaction_s' outside of ros__parameters"),
        ("gate: {ros__parameters: 3}", "'gate' has no parameters"),
        ("nav2: {ros__parameters: {reaction_s: 0.2}}", "is for nav2 .*some of gate, pilot"),
        ("gaet: {ros__parameters: {}}\npilot: {ros__parameters: {}}", r"no node is called 'gaet'.*did you mean gate\?"),
        ("gtae: {ros__parameters: {}}\npilot: {ros__parameters: {}}", r"no node is called 'gtae'.*did you mean gate\?"),
        ("gate: {ros__parameters: {}}\npilott: {ros__parameters: {}}", r"no node is called 'pilott'.*did you mean pilot\?"),
        ("{}", "is for nobody"),
    ],
)
def test_what_nodes_would_die_of_is_told(write, text, words):
    with pytest.raises(LimphomeError, match=rf"mine\.yaml.*{words}"):
        check_parameter_file(write(text), NODES)


TWIST = "stamped_in: false, stamped_out: false"


@pytest.mark.parametrize(
    ("text", "running"),
    [
        ("gate: {ros__parameters: {reaction_s: 0.2}}", ("gate", "pilot")),
        (f"gate: {{ros__parameters: {{{TWIST}}}}}", ("gate",)),
        (f"gate: {{ros__parameters: {{{TWIST}}}}}\n/**: {{pilot: {{ros__parameters: {{{TWIST}}}}}}}", ("gate", "pilot")),
        (f"/**: {{ros__parameters: {{{TWIST}}}}}", ("gate", "pilot")),
        (f"pilot: {{ros__parameters: {{{TWIST}}}}}", ("gate", "safety_monitor")),
    ],
)
def test_nodes_that_understand_each_others_commands_pass(write, text, running):
    check_commands(write(text), running)


def test_a_node_that_would_not_be_heard_is_named(write):
    path = write("gate: {ros__parameters: {stamped_out: false}}")
    with pytest.raises(LimphomeError, match=r"mine\.yaml: stamped_out is false for gate and true for pilot, simulator"):
        check_commands(path, ("gate", "pilot", "simulator", "diagnosis"))
