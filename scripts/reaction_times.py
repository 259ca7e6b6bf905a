"""Time from the moment a fault shows to the first answer of the safety layer that it explains, as a Markdown table.

usage: python scripts/reaction_times.py [SCENARIO [SEED ...]]
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import List, NamedTuple, Optional, Tuple

from limphome.core import FaultSpec, Mode
from limphome.faults.table import fault_table
from limphome.simulation.closed_loop import run

SEVERITIES, SEEDS = (1, 3, 5), (3, 4, 5)


class Reaction(NamedTuple):
    """What one run showed; ``after_s`` None where nothing answered."""

    after_s: Optional[float]
    strictest: Mode
    contacts: int


def reaction(case: Tuple[str, int, str, int]) -> Reaction:
    """Of one run, whose fault lasts from 8 to 18 s."""
    name, severity, scenario, seed = case
    result = run(scenario, seed, [FaultSpec.parse(f"{name}:{severity}@8+10")])
    modes = [mode for time_s, mode, _ in result.log.modes if time_s > 8.0]
    return Reaction(result.detected_after_s, max(modes, default=Mode.NOMINAL), result.truth.contacts)


def cell(reactions: List[Reaction]) -> str:
    """The slowest answer of some runs, the strictest mode, how many had none, and the contacts."""
    times = [one.after_s for one in reactions if one.after_s is not None]
    silent, contacts = len(reactions) - len(times), sum(one.contacts for one in reactions)
    told = f"{max(times):.2f} s" if times else "none"
    told += f", none in {silent} of {len(reactions)}" if times and silent else ""
    told += f", {contacts} contacts" if contacts else ""
    return f"{told} ({max(one.strictest for one in reactions).name})"


def main() -> None:
    """Print the table."""
    scenario = sys.argv[1] if len(sys.argv) > 1 else "clear_route"
    seeds = [int(word) for word in sys.argv[2:]] or list(SEEDS)
    names = sorted(fault_table())
    cells = [(name, severity) for name in names for severity in SEVERITIES]
    cases = [(name, severity, scenario, seed) for name, severity in cells for seed in seeds]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        found = list(pool.map(reaction, cases))
    texts = {one: cell(found[i * len(seeds) : (i + 1) * len(seeds)]) for i, one in enumerate(cells)}
    print("| fault | " + " | ".join(f"severity {severity}" for severity in SEVERITIES) + " |")
    print("| --- " * (len(SEVERITIES) + 1) + "|")
    for name in names:
        print(f"| `{name}` | " + " | ".join(texts[name, severity] for severity in SEVERITIES) + " |")


if __name__ == "__main__":
    main()
