"""The health rows of one drive as a table on a fixed grid of time."""

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Dict, Iterable, List, Sequence, Tuple
from zipfile import BadZipFile

import numpy as np

from limphome.core import Health, LimphomeError
from limphome.diagnosis.one_clock import on_one_clock

SCHEMA_VERSION = 1


def tick_of(stamp_s: float, tick_s: float) -> int:
    """Number of the grid cell that a stamp falls in (nearest, so that 0.3 s is cell 3 whatever the rounding)."""
    return int(np.floor(stamp_s / tick_s + 0.5))


@dataclass(frozen=True, eq=False)
class Telemetry:
    """Every metric at every tick.

    Attributes:
        names: ``component.metric``, sorted, m of them.
        first_tick: number of the first row; its time is ``first_tick * tick_s``.
        values: float64, shape (n, m); NaN where nothing was reported.
        tick_s: width of a cell [s].
    """

    names: Tuple[str, ...]
    first_tick: int
    values: np.ndarray
    tick_s: float = 0.1

    def __post_init__(self) -> None:
        if self.values.ndim != 2 or self.values.shape[1] != len(self.names):
            raise LimphomeError(f"values of shape {self.values.shape}", "Telemetry", f"(n, {len(self.names)})")

    @property
    def time_s(self) -> np.ndarray:
        """Time of every row, shape (n,)."""
        return (self.first_tick + np.arange(len(self.values))) * self.tick_s

    @classmethod
    def from_health(cls, rows: Iterable[Health], tick_s: float = 0.1, where: str = "telemetry") -> "Telemetry":
        """Sort health rows into the grid, as the engine does: the last report of a cell counts, one that is not finite never.

        Args:
            rows: in the order in which they were heard. A few that are far from the others are left out: a node that has
                just started and knows no time yet stamps 0.
            where: what an error names.

        Raises:
            LimphomeError: no row, or the clock jumped.
        """
        cells: Dict[Tuple[int, str], float] = {}
        for tick, row in on_one_clock([(tick_of(row.stamp_s, tick_s), row) for row in rows], tick_s, where):
            metrics = ((f"{row.component}.{key}", float(value)) for key, value in row.metrics.items())
            cells.update({(tick, name): value for name, value in metrics if math.isfinite(value)})
        if not cells:
            raise LimphomeError("no health row", where, "at least one")
        ticks = [tick for tick, _ in cells]
        first, names = min(ticks), tuple(sorted({name for _, name in cells}))
        column = {name: i for i, name in enumerate(names)}
        values = np.full((max(ticks) - first + 1, len(names)), np.nan)
        for (tick, name), value in cells.items():
            values[tick - first, column[name]] = value
        return cls(names, first, values, tick_s)

    def aligned(self, names: Sequence[str]) -> np.ndarray:
        """Values in the order of ``names``, shape (n, len(names)); NaN for metrics that this drive lacks."""
        column = {name: i for i, name in enumerate(self.names)}
        out = np.full((len(self.values), len(names)), np.nan)
        for i, name in enumerate(names):
            if name in column:
                out[:, i] = self.values[:, column[name]]
        return out

    def rows(self) -> List[Health]:
        """The health rows again, for a replay through the engine."""
        out = []
        for time_s, line in zip(self.time_s, self.values):
            metrics: Dict[str, Dict[str, float]] = {}
            for name, value in zip(self.names, line):
                if not np.isnan(value):
                    component, key = name.split(".", 1)
                    metrics.setdefault(component, {})[key] = float(value)
            out += [Health(float(time_s), component, values) for component, values in metrics.items()]
        return out

    def save(self, path: Path) -> None:
        """Write a compressed npz."""
        np.savez_compressed(
            path,
            schema_version=SCHEMA_VERSION,
            names=np.array(self.names),
            first_tick=self.first_tick,
            values=self.values,
            tick_s=self.tick_s,
        )

    @classmethod
    def load(cls, path: Path) -> "Telemetry":
        """Read what :meth:`save` wrote; LimphomeError for anything else."""
        try:
            with np.load(path) as data:
                version = int(data["schema_version"])
                if version != SCHEMA_VERSION:
                    raise LimphomeError(f"schema version {version}", str(path), str(SCHEMA_VERSION))
                names = tuple(str(name) for name in data["names"])
                return cls(names, int(data["first_tick"]), data["values"], float(data["tick_s"]))
        except (OSError, EOFError, ValueError, KeyError, BadZipFile) as error:
            raise LimphomeError(f"is no telemetry: {error}", str(path), "an npz written by Telemetry.save") from error
