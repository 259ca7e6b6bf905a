"""``limphome state``: how a running robot is now."""

from typing import Any, Dict, Iterator, Tuple

import typer

from limphome.cli.ask_options import EPILOG, TIMEOUT
from limphome.cli.output import JSON, emit
from limphome.cli.verb_app import verb_app
from limphome.nodes.convert.status_words import GATE

app = verb_app()


@app.command(epilog=EPILOG)
def state(timeout: float = TIMEOUT, as_json: bool = JSON) -> None:
    """Tell once how the robot is: mode with its reasons, motion, what is seen, faults that are set, the likeliest cause, nodes.

    What is not OK on /diagnostics has a line: the camera's source, a network in shadow that fails, a driver.
    With --json also all numbers and reports there (a network in shadow: reports, perception: candidate).
    """
    from limphome.nodes.asker import Asker
    from limphome.nodes.robot_state import RobotState

    with Asker(timeout) as asker:
        robot = RobotState(asker)
        robot.listen()
        result = robot.as_dict()
    emit(result, as_json, lambda: typer.echo("\n".join(f"{name:>9}  {text}".rstrip() for name, text in lines_of(result))))


def lines_of(state: Dict[str, Any]) -> Iterator[Tuple[str, str]]:
    """(what, text) of each line, from what ``--json`` prints."""
    yield "mode", state["mode"] or "nobody says one, and that is SAFE_STOP"
    for reason in state["reasons"]:
        yield "reason", reason
    odometry, gate = (state["health"].get(component, {}) for component in ("odometry", "gate"))
    if "v_mps" in odometry:
        yield "drives", _motion(odometry)
    if "v_mps" in gate:
        why = state["reports"].get(GATE, {})
        yield "commanded", _motion(gate) + _held(gate, why.get("message", ""))
        yield "clearance", f"unknown: {why['blind']}" if why.get("blind") else f"{gate['clearance_m']:.2f} m"
    yield "sees", ", ".join(f"{one['class']} {one['score']:.2f}" for one in state["sees"]) or "nothing"
    for name, report in state["reports"].items():
        if report["level"] != "OK" and name != GATE:
            yield "report", f"{name} is {report['level']}" + (f": {report['message']}" if report["message"] else "")
    for fault, word in state["faults"].items():
        yield "fault", f"{fault} ({word})"
    for cause in state["causes"][:1]:
        yield "cause", " ".join(filter(None, (cause["fault"], cause["component"], f"{cause['probability']:.2f}")))
    yield "nodes", _nodes(state["nodes"])


def _held(gate: Dict[str, float], reason: str) -> str:
    what = "the gate stands" if gate["stopped"] else "the gate limits" if reason else ""
    return "".join((what and f", {what}", reason and f": {reason}"))


def _motion(row: Dict[str, float]) -> str:
    return f"{row['v_mps']:.2f} m/s, {row['w_radps']:.2f} rad/s"


def _nodes(nodes: Dict[str, str]) -> str:
    """Those that are not active by name and state."""
    odd = ", ".join(f"{name}: {what}" for name, what in nodes.items() if what != "active")
    active = ", ".join(name for name, what in nodes.items() if what == "active")
    return "; ".join(filter(None, (odd, active and f"active: {active}"))) or "no bringup says how they are"
