"""Fault plans: a YAML list of faults."""

from typing import Any, Mapping, Tuple

from limphome.core import FaultSpec, LimphomeError
from limphome.faults.table import check
from limphome.resources import find_named, make_config, read_yaml

SCHEMA_VERSION = 1


def load_plan(name: str, place: str = "") -> Tuple[FaultSpec, ...]:
    """The faults of a plan, with targets filled in.

    Args:
        name: of a file in ``config/fault_plans``, or a path.
        place: where they have to work (``lockstep``, ``ros``, ``recordings``); empty: any.

    Raises:
        LimphomeError: names file and entry, and what is allowed.
    """
    path = find_named("config/fault_plans", name, ".yaml")
    data = read_yaml(path)
    if data.get("schema_version") != SCHEMA_VERSION:
        raise LimphomeError(f"schema_version {data.get('schema_version')}", str(path), str(SCHEMA_VERSION))
    entries = data.get("faults")
    if set(data) != {"schema_version", "faults"} or not isinstance(entries, list):
        raise LimphomeError(f"keys {sorted(data)}", str(path), "schema_version and faults, a list")
    return tuple(_read(entry, f"{path}: faults[{index}]", place) for index, entry in enumerate(entries))


def _read(entry: Any, where: str, place: str) -> FaultSpec:
    if not isinstance(entry, Mapping) or not {"layer", "kind", "severity"} <= set(entry):
        raise LimphomeError(f"not a fault: {entry}", where, "layer, kind, severity; start_s, duration_s, target, seed if wanted")
    try:
        return check(make_config(FaultSpec, entry, where), place)
    except LimphomeError as error:
        if error.where == where:
            raise
        raise LimphomeError(f"{error.where}: {error.what}", where, error.allowed) from error
