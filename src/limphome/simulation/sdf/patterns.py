"""Procedural surface patterns: grey pictures that a material's colour tints."""

from typing import Callable, Dict

import numpy as np

SIDE_PX = 128


def _cloud(rng: np.random.Generator, cells: int) -> np.ndarray:
    """Smooth periodic noise of about zero mean and unit spread, shape (SIDE_PX, SIDE_PX)."""
    grid = rng.normal(size=(cells, cells))
    at = np.arange(SIDE_PX) * cells / SIDE_PX
    low, part = at.astype(int), at - at.astype(int)
    high = (low + 1) % cells
    part = part * part * (3 - 2 * part)
    rows = grid[low] * (1 - part)[:, None] + grid[high] * part[:, None]
    return rows[:, low] * (1 - part) + rows[:, high] * part


def _asphalt(rng: np.random.Generator) -> np.ndarray:
    return 0.8 + 0.05 * _cloud(rng, 8) + 0.05 * _cloud(rng, 64) + 0.06 * rng.normal(size=(SIDE_PX, SIDE_PX))


def _concrete(rng: np.random.Generator) -> np.ndarray:
    grey = 0.85 + 0.05 * _cloud(rng, 4) + 0.03 * _cloud(rng, 16) + 0.02 * rng.normal(size=(SIDE_PX, SIDE_PX))
    grey[:2], grey[:, :2] = 0.62, 0.62
    return grey


def _grass(rng: np.random.Generator) -> np.ndarray:
    return 0.72 + 0.10 * _cloud(rng, 16) + 0.10 * _cloud(rng, 64) + 0.06 * rng.normal(size=(SIDE_PX, SIDE_PX))


def _tiles(rng: np.random.Generator) -> np.ndarray:
    step = SIDE_PX // 4
    grey = 0.85 + np.kron(0.06 * rng.normal(size=(4, 4)), np.ones((step, step))) + 0.02 * rng.normal(size=(SIDE_PX, SIDE_PX))
    line = np.arange(SIDE_PX) % step < 2
    grey[line], grey[:, line] = 0.6, 0.6
    return grey


def _brick(rng: np.random.Generator) -> np.ndarray:
    rows, height = 8, SIDE_PX // 8
    width = SIDE_PX // 4
    grey = 0.03 * rng.normal(size=(SIDE_PX, SIDE_PX))
    for row in range(rows):
        shade = np.roll(np.repeat(0.8 + 0.09 * rng.normal(size=4), width), (row % 2) * width // 2)
        grey[row * height : (row + 1) * height] += shade
        joint = np.roll(np.arange(SIDE_PX) % width < 2, (row % 2) * width // 2)
        grey[row * height : (row + 1) * height, joint] = 0.97
        grey[row * height : row * height + 2] = 0.97
    return grey


def _planks(rng: np.random.Generator) -> np.ndarray:
    boards, height = 4, SIDE_PX // 4
    grain = 0.05 * np.repeat(rng.normal(size=(SIDE_PX, 1)), SIDE_PX, 1)
    grey = 0.82 + grain + 0.03 * _cloud(rng, 8) + np.repeat(0.07 * rng.normal(size=boards), height)[:, None]
    grey[np.arange(SIDE_PX) % height < 3] = 0.42
    return grey


def _corrugated(rng: np.random.Generator) -> np.ndarray:
    wave = 0.82 + 0.14 * np.sin(np.arange(SIDE_PX) * 2 * np.pi * 8 / SIDE_PX)
    return np.repeat(wave[None], SIDE_PX, 0) + 0.04 * _cloud(rng, 4) + 0.015 * rng.normal(size=(SIDE_PX, SIDE_PX))


def _stripes(rng: np.random.Generator) -> np.ndarray:
    across = (np.add.outer(np.arange(SIDE_PX), np.arange(SIDE_PX)) % (SIDE_PX // 2)) < SIDE_PX // 4
    return np.where(across, 0.95, 0.25) + 0.02 * rng.normal(size=(SIDE_PX, SIDE_PX))


PATTERNS: Dict[str, Callable[[np.random.Generator], np.ndarray]] = {
    "asphalt": _asphalt,
    "concrete": _concrete,
    "grass": _grass,
    "tiles": _tiles,
    "brick": _brick,
    "planks": _planks,
    "corrugated": _corrugated,
    "stripes": _stripes,
}


def pattern_picture(kind: str, seed: int) -> np.ndarray:
    """A pattern as RGB, uint8, shape (SIDE_PX, SIDE_PX, 3); equal for equal kind and seed."""
    grey = np.clip(PATTERNS[kind](np.random.default_rng(seed)), 0.0, 1.0)
    return np.repeat((grey * 255).astype(np.uint8)[:, :, None], 3, 2)
