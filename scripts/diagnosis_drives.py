"""Drives over DDS with a fault each, for ``limphome diagnose evaluate --recording``: the same faults as its runs in lockstep.

Each is a ``limphome up`` at real time whose recording holds what the diagnosis hears and what was injected; those that
are there already are not driven again. Two beside each other want two cores for themselves.

usage: python scripts/diagnosis_drives.py --out runs/diagnosis/ros [--scenario crossing_person] [--nominal 10] [--lanes 2]
"""

import argparse
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import Queue

from limphome.simulation.telemetry_campaign import SCENARIOS, SEVERITIES, TEST, Request, plan

NOMINAL_S = 30.0
RECORDED = """recorder:
  ros__parameters:
    topics:
      - /diagnostics diagnostic_msgs/msg/DiagnosticArray
      - faults/active diagnostic_msgs/msg/DiagnosticArray
      - faults/shown diagnostic_msgs/msg/DiagnosticArray
      - diagnosis/causes diagnostic_msgs/msg/DiagnosticArray
"""


def drive(request: Request, out: Path, parameters: Path, domain: int) -> str:
    """One drive into ``out/<name>/recording.mcap``; what came of it."""
    with tempfile.TemporaryDirectory(dir=out) as folder:
        faults = [part for spec in request.faults for part in ("--fault", str(spec))]
        armed = [] if faults else ["--armed"]  # idle relays stand in every drive
        where = ["--scenario", request.scenario, "--seed", str(request.seed), "--duration", str(request.duration_s)]
        command = [sys.executable, "-m", "limphome.cli.main", "up", *where, *faults, *armed, "--runs", folder]
        environment = {**os.environ, "ROS_DOMAIN_ID": str(domain)}
        command += ["--parameters", str(parameters)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        recordings = list(Path(folder).glob("*/recording.mcap"))
        if done.returncode != 0 or not recordings:
            return f"{request.name}: failed, {(done.stderr or done.stdout).strip().splitlines()[-1:]}"
        (out / request.name).mkdir(exist_ok=True)
        recordings[0].replace(out / request.name / "recording.mcap")
    return request.name


def main() -> None:
    """Drive what is missing."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scenario", choices=SCENARIOS[TEST], help="only this one of both")
    parser.add_argument("--severity", type=int, choices=SEVERITIES[TEST], action="append", help="only these, once for each")
    parser.add_argument("--nominal", type=int, default=10)
    parser.add_argument("--lanes", type=int, default=2, help="drives at a time")
    parser.add_argument("--first-domain", type=int, default=60, help="ROS_DOMAIN_ID of the first lane")
    given = parser.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)
    wanted = [request for request in plan(TEST, 1, given.nominal, NOMINAL_S) if len(request.faults) < 2]
    wanted = [request for request in wanted if given.scenario in (None, request.scenario)]
    if given.severity:
        wanted = [request for request in wanted if not request.faults or request.faults[0].severity in given.severity]
    missing = [request for request in wanted if not (given.out / request.name / "recording.mcap").is_file()]
    parameters = given.out / "recorder.yaml"
    parameters.write_text(RECORDED)
    domains: "Queue[int]" = Queue()
    for lane in range(given.lanes):
        domains.put(given.first_domain + lane)

    def one(request: Request) -> str:
        domain = domains.get()
        try:
            return drive(request, given.out, parameters, domain)
        finally:
            domains.put(domain)

    with ThreadPoolExecutor(given.lanes) as lanes:
        for number, told in enumerate(lanes.map(one, missing), 1):
            print(f"{number}/{len(missing)} {told}", flush=True)


if __name__ == "__main__":
    main()
