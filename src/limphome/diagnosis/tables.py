"""The figures of an evaluation as Markdown tables."""

from typing import Any, Dict, List, Mapping, Sequence


def rate(found: Mapping[str, Any]) -> str:
    """``0.91 (0.87-0.94, 220)``: share, 95 % bounds, count."""
    if not found["count"]:
        return "-"
    return f"{found['share']:.2f} ({found['low']:.2f}-{found['high']:.2f}, {found['count']})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = ["| " + " | ".join(cells) + " |" for cells in (head, ["---"] * len(head), *rows)]
    return "\n".join(lines)


def markdown(figures: Mapping[str, Any]) -> str:
    """Everything that :func:`evaluate` measured."""
    parts = [
        _summary(figures),
        "Where it broke, on the same cases:\n\n" + components(figures["component"]),
        "By fault (`supervisor` is what the node `safety_monitor` says on `safety/state`):\n\n" + _per_fault(figures),
        "By severity:\n\n" + _per_severity(figures["per_severity"]),
        "First answer for each fault (counts):\n\n" + _confusion(figures["confusion"]),
    ]
    if "never_seen" in figures:
        parts.append("Kinds left out of fitting:\n\n" + _never_seen(figures["never_seen"]))
    return "\n\n".join(parts) + "\n"


def components(figures: Mapping[str, Mapping[str, Any]]) -> str:
    """AC@k of the engine and of the simple rankers."""
    columns = list(next(iter(figures.values())))
    return table(["ranker", *columns], [[name, *(rate(row[c]) for c in columns)] for name, row in figures.items()])


def _summary(figures: Mapping[str, Any]) -> str:
    found, named, sure = figures["detection"], figures["naming"], figures["calibration"]
    nominal, two = figures["nominal"], figures["two_faults"]
    alarms = (
        f"{nominal['incidents']} in {nominal['hours']} h (below {nominal['per_hour_upper']} an hour)" if nominal["runs"] else "-"
    )
    delay = f"{found['delay_median_s']} s, {found['delay_95_s']} s" if found["incident"]["hits"] else "-"
    began = found["onset_error_s"]
    onset = f"{began['q50']} s ({began['q5']} to {began['q95']}, {began['count']})" if began["count"] else "-"
    error = f"{sure['ece']} ({sure['low']}-{sure['high']}, {sure['cases']})" if sure["cases"] else "-"
    rows = [
        ["faults that became an incident", rate(found["incident"])],
        ["delay after the fault shows, median and 95 %", delay],
        ["told to have begun, less when it showed, median and 5 to 95 %", onset],
        ["fault and component named first", rate(named["fault_and_component"])],
        ["the same, within classes that cannot be told apart", rate(named["within_class"])],
        ["fault named first, whatever the component", rate(named["fault"])],
        ["right answer among the first three", rate(named["in_first_three"])],
        ["answered 'unknown' although known", rate(named["unknown"])],
        ["of the time that an incident is told while the fault acts, it is named rightly", _of_time(figures["told"]["acting"])],
        ["the same of the seconds after it has healed", _of_time(figures["told"]["healed"])],
        ["expected calibration error", error],
        ["the same of a perfect ranker with so many cases", f"{sure['floor']}" if sure["cases"] else "-"],
        ["nominal runs without an incident", rate(nominal["runs_without"])],
        ["incidents in nominal driving", alarms],
        ["two faults: the first answer is one of them", rate(two["one_first"])],
        ["two faults: both among the first three", rate(two["both_in_three"])],
    ]
    return table(["figure", "value (95 % bounds, count)"], rows)


def _of_time(found: Mapping[str, Any]) -> str:
    return f"{found['share']:.2f} ({found['runs']} runs)" if found["runs"] else "-"


def _per_fault(figures: Mapping[str, Any]) -> str:
    rows = []
    for name, noticed in figures["detection_per_fault"].items():
        named: Dict[str, Any] = figures["per_fault"].get(name, {})
        cells = [rate(named[key]) if named else "-" for key in ("fault_and_component", "within_class", "in_first_three")]
        rows.append([name, rate(noticed), *cells])
    return table(["fault and component", "incident", "named first", "within its class", "in first three"], rows)


def _per_severity(figures: Mapping[str, Any]) -> str:
    rows = [
        [s, rate(row["fault_and_component"]), rate(row["in_first_three"]), _of_time(row["told"]["acting"])]
        for s, row in figures.items()
        if row["fault"]["count"]
    ]
    return table(["severity", "named first", "in first three", "of the time while it acts"], rows)


def _confusion(figures: Mapping[str, Mapping[str, int]]) -> str:
    rows: List[List[str]] = []
    for true, said in figures.items():
        rows.append([true, str(said.get(true, 0)), ", ".join(f"{name} {n}" for name, n in said.items() if name != true) or "-"])
    return table(["true", "right", "else"], rows)


def _never_seen(figures: Mapping[str, Mapping[str, Any]]) -> str:
    head = ["kind left out", "'unknown' first", "'unknown' in first three", "component right"]
    keys = ("unknown_first", "unknown_in_three", "component")
    return table(head, [[name, *(rate(row[key]) for key in keys)] for name, row in figures.items()])
