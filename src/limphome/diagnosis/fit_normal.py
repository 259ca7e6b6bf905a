"""Fit the normal model on drives without a fault."""

import dataclasses
from typing import List, Sequence, Tuple

import numpy as np

from limphome.core import LimphomeError
from limphome.diagnosis.feed_graph import FeedGraph
from limphome.diagnosis.normal_model import CONTEXTS, Limits, NormalModel
from limphome.diagnosis.resolution import resolution
from limphome.diagnosis.settings import ModelSettings
from limphome.diagnosis.telemetry import Telemetry
from limphome.diagnosis.window import Statistics, statistics_of

RIDGE = 30.0  # rows of prior: an input must earn its weight over this many ticks
MIN_PRESENT = 0.05  # a metric reported in fewer ticks than this share is not watched


def fit_normal(drives: Sequence[Telemetry], graph: FeedGraph, settings: ModelSettings) -> NormalModel:
    """Location, scale, prediction and edges of normal, from nominal drives; those too short to show it are left out."""
    drives = [drive for drive in drives if len(drive.values) >= settings.shortest_ticks]
    if not drives:
        raise LimphomeError("no nominal drive is long enough", "fit", f"{settings.shortest_ticks} ticks or more")
    names = _watched(drives, settings.warmup_ticks)
    tables = [hold(drive.aligned(names), settings.hold_ticks)[settings.warmup_ticks :] for drive in drives]
    model = _location(names, graph, settings, np.concatenate(tables))
    model = _prediction(model, tables)
    return dataclasses.replace(model, limits=_limits(model, [statistics_of(model, drive) for drive in drives]))


def hold(values: np.ndarray, ticks: int) -> np.ndarray:
    """Fill gaps of up to ``ticks`` rows with the last value; shape (n, m)."""
    out = values.copy()
    for _ in range(ticks):
        gap = np.isnan(out[1:]) & ~np.isnan(out[:-1])
        out[1:][gap] = out[:-1][gap]
    return out


def lagged_inputs(model: NormalModel, values: np.ndarray) -> np.ndarray:
    """Inputs (n, m) at every lag, side by side; rows before the start repeat the first."""
    inputs = model.inputs(values)
    rows = np.arange(len(values))
    return np.concatenate([inputs[np.maximum(rows - lag, 0)] for lag in model.settings.lags], axis=1)


def _watched(drives: Sequence[Telemetry], from_tick: int) -> Tuple[str, ...]:
    """Metrics that are there after the warm-up: what a node says only while it starts is no normal to depart from."""
    names = sorted({name for drive in drives for name in drive.names})
    total = sum(len(drive.values) - from_tick for drive in drives)
    present = sum(np.sum(~np.isnan(drive.aligned(names)[from_tick:]), axis=0) for drive in drives)
    return tuple(name for name, count in zip(names, np.atleast_1d(present)) if count > MIN_PRESENT * total)


def _location(names: Tuple[str, ...], graph: FeedGraph, settings: ModelSettings, values: np.ndarray) -> NormalModel:
    m = len(names)
    center = np.nanmedian(values, axis=0)
    scale = np.maximum(robust_scale(values), resolution(names, center))
    low, high = np.nanquantile((values - center) / scale, [0.002, 0.998], axis=0)
    flat = np.zeros((2, m))
    blank = Limits(*[flat + 1] * 7)
    return NormalModel(
        names, graph, settings, center, scale, low, high, np.zeros((m, m * len(settings.lags))), flat, flat + 1, blank
    )


def robust_scale(values: np.ndarray) -> np.ndarray:
    """The larger of the scaled MAD and the scaled 2-98 % range: metrics that mostly rest still get their swing."""
    mad = 1.4826 * np.nanmedian(np.abs(values - np.nanmedian(values, axis=0)), axis=0)
    low, high = np.nanquantile(values, [0.02, 0.98], axis=0)
    return np.maximum(mad, (high - low) / 4.11)


def _prediction(model: NormalModel, tables: List[np.ndarray]) -> NormalModel:
    values = np.concatenate(tables)
    target = np.clip(model.standardised(values), model.low, model.high)
    x = np.concatenate([lagged_inputs(model, table) for table in tables])
    context = model.context(values)
    mask = np.tile(model.graph.input_mask(model.names), (1, len(model.settings.lags)))
    weights = np.zeros_like(model.weights)
    for i in range(len(model.names)):
        rows, columns = ~np.isnan(target[:, i]), np.flatnonzero(mask[i])
        if len(columns):
            weights[i, columns] = _ridge(x[rows][:, columns], target[rows, i], context[rows])
    raw = model.standardised(values) - x @ weights.T
    offset, spread = np.zeros((2, len(model.names))), np.ones((2, len(model.names)))
    for c in range(len(CONTEXTS)):
        enough = np.sum(~np.isnan(raw[context == c]), axis=0) >= 50
        chosen = np.where(enough, raw if not enough.any() else np.where((context == c)[:, None], raw, np.nan), raw)
        offset[c] = np.nanmedian(chosen, axis=0)
        spread[c] = np.maximum(robust_scale(chosen), resolution(model.names, model.center) / model.scale)
    return dataclasses.replace(model, weights=weights, offset=offset, spread=spread)


def _ridge(x: np.ndarray, y: np.ndarray, context: np.ndarray) -> np.ndarray:
    """Ridge weights with one free offset a context."""
    x, y = x.copy(), y.copy()
    for c in np.unique(context):
        x[context == c] -= x[context == c].mean(axis=0)
        y[context == c] -= y[context == c].mean()
    return np.linalg.solve(x.T @ x + RIDGE * np.eye(x.shape[1]), x.T @ y)


def _limits(model: NormalModel, drives: Sequence[Statistics]) -> Limits:
    pooled = {name: np.concatenate([getattr(drive, name) for drive in drives]) for name in Statistics.__dataclass_fields__}
    context = pooled.pop("context")
    per = [{name: table[context == c] if (context == c).sum() >= 50 else table for name, table in pooled.items()} for c in (0, 1)]
    spread_mid = np.stack([np.nanmedian(p["spread"], axis=0) for p in per])
    return Limits(
        level_short=np.stack([np.maximum(edge(np.abs(p["level_short"])), 1.0) for p in per]),
        level_long=np.stack([np.maximum(edge(np.abs(p["level_long"])), 0.5) for p in per]),
        spread_mid=spread_mid,
        spread_up=np.stack([np.maximum(edge(p["spread"] - mid), 0.7) for p, mid in zip(per, spread_mid)]),
        spread_down=np.stack([np.maximum(edge(mid - p["spread"]), 0.7) for p, mid in zip(per, spread_mid)]),
        freeze=np.stack([_longest(p["run"], 4) for p in per]),
        silence=np.stack([_longest(p["gap"], 3) for p in per]),
    )


def edge(statistic: np.ndarray) -> np.ndarray:
    """Edge of normal: between the 99.9 % quantile and the largest seen (their geometric mean); shape (n, m) -> (m,)."""
    positive = np.maximum(np.nan_to_num(statistic, nan=0.0), 1e-9)
    return np.sqrt(np.quantile(positive, 0.999, axis=0) * positive.max(axis=0))


def _longest(run: np.ndarray, margin: int, useless: int = 40) -> np.ndarray:
    """A quarter above the longest run seen, plus a margin; infinite where runs are normal anyway."""
    longest = run.max(axis=0) * 1.25 + margin
    return np.where(longest > useless, np.inf, longest)
