"""One limphome system in a ROS domain: who runs it, and whether the domain is free."""

import contextlib
import fcntl
import json
import os
import tempfile
from pathlib import Path
from typing import IO, Any, Dict, Optional

from limphome.core import LimphomeError


def domain_id() -> int:
    """The domain of this environment; LimphomeError unless it is a number that DDS can use."""
    text = os.environ.get("ROS_DOMAIN_ID", "") or "0"
    if not text.isdigit() or int(text) > 232:
        raise LimphomeError(f"ROS_DOMAIN_ID is '{text}'", "environment", "0 to 101, or 215 to 232")
    return int(text)


class DomainLock:
    """Held by the running starter; another process reads who that is.

    The lock is the kernel's, so it is gone with the process that held it.
    """

    def __init__(self, domain: int, folder: Optional[Path] = None) -> None:
        base = folder or Path(tempfile.gettempdir()) / f"limphome-{os.getuid()}"
        base.mkdir(parents=True, exist_ok=True)
        self.domain = domain
        self._path = base / f"domain-{domain}.json"
        self._stream: Optional[IO[str]] = None

    def take(self, about: Dict[str, Any]) -> None:
        """Take the domain; LimphomeError when a limphome holds it."""
        stream = open(self._path, "a+", encoding="utf-8")  # noqa: SIM115  # held open: the lock lives as long
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            stream.close()
            raise LimphomeError(
                f"domain {self.domain} is in use by limphome process {self.holder().get('pid', '?')}",
                "ROS_DOMAIN_ID",
                "'limphome down', or another ROS_DOMAIN_ID (0 to 101)",
            ) from error
        stream.truncate(0)
        json.dump({"schema_version": 1, "pid": os.getpid(), **about}, stream)
        stream.flush()
        self._stream = stream

    def holder(self) -> Dict[str, Any]:
        """What the holder said of itself; empty when nobody holds the domain."""
        if not self._path.is_file():
            return {}
        with open(self._path, encoding="utf-8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except OSError:
                with contextlib.suppress(ValueError):
                    return dict(json.loads(stream.read()))
                return {"pid": 0}
        return {}

    def release(self) -> None:
        """Give the domain back."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None
