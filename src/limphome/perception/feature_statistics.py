"""How far a picture's features lie from those of the training set."""

import json
from dataclasses import dataclass

import numpy as np

from limphome.core import LimphomeError


@dataclass(frozen=True, eq=False)
class FeatureStatistics:
    """Mean and spread of the pooled features over clean frames.

    Attributes:
        mean, std: shape (n,); std is bounded from below so that a dead unit cannot blow up the distance.
    """

    mean: np.ndarray
    std: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray) -> "FeatureStatistics":
        """From features of many frames, shape (frames, n)."""
        std = features.std(axis=0)
        return cls(features.mean(axis=0), np.maximum(std, 0.1 * np.median(std) + 1e-6))

    def distance(self, features: np.ndarray) -> float:
        """Diagonal Mahalanobis distance over sqrt(n): about 1 for a frame like those it was fitted on."""
        with np.errstate(over="ignore", invalid="ignore"):  # a damaged network; not finite is an answer
            return float(np.sqrt(np.mean(((features - self.mean) / self.std) ** 2)))

    def to_json(self) -> str:
        """The form of the side file."""
        rows = {name: [round(float(value), 6) for value in getattr(self, name)] for name in ("mean", "std")}
        return json.dumps({"schema_version": 1, **rows})

    @classmethod
    def from_json(cls, text: str, where: str) -> "FeatureStatistics":
        """Read the side file; LimphomeError if it is another thing."""
        try:
            data = json.loads(text)
            statistics = cls(np.array(data["mean"], np.float32), np.array(data["std"], np.float32))
        except (ValueError, KeyError, TypeError) as error:
            raise LimphomeError(f"no feature statistics: {error}", where, "mean and std of equal length") from error
        if data.get("schema_version") != 1 or statistics.mean.shape != statistics.std.shape or statistics.mean.ndim != 1:
            raise LimphomeError("no feature statistics", where, "schema_version 1, mean and std of equal length")
        return statistics
