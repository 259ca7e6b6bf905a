"""The picture of a calibration."""

from pathlib import Path
from typing import Mapping

from limphome.core import LimphomeError
from limphome.learning.figures.calibration import Calibration
from limphome.resources.extra import extra


def plot_reliability(curves: Mapping[str, Calibration], path: Path) -> None:
    """Draw the share of right boxes over their score, a line for each file of a network, as SVG or PNG.

    Raises:
        LimphomeError: Matplotlib is missing.
    """
    try:
        import matplotlib
        from matplotlib.figure import Figure
    except ImportError as error:
        raise LimphomeError("Matplotlib is missing", "--out", extra("report")) from error
    with matplotlib.rc_context({"svg.hashsalt": "limphome"}):  # equal figures give equal bytes
        figure = Figure(figsize=(5, 5))
        axes = figure.add_subplot()
        axes.plot([0, 1], [0, 1], color="0.6", linestyle="--", label="what scores should mean")
        for name, curve in curves.items():
            scores, right, _ = zip(*curve.bins, strict=True) if curve.bins else ((), (), ())
            axes.plot(scores, right, marker="o", label=f"{name}, ECE {curve.ece:.3f}")
        axes.set(xlabel="score", ylabel="share of right boxes (IoU 0.5)", xlim=(0, 1), ylim=(0, 1), title="Reliability")
        axes.legend()
        figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)
