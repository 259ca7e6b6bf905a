"""What is measured on each picture, once, for all monitors and for telemetry."""

from dataclasses import dataclass
from typing import Dict, Optional, Tuple

import numpy as np

from limphome.core import Frame
from limphome.safety.middle import median

# Mean of |second difference| of white noise of standard deviation s: s * sqrt(6) * sqrt(2 / pi).
_NOISE_SCALE = float(1.0 / (np.sqrt(6.0) * np.sqrt(2.0 / np.pi)))
_DARK, _BRIGHT = 8, 247  # grey levels that hold no detail
_STEP = 4  # of the grid [px]
_BLACKEST = 0.01  # part of a picture that lies in shadow in every yard
_BLOCKS, _BAND_PX = 8, 24  # columns that must agree on a bar, and half of the height of a narrow one


@dataclass(frozen=True, eq=False)
class ImageStatistics:
    """Numbers of one picture, from its green channel (the one a Bayer sensor samples most) where nothing else is said.

    Attributes:
        stamp_s: of the picture.
        brightness_mean, contrast_std: of a grid of every fourth pixel [grey levels].
        dark_fraction, bright_fraction: part of the grid that is black or white.
        noise_level: standard deviation of the fine noise in smooth places [grey levels].
        sharpness: how abrupt the strongest edges are, step over one pixel by step over six:
            about 1 for a crisp edge, 1/6 for a ramp. Does not depend on light or contrast.
        edge_contrast: that strongest step over six pixels [grey levels]; small: no edge to judge by.
        black_level: what the darkest part reaches [grey levels]; high: a veil of light lies over all of it.
        colour_cast: how many times as much red as blue the picture has, or blue as red, whichever is more.
        banding: height of bars right across it, as a step of the logarithm of light; 0 where columns do not agree on any.
        difference: mean absolute change of the grid from the picture before [grey levels]; None for the first.
        grid: that grid, int16, shape (height / 4, width / 4).
    """

    stamp_s: float
    brightness_mean: float
    contrast_std: float
    dark_fraction: float
    bright_fraction: float
    noise_level: float
    sharpness: float
    edge_contrast: float
    black_level: float
    colour_cast: float
    banding: float
    difference: Optional[float]
    grid: np.ndarray

    @classmethod
    def of(cls, frame: Frame, before: Optional["ImageStatistics"] = None) -> "ImageStatistics":
        """Measure ``frame``; ``before`` are the statistics of the picture before it."""
        grid = frame.image[2::_STEP, 2::_STEP, 1].astype(np.int16)
        rows = frame.image[3::8, :, 1].astype(np.int16)
        sharpness, edge_contrast = _sharpness(rows)
        same_size = before is not None and before.grid.shape == grid.shape
        return cls(
            stamp_s=frame.stamp_s,
            brightness_mean=float(grid.mean()),
            contrast_std=float(grid.std()),
            dark_fraction=np.count_nonzero(grid <= _DARK) / grid.size,
            bright_fraction=np.count_nonzero(grid >= _BRIGHT) / grid.size,
            noise_level=_noise_level(rows),
            sharpness=sharpness,
            edge_contrast=edge_contrast,
            black_level=_black_level(grid),
            colour_cast=_colour_cast(frame.image),
            banding=_banding(grid),
            difference=float(np.abs(grid - before.grid).mean()) if same_size and before is not None else None,
            grid=grid,
        )

    def metrics(self) -> Dict[str, float]:
        """Telemetry of the component ``camera``."""
        found = {name: value for name, value in vars(self).items() if name not in ("stamp_s", "grid") and value is not None}
        return found


def _noise_level(rows: np.ndarray) -> float:
    """Noise of rows (n, width) after Immerkaer 1996, in one direction; edges are capped, so they hardly count."""
    second = np.abs(rows[:, 2:] - 2 * rows[:, 1:-1] + rows[:, :-2])
    return float(np.minimum(second, 4 * median(second.ravel()) + 4).mean() * _NOISE_SCALE)


def _sharpness(rows: np.ndarray) -> Tuple[float, float]:
    """(strongest one-pixel step / strongest six-pixel step, the latter); rows have shape (n, width)."""
    near, wide = _strongest(rows[:, 1:] - rows[:, :-1]), _strongest(rows[:, 6:] - rows[:, :-6])
    return (near / wide if wide > 0 else 0.0), wide


def _strongest(steps: np.ndarray) -> float:
    """Mean of the 20 largest sizes: one noisy pixel does not make an edge."""
    size = np.abs(steps).ravel()
    return float(np.partition(size, -20)[-20:].mean())


def _black_level(grid: np.ndarray) -> float:
    flat = grid.ravel()
    darkest = int(_BLACKEST * flat.size)
    return float(np.partition(flat, darkest)[darkest])


def _colour_cast(image: np.ndarray) -> float:
    red, _, blue = image[2::8, 2::8].mean(axis=(0, 1)) + 1.0  # a black picture has no colour
    return float(max(red / blue, blue / red))


def _banding(grid: np.ndarray) -> float:
    """Steps over 24 rows that all blocks of columns but one share; a lamp's bars are the same in all, things are not."""
    height, width = grid.shape
    lag = max(1, _BAND_PX // _STEP)
    if height <= lag or width < _BLOCKS:
        return 0.0
    light = np.log(grid[:, : width // _BLOCKS * _BLOCKS].reshape(height, _BLOCKS, -1).mean(axis=2) + 4.0)
    steps = np.sort(light[lag:] - light[:-lag], axis=1)
    shared = np.maximum(np.maximum(steps[:, 1], -steps[:, -2]), 0.0)
    quarter = 3 * len(shared) // 4
    return float(np.partition(shared, quarter)[quarter])
