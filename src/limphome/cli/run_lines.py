"""The result of a run in words."""

import math
from typing import Any, Dict, Iterator, Mapping, Tuple


def run_lines(result: Dict[str, Any]) -> Iterator[Tuple[str, str]]:
    """(what, how it was) from the JSON of ``limphome run``."""
    yield "scenario", f"{result['scenario']}, seed {result['seed']}"
    yield "mission", f"{result['mission']} after {result['sim_s']:.1f} s and {result['distance_m']:.1f} m"
    yield "contacts", _contacts(result)
    for time_s, mode, reason in result["modes"]:
        yield "mode", f"{time_s:6.2f} s  {mode:<10} {reason}".rstrip()
    for fault in result["faults"]:
        yield "fault", fault
    if result["faults"]:
        yield "noticed", _noticed(result)
    for cause in result["causes"][:3]:
        where = f" in {cause['component']}" if cause["component"] else ""
        evidence = f"  ({cause['evidence'][0]})" if cause["evidence"] else ""
        yield "cause", f"{cause['probability']:.2f}  {cause['fault']}{where}{evidence}"
    yield "alarms", f"{result['false_alarms']} without a fault, {result['false_causes']} causes named without one"
    yield "speed", f"{result['sim_s'] / max(result['wall_s'], 1e-9):.1f} simulated seconds a second"
    if "model" in result:
        yield "network", result["model"]
    if "picture" in result:
        yield "picture", result["picture"]


def driven_line(truth: Mapping[str, Any]) -> str:
    """How a simulated drive over ROS went, from the simulator's last word; empty where it said none."""
    if not truth:
        return ""
    goal_m, person = truth["goal_distance_m"], truth["contacts_person_moving"]
    left = f", {goal_m:.1f} m left to the goal" if math.isfinite(goal_m) else ""
    way = f"driven {truth['distance_m']:.1f} m in {truth['time_s']:.1f} simulated s{left}"
    return f"{way}; contacts {truth['contacts']:.0f}, of those {person:.0f} with a person while moving"


def _noticed(result: Dict[str, Any]) -> str:
    after_s = result["detected_after_s"]
    if after_s is not None:
        return f"{after_s:.2f} s after it showed"
    return "the fault never showed" if result["shown_s"] is None else "no"


def _contacts(result: Dict[str, Any]) -> str:
    moving, nearest = result["contacts_person_moving"], result["min_clearance_m"]
    text = f"{result['contacts']}, of those {result['contacts_nominal']} in NOMINAL, {moving} with a person while moving"
    return text if nearest is None else f"{text}; never nearer than {nearest:.2f} m"
