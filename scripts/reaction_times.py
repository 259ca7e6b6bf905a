"""Time from the moment a fault shows to the first answer of the safety layer, as a Markdown table.

usage: python scripts/reaction_times.py [SCENARIO [SEED]]
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Tuple

from limphome.core import FaultSpec, Mode
from limphome.faults.table import fault_table
from limphome.simulation.closed_loop import run

SEVERITIES = (1, 3, 5)


def cell(case: Tuple[str, int, str, int]) -> str:
    """Reaction, strictest mode and contacts of one run."""
    name, severity, scenario, seed = case
    result = run(scenario, seed, [FaultSpec.parse(f"{name}:{severity}@8+10")])
    modes = [mode for time_s, mode, _ in result.log.modes if time_s > 8.0]
    strictest = max(modes, default=Mode.NOMINAL).name
    after_s = "none" if result.detected_after_s is None else f"{result.detected_after_s:.2f} s"
    contacts = f", {result.truth.contacts} contacts" if result.truth.contacts else ""
    return f"{after_s} ({strictest}{contacts})"


def main() -> None:
    """Print the table."""
    scenario = sys.argv[1] if len(sys.argv) > 1 else "clear_route"
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    names = sorted(fault_table())
    cases = [(name, severity, scenario, seed) for name in names for severity in SEVERITIES]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        cells = list(pool.map(cell, cases))
    print("| fault | " + " | ".join(f"severity {severity}" for severity in SEVERITIES) + " |")
    print("| --- " * (len(SEVERITIES) + 1) + "|")
    for row, name in enumerate(names):
        print(f"| `{name}` | " + " | ".join(cells[row * len(SEVERITIES) : (row + 1) * len(SEVERITIES)]) + " |")


if __name__ == "__main__":
    main()
