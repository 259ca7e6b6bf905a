"""What the diagnosis costs: seconds of one core for each second of recorded driving.

usage: python scripts/diagnosis_cost.py RECORDING.mcap ...
"""

import statistics
import sys
import time
from pathlib import Path

from limphome.diagnosis.engine import Engine
from limphome.resources import share_dir
from limphome.resources.machine import cpu_model
from limphome.simulation.recorded_drive import recorded_drive


def cost(recording: Path) -> float:
    """Share of a core that taking every row and one answer for each tenth of a second takes."""
    rows = recorded_drive(recording).telemetry.rows()
    engine, asked_s, began_s = Engine.load(share_dir() / "models" / "diagnosis" / "model.json"), 0.0, time.process_time()
    for row in rows:
        engine.observe(row)
        if row.stamp_s >= asked_s:
            engine.diagnose(row.stamp_s)
            asked_s = row.stamp_s + 0.1
    return (time.process_time() - began_s) / rows[-1].stamp_s


def main() -> None:
    """Print the median over the recordings, and the largest."""
    shares = [cost(Path(name)) for name in sys.argv[1:]]
    if not shares:
        sys.exit(__doc__)
    print(f"{statistics.median(shares):.2%} of a core, {max(shares):.2%} at most, {len(shares)} drives, {cpu_model()}")


if __name__ == "__main__":
    main()
