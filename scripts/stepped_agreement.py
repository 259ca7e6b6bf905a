"""Lockstep and stepped processes over DDS, for every fault that steps and five seeds: rows of JSON and a Markdown table.

Any machine will do: how busy it is changes nothing. Runs that the file holds already are not run again.

usage: python scripts/stepped_agreement.py [--seeds 5] [--limit RUNS] [--out docs/evidence/stepped_agreement.json]
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List

from limphome.cli.checks.ros_domain import free_domain
from limphome.nodes.node_list import SystemOptions
from limphome.nodes.stepped.drive import EQUAL_M, drive_in_lockstep, drive_stepped
from limphome.resources.machine import cpu_model, versions

UNTIL_S = 9.0
HEAD = f"""# Lockstep and ROS, stepped

`scripts/stepped_agreement.py`: modes and reasons equal, every number of the trajectory up to {UNTIL_S:g} s within {EQUAL_M:g}.
On {cpu_model()}.
"""
SCENARIO = Path(__file__).parents[1] / "test" / "nodes" / "ten_metres.yaml"
FAULTS = (
    "",
    "camera.blackout:5@2.5+2",
    "camera.freeze:5@2.5+2",
    "camera.noise:5@2.5+2",
    "camera.blur:5@2.5+2",
    "camera.rate_drop:4@2.5+2",
    "camera.overexposure:5@2.5+2",
    "camera.underexposure:5@2.5+2",
    "camera.colour_shift:5@2.5+2",
    "camera.banding:5@2.5+2",
    "camera.dirt:5@2.5+4",
    "camera.fog:5@2.5+2",
    "camera.rain:5@2.5+4",
    "camera.clock_offset:4@2.5+2",
    "camera.extrinsic_shift:5@2.5+4",
    "lidar.dropout:5@2.5+2",
    "model.bit_flip:5@2.5+2",
    "compute.slow_inference:5@2.5+2",
    "communication.drop[scan]:3@2.5+2",
    "communication.delay[scan]:4@2.5+2",
    "actuation.weak_motor:4@2.5+2",
    "compute.node_crash[perception]:2@2.5",
)


def compare(fault: str, seed: int) -> Dict[str, Any]:
    """Drive both ways; one row of the file."""
    faults = (fault,) if fault else ()
    options = SystemOptions(scenario=str(SCENARIO), seed=seed, stepped=True, armed=True, faults=faults)
    with tempfile.TemporaryDirectory() as folder:
        over_dds = drive_stepped(options, Path(folder), UNTIL_S)
    alone = drive_in_lockstep(options, UNTIL_S)
    return {
        "fault": fault,
        "seed": seed,
        "samples": len(alone.samples),
        "difference": over_dds.difference_from(alone),
        "states_equal": over_dds.states[: len(alone.states)] == alone.states,
        "lockstep": alone.states,
        "stepped": over_dds.states,
    }


def agrees(row: Dict[str, Any]) -> bool:
    """Same modes with the same reasons, same trajectory."""
    return row["states_equal"] and row["difference"] <= EQUAL_M


def table(rows: List[Dict[str, Any]]) -> Iterator[str]:
    """Lines of Markdown: agreements of each fault, then every disagreement."""
    yield "| fault | agree | largest difference [m, rad] |"
    yield "| --- | --- | --- |"
    for fault in dict.fromkeys(row["fault"] for row in rows):
        ours = [row for row in rows if row["fault"] == fault]
        largest = max(row["difference"] for row in ours)
        yield f"| `{fault or 'none'}` | {sum(map(agrees, ours))} of {len(ours)} | {largest:.1e} |"
    for row in rows:
        if not agrees(row):
            yield f"\n`{row['fault'] or 'none'}`, seed {row['seed']}, difference {row['difference']:.1e}"
            yield f"- lockstep: {row['lockstep']}\n- stepped: {row['stepped']}"


def main() -> None:
    """Run what is missing, print the table; status 1 when two drives disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--limit", type=int, help="so many runs at most, the rest another time")
    parser.add_argument("--out", type=Path, default=Path("docs/evidence/stepped_agreement.json"))
    given = parser.parse_args()
    os.environ.setdefault("ROS_DOMAIN_ID", str(free_domain()))
    rows = json.loads(given.out.read_text())["rows"] if given.out.is_file() else []
    given.out.parent.mkdir(parents=True, exist_ok=True)
    there = {(row["fault"], row["seed"]) for row in rows}
    missing = [case for seed in range(given.seeds) for case in ((fault, seed) for fault in FAULTS) if case not in there]
    for fault, seed in missing[: given.limit]:
        rows.append(compare(fault, seed))
        rows.sort(key=lambda row: (FAULTS.index(row["fault"]), row["seed"]))
        written = {"schema_version": 1, "cpu": cpu_model(), "versions": versions(), "rows": rows}
        given.out.write_text(json.dumps(written, indent=1) + "\n")
    given.out.with_suffix(".md").write_text("\n".join((HEAD, *table(rows))) + "\n")
    print(given.out.with_suffix(".md").read_text(), end="")
    sys.exit(not all(map(agrees, rows)))


if __name__ == "__main__":
    main()
