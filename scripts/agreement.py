"""The same drive in lockstep and as processes over DDS, for every fault and five seeds: rows of JSON and a Markdown table.

Real time wants a machine that keeps up: each row says for how long at most this machine let nobody run, and whether simulated
time slipped. A pause of 0.08 s makes odometry stale. Runs that the file holds already are not run again.

usage: python scripts/agreement.py [--seeds 5] [--fault TEXT ...] [--limit RUNS] [--out docs/evidence/agreement.json]
"""

import argparse
import json
import math
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple

from limphome.cli.demo.drive_apart import drive_apart
from limphome.cli.demo.pauses import TROUBLE_S
from limphome.cli.demo.story import Act, Story
from limphome.cli.lockstep_drive import drive
from limphome.cli.report.agreement import changes_of, differences, mission_of, story_of
from limphome.cli.report.drive_log import DriveLog
from limphome.cli.report.outcome import Outcome
from limphome.core import FaultSpec
from limphome.resources.machine import cpu_model, versions

LIMIT_S = 40.0
HEAD = f"""# Lockstep and ROS at real time

`scripts/agreement.py`: mission, contacts, order of modes and first reasons equal, times within 0.5 s. *Undisturbed*: the
machine let nobody wait for more than {TROUBLE_S} s.
On {cpu_model()}.
"""
SCENARIO = Path(__file__).parents[1] / "test" / "nodes" / "ten_metres.yaml"
# They begin between two golden frames, which both ways run at whole seconds: which comes first must not hang on milliseconds.
FAULTS = (
    "",
    "camera.blackout:5@4.5+3",
    "camera.freeze:5@4.5+3",
    "camera.noise:5@4.5+3",
    "camera.blur:5@4.5+3",
    "camera.rate_drop:4@4.5+3",
    "lidar.dropout:5@4.5+2",
    "model.bit_flip:5@4.5+3",
    "compute.node_crash[perception]:3@4.5",
    "compute.slow_inference:5@4.5+3",
    "communication.drop[scan]:5@4.5+2",
    "communication.delay[scan]:4@4.5+3",
    "actuation.weak_motor:4@4.5+3",
)


def compare(fault: str, seed: int) -> Dict[str, Any]:
    """Drive twice; one row of the file."""
    specs = [FaultSpec.parse(fault, seed)] if fault else []
    acts = tuple(Act(str(spec), spec, (), (), "") for spec in specs)
    alone = drive(str(SCENARIO), seed, specs, lambda *_: None).log
    with tempfile.TemporaryDirectory() as folder:
        driven = drive_apart(Story(str(SCENARIO), seed, acts, LIMIT_S), Path(folder), record=False)
    over_dds = driven.log
    slipped = [line.strip() for line in driven.told.splitlines() if "did not keep up" in line]
    return {
        "fault": fault,
        "seed": seed,
        "differences": differences(alone, over_dds),
        "largest_time_difference_s": _largest_s(alone, over_dds),
        "lockstep": _told(alone),
        "ros": _told(over_dds),
        "longest_pause_s": round(driven.longest_pause_s, 3),
        "slipped": slipped,
    }


def _told(log: DriveLog) -> Dict[str, Any]:
    outcome = Outcome.of(log.track)
    return {"mission": mission_of(outcome), "contacts": outcome.contacts, "modes": story_of(log)}


def _largest_s(one: DriveLog, other: DriveLog) -> float:
    pairs = zip(changes_of(one), changes_of(other))
    return round(max((abs(a[0] - b[0]) for a, b in pairs), default=0.0), 3)


def table(rows: List[Dict[str, Any]]) -> Iterator[str]:
    """Lines of Markdown: agreements of each fault, then every disagreement."""
    yield "| fault | agree | of these undisturbed | largest difference of a time |"
    yield "| --- | --- | --- | --- |"
    for fault in dict.fromkeys(row["fault"] for row in rows):
        ours = [row for row in rows if row["fault"] == fault]
        agreed = [row for row in ours if not row["differences"]]
        largest_s = max((row["largest_time_difference_s"] for row in agreed), default=math.nan)
        calm = [row for row in ours if row["longest_pause_s"] < TROUBLE_S]
        share = f"{sum(not row['differences'] for row in calm)} of {len(calm)}"
        yield f"| `{fault or 'none'}` | {len(agreed)} of {len(ours)} | {share} | {largest_s:.2f} s |"
    for row in rows:
        if row["differences"]:
            head = f"\n`{row['fault'] or 'none'}`, seed {row['seed']}, longest pause {row['longest_pause_s']:.2f} s"
            yield f"{head}: {'; '.join(row['differences'])}"
            yield f"- lockstep: {row['lockstep']['modes']}\n- ROS: {row['ros']['modes']}" + "".join(
                f" ({text})" for text in row["slipped"]
            )


def _missing(given: argparse.Namespace, rows: List[Dict[str, Any]]) -> List[Tuple[str, int]]:
    there = {(row["fault"], row["seed"]) for row in rows}
    wanted = [(fault, seed) for seed in range(given.seeds) for fault in given.fault or FAULTS]
    return [case for case in wanted if case not in there][: given.limit]


def main() -> None:
    """Run what is missing, print the table; status 1 when two drives disagree."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--fault", action="append", help="instead of every built fault, as on the command line; empty: none")
    parser.add_argument("--limit", type=int, help="so many runs at most, the rest another time")
    parser.add_argument("--out", type=Path, default=Path("docs/evidence/agreement.json"))
    given = parser.parse_args()
    rows = json.loads(given.out.read_text())["rows"] if given.out.is_file() else []
    given.out.parent.mkdir(parents=True, exist_ok=True)
    for fault, seed in _missing(given, rows):
        rows.append(compare(fault, seed))
        rows.sort(key=lambda row: ((*FAULTS, row["fault"]).index(row["fault"]), row["seed"]))
        written = {"schema_version": 1, "cpu": cpu_model(), "versions": versions(), "rows": rows}
        given.out.write_text(json.dumps(written, indent=1) + "\n")
    given.out.with_suffix(".md").write_text("\n".join((HEAD, *table(rows))) + "\n")
    print(given.out.with_suffix(".md").read_text(), end="")
    sys.exit(any(row["differences"] for row in rows))


if __name__ == "__main__":
    main()
