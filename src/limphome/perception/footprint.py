"""What a network costs before its first frame and while it runs: start-up time and memory, in a process of its own."""

import json
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Dict, Optional

from limphome.core import LimphomeError

FRAMES = 20
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Footprint:
    """Of one contender.

    Attributes:
        start_up_s: from the start of the process to its first detections [s].
        load_s: of that, loading and proving the network. first_frame_s: of that, the first frame.
        baseline_mb: resident memory before runtime and network are loaded.
        memory_mb: highest resident memory over that after some frames; None where the system does not tell.
    """

    start_up_s: float
    load_s: float
    first_frame_s: float
    baseline_mb: Optional[float]
    memory_mb: Optional[float]

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        return asdict(self)


def measure_footprint(contender: Any, limit_s: float = 300.0) -> Footprint:
    """Start a process that loads a :class:`Contender` and sees its golden frame.

    Raises:
        LimphomeError: it died or took longer than ``limit_s``.
    """
    asked = {"folder": str(contender.folder), "variant": contender.variant, "runtime": contender.runtime}
    command = [sys.executable, "-m", "limphome.perception.footprint", json.dumps({**asked, "threads": contender.threads})]
    started_s = time.monotonic()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_s, check=True)
    except subprocess.SubprocessError as error:
        said = (getattr(error, "stderr", "") or "").strip().splitlines()[-1:]
        raise LimphomeError(f"did not start: {''.join(said) or error}", contender.label, "a network that loads") from error
    told = json.loads(done.stdout.splitlines()[-1])
    start_up_s = told.pop("ready_s") - started_s  # the steady clock is the machine's, not the process's
    return Footprint(start_up_s=round(start_up_s, 4), **told)


def _measure(folder: str, variant: str, runtime: str, threads: int) -> Dict[str, Any]:
    from limphome.core import Frame
    from limphome.perception.detector import Detector

    baseline_mb, started_s = _memory_mb("VmRSS"), time.monotonic()
    detector = Detector.load(Path(folder), variant, threads, runtime=runtime)
    loaded_s = time.monotonic()
    frame = Frame(0.0, detector.golden_image)
    detector.detect(frame)
    ready_s = time.monotonic()
    for _ in range(FRAMES):
        detector.detect(frame)
    peak_mb = _memory_mb("VmHWM")
    return {
        "ready_s": ready_s,
        "load_s": round(loaded_s - started_s, 4),
        "first_frame_s": round(ready_s - loaded_s, 4),
        "baseline_mb": baseline_mb,
        "memory_mb": None if peak_mb is None or baseline_mb is None else round(peak_mb - baseline_mb, 2),
    }


def _memory_mb(key: str) -> Optional[float]:
    """A line of ``/proc/self/status``, which is in KiB: https://docs.kernel.org/filesystems/proc.html."""
    if not _STATUS.is_file():
        return None
    line = next(line for line in _STATUS.read_text().splitlines() if line.startswith(key + ":"))
    return round(int(line.split()[1]) / 1024, 2)


if __name__ == "__main__":
    print(json.dumps(_measure(**json.loads(sys.argv[1]))))
