"""Exit statuses, error texts and help of the command line."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest
import typer

from limphome.cli import exit_status, verb_group
from limphome.cli.main import app, call
from limphome.cli.missing_package import missing_package

HEAVY = ("mujoco", "matplotlib", "torch", "rclpy", "cv2", "onnxruntime", "yaml", "scipy")


@pytest.fixture
def verb(tmp_path, monkeypatch):
    """Gives a function that makes a verb ``try`` with a given body."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def make(body: str) -> None:
        name = f"verb_{abs(hash(body))}"
        lines = ["import typer", "from limphome.core import LimphomeError", "app = typer.Typer()", "@app.command()"]
        source = "\n".join([*lines, "def go(as_json: bool = typer.Option(False, '--json')):", f"    {body}"])
        (tmp_path / f"{name}.py").write_text(source)
        monkeypatch.setitem(verb_group.VERBS, "try", name)

    return make


def limphome(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-m", "limphome.cli.main", *arguments], capture_output=True, text=True, check=False, **options
    )


@pytest.mark.parametrize("name", list(verb_group.VERBS))
def test_every_verb_explains_itself(name, capsys):
    assert call([name, "--help"]) == exit_status.RAN
    text = capsys.readouterr().out
    assert "Usage: limphome" in text
    assert len(text) > 300


def test_help_names_every_verb_and_the_exit_statuses(capsys):
    assert call(["--help"]) == exit_status.RAN
    text = " ".join(capsys.readouterr().out.split())
    assert all(name in text for name in verb_group.VERBS)
    assert "0 it ran, 1 it could not run, 2 wrong usage, 3 it ran and a verdict failed" in text


def all_commands():
    """The words before ``--help`` of every command."""
    for name in verb_group.VERBS:
        command = typer.main.get_command(app).get_command(None, name)
        yield [name]
        yield from ([name, inner] for inner in getattr(command, "commands", ()))


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize("words", [[], *all_commands()], ids=" ".join)
def test_help_is_whole_and_fits(words, columns, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    assert call([*words, "--help"]) == exit_status.RAN
    text = capsys.readouterr().out
    assert max(map(len, text.splitlines())) <= columns
    assert not re.findall(r"\w,?\.\.\.$|…|\[/", text, re.MULTILINE)
    command = typer.main.get_command(app)
    for name in words:
        command = command.get_command(None, name)
    told = " ".join(text.split())
    for one in command.params:
        assert one.param_type_name == "argument" or one.opts[0] in told
        assert " ".join((getattr(one, "help", None) or "").split()) in told


def test_bare_call_shows_the_help(capsys):
    assert call([]) == exit_status.RAN
    assert "Usage: limphome" in capsys.readouterr().out


def test_help_loads_nothing_heavy_and_is_quick():
    code = f"import sys; from limphome.cli.main import call; call(['--help']); print([m for m in {HEAVY} if m in sys.modules])"
    before = os.times()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    after = os.times()
    assert done.stdout.strip().endswith("[]")
    assert (
        after.children_user + after.children_system - before.children_user - before.children_system < 1.0
    )  # 0.2 s on an idle core


def test_version(capsys):
    assert call(["--version"]) == exit_status.RAN
    assert capsys.readouterr().out.startswith("limphome 0.")


def test_unknown_verb_is_wrong_usage_and_names_the_close_one(capsys):
    assert call(["doktor"]) == exit_status.WRONG_USAGE
    assert "Did you mean 'doctor'?" in capsys.readouterr().err


def test_unknown_option_is_wrong_usage(capsys):
    assert call(["doctor", "--nonsense"]) == exit_status.WRONG_USAGE
    assert capsys.readouterr().err.strip() == "limphome doctor: No such option: --nonsense (see: limphome doctor --help)"


@pytest.mark.parametrize("name", ["data", "model", "diagnose"])
def test_a_group_without_a_command_shows_its_help_and_says_what_is_missing(name, capsys):
    assert call([name]) == exit_status.WRONG_USAGE
    out, err = capsys.readouterr()
    assert f"Usage: limphome {name}" in out
    assert err == f"limphome {name}: Missing command. (see: limphome {name} --help)\n"


def test_wrong_usage_in_json_is_one_error_object(capsys):
    assert call(["run", "--json"]) == exit_status.WRONG_USAGE
    error = json.loads(capsys.readouterr().out.splitlines()[-1])["error"]
    assert set(error) == {"what", "where", "allowed"}
    assert "SCENARIO" in error["what"]
    assert error["where"] == "limphome run"


def test_an_error_is_one_readable_line(verb, capsys):
    verb("raise LimphomeError('speed 9', 'pilot.yaml', '0 to 1')")
    assert call(["try"]) == exit_status.COULD_NOT_RUN
    out, err = capsys.readouterr()
    assert err == "limphome: pilot.yaml: speed 9 (allowed: 0 to 1)\n"
    assert out == ""


def test_an_error_in_json_is_one_error_object(verb, capsys):
    verb("raise LimphomeError('speed 9', 'pilot.yaml', '0 to 1')")
    assert call(["try", "--json"]) == exit_status.COULD_NOT_RUN
    assert json.loads(capsys.readouterr().out) == {"error": {"what": "speed 9", "where": "pilot.yaml", "allowed": "0 to 1"}}


def test_the_status_that_a_verb_returns_is_the_exit_status(verb):
    verb("return 3")
    assert call(["try"]) == exit_status.VERDICT_FAILED


def test_ctrl_c_ends_without_a_traceback(verb, capsys):
    verb("raise KeyboardInterrupt")
    assert call(["try"]) == exit_status.INTERRUPTED
    assert "Traceback" not in capsys.readouterr().err


def test_a_real_ctrl_c_ends_with_130(tmp_path):
    (tmp_path / "sleeper.py").write_text(
        "import typer, time\napp = typer.Typer()\n@app.command()\ndef go():\n    print('here', flush=True)\n    time.sleep(30)\n"
    )
    code = (
        "from limphome.cli import verb_group as g; g.VERBS['try'] = 'sleeper'; from limphome.cli.main import main; main(['try'])"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    )
    assert process.stdout.readline() == "here\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("package", "command"),
    [
        ("mujoco", "pip install -e '.[sim]' in the clone"),
        ("matplotlib", ".[report]"),
        ("torch", "make check"),
        ("rclpy", "/opt/ros"),
        ("vision_msgs", "make demo"),
    ],
)
def test_a_missing_package_names_the_command_that_brings_it(package, command):
    error = missing_package(ModuleNotFoundError(f"No module named '{package}'", name=package))
    assert package in error.what
    assert command in error.allowed


def test_a_missing_package_ends_with_status_1(verb, capsys):
    verb("raise ModuleNotFoundError('No module named mujoco', name='mujoco.renderer')")
    assert call(["try"]) == exit_status.COULD_NOT_RUN
    assert "pip install -e '.[sim]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("open('/proc')", "/proc: Is a directory"),
        ("raise PermissionError(13, 'Permission denied', '/root/secret')", "/root/secret: Permission denied"),
        ("raise OSError(28, 'No space left on device')", "disk: No space left on device"),
    ],
)
def test_a_file_that_the_system_refuses_is_named(verb, capsys, body, words):
    verb(body)
    assert call(["try"]) == exit_status.COULD_NOT_RUN
    assert capsys.readouterr().err.startswith(f"limphome: {words} (allowed: ")


def test_another_error_of_the_system_is_not_hidden(verb):
    verb("raise ProcessLookupError(3, 'No such process')")
    with pytest.raises(ProcessLookupError):
        call(["try"])


def test_a_broken_import_of_ours_is_not_hidden(verb):
    verb("import limphome.no_such_room")
    with pytest.raises(ModuleNotFoundError):
        call(["try"])


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["doctor"], 0), (["doctor", "--json"], 0), (["run", "no_such", "--json"], 1), (["run", "--no", "--json"], 2)],
)
def test_a_reader_that_has_gone_changes_no_exit_status(arguments, status, unbuffered, monkeypatch):
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "limphome.cli.main", *arguments]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (status, "")


def test_a_reader_that_goes_away_leaves_no_traceback():
    done = subprocess.run(
        f"{sys.executable} -m limphome.cli.main doctor | head -n 1", shell=True, capture_output=True, text=True, check=False
    )
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr
