"""The folder of one run: ``runs/<time>-<name>/`` with ``run.json``."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Dict, Mapping, Optional

from limphome.core import LimphomeError
from limphome.resources.machine import commit, cpu_model, versions
from limphome.resources.user_path import need_new_folder

SCHEMA_VERSION = 1


@dataclass(frozen=True)
class RunFolder:
    """Where one run leaves what it made.

    Attributes:
        path: the folder; it exists.
    """

    path: Path

    @classmethod
    def create(cls, name: str, started: datetime, root: Path = Path("runs"), need_bytes: int = 0) -> "RunFolder":
        """Make the folder of a run that starts now; a second run in the same second gets ``-2``.

        Args:
            name: what runs (``demo``).
            started: local time of the start, for the name.
            root: folder of all runs, made when missing.
            need_bytes: free space that the run asks for: better no run than one whose record is cut off.

        Raises:
            LimphomeError: the folder cannot be made, or the disk is too full.
        """
        need_new_folder(root, "--runs with a folder, new or there")
        base = root / f"{started:%Y%m%d-%H%M%S}-{name}"
        try:
            root.mkdir(parents=True, exist_ok=True)
            path = _make_new(base)
            free = shutil.disk_usage(path).free
        except OSError as error:
            raise _cannot_write(root, error) from error
        if free < need_bytes:
            path.rmdir()
            raise LimphomeError(
                f"only {free / 1e6:.0f} MB are free",
                str(root),
                f"at least {need_bytes / 1e6:.0f} MB, or another folder with --runs",
            )
        return cls(path)

    def remove_if_empty(self) -> None:
        """Take away the folder of a run that ended before it left anything."""
        if self.path.is_dir() and not any(self.path.iterdir()):
            self.path.rmdir()

    def write_text(self, name: str, text: str) -> Path:
        """Write one file whole or not at all; LimphomeError when the disk does not take it."""
        return self.write_bytes(name, text.encode("utf-8"))

    def write_bytes(self, name: str, data: bytes) -> Path:
        """Write one file whole or not at all; LimphomeError when the disk does not take it."""
        path, part = self.path / name, self.path / f".{name}.part"
        try:
            part.write_bytes(data)
            os.replace(part, path)
        except OSError as error:
            part.unlink() if part.exists() else None
            raise _cannot_write(path, error) from error
        return path

    def write_run(self, options: Mapping[str, Any], seed: int, result: Mapping[str, Any], ran: Mapping[str, Any]) -> Path:
        """Write ``run.json``: what was asked, what ran it, what came out.

        Args:
            options: the options of the command.
            seed: of the run.
            result: what happened, ready for JSON.
            ran: of :func:`provenance`.
        """
        record = {"schema_version": SCHEMA_VERSION, "options": options, "seed": seed, **ran, "result": result}
        return self.write_text("run.json", json.dumps(record, indent=1) + "\n")


def provenance(model: Optional[Path] = None) -> Dict[str, Any]:
    """Versions, commit, CPU and the digest of the model's manifest (which names the digests of its files)."""
    return {
        "versions": versions(),
        "commit": commit(),
        "cpu": cpu_model(),
        "model": model and {"folder": str(model), "manifest_sha256": _digest(model / "manifest.json")},
    }


def _make_new(base: Path) -> Path:
    for count in range(1, 100):
        path = base if count == 1 else base.with_name(f"{base.name}-{count}")
        try:
            path.mkdir()
        except FileExistsError:
            continue
        return path
    raise LimphomeError("has a hundred runs of this second", str(base.parent), "another folder with --runs")


def _digest(path: Path) -> Optional[str]:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else None


def _cannot_write(path: Path, error: OSError) -> LimphomeError:
    return LimphomeError(
        f"cannot be written: {error.strerror}", str(path), "a folder that you may write to, with free space (--runs)"
    )
