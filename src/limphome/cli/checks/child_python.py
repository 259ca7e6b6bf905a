"""Try something in a Python of its own, so that a crash of a driver is an answer and not our end."""

import os
import subprocess
import sys
from typing import Tuple


def child_python(code: str, timeout_s: float, **environment: str) -> Tuple[bool, str]:
    """Run ``code`` with some more environment variables.

    Returns:
        Whether it ended well, and its last line of output or of error.
    """
    command = [sys.executable, "-c", code]
    try:
        done = subprocess.run(
            command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired:
        return False, f"no answer in {timeout_s:g} s"
    if done.returncode < 0:
        return False, f"killed by signal {-done.returncode}"
    lines = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
    return done.returncode == 0, lines[-1] if lines else ""
