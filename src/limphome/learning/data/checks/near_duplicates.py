"""The same picture twice: found by a coarse search, then by correlation of detail over small shifts."""

from dataclasses import dataclass
from typing import Dict, Iterator, List, Tuple

import numpy as np

from limphome.learning.data.checks.fingerprint import COARSE

CANDIDATES, MIN_COARSE = 12, 0.7
REACH = 3
"""Shifts that are tried, in cells of the detailed map: 12 px of a picture 320 px wide."""
_QUERIES, _PAIRS = 512, 1024


@dataclass(frozen=True)
class Twin:
    """Two pictures that are one: indices into the two sets, correlation of their detail, whether one is mirrored."""

    query: int
    other: int
    similarity: float
    mirrored: bool


@dataclass(frozen=True, eq=False)
class Maps:
    """Fingerprints of some pictures: ``detail`` int8 (n, 60, 80), ``coarse`` float32 (n, 12, 16)."""

    detail: np.ndarray
    coarse: np.ndarray

    def mirrored(self) -> "Maps":
        """Of the mirrored pictures."""
        return Maps(self.detail[:, :, ::-1], self.coarse[:, :, ::-1])


def twins(queries: Maps, others: Maps, similarity: float) -> List[Twin]:
    """The best match of each query that is at least so similar, mirrored or not."""
    best: Dict[int, Twin] = {}
    for mirrored in (False, True):
        turned = queries.mirrored() if mirrored else queries
        for query, other, found in _matches(turned, others):
            if found >= similarity and (query not in best or found > best[query].similarity):
                best[query] = Twin(query, other, found, mirrored)
    return [best[query] for query in sorted(best)]


def detail_similarity(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Highest normalised correlation of detailed maps over shifts up to ``REACH`` cells, shape (n,).

    Args:
        first, second: shape (n, height, width).
    """
    spectra = np.conj(np.fft.rfft2(_unit(first))) * np.fft.rfft2(_unit(second))
    correlation = np.fft.irfft2(spectra, s=first.shape[1:])
    near = np.r_[-REACH : REACH + 1]
    return correlation[:, near[:, None], near].reshape(len(first), -1).max(axis=1)


def _matches(queries: Maps, others: Maps) -> Iterator[Tuple[int, int, float]]:
    if not len(queries.coarse) or not len(others.coarse):
        return
    pairs = np.concatenate(list(_candidates(queries.coarse, others.coarse)))
    for start in range(0, len(pairs), _PAIRS):
        query, other = pairs[start : start + _PAIRS].T
        found = detail_similarity(queries.detail[query], others.detail[other])
        yield from zip(query.tolist(), other.tolist(), found.tolist(), strict=True)


def _candidates(queries: np.ndarray, others: np.ndarray) -> Iterator[np.ndarray]:
    """Pairs whose coarse maps are alike, the best few for each query, shape (n, 2)."""
    known, count = _unit(others).reshape(len(others), -1).T, min(CANDIDATES, len(others))
    for start in range(0, len(queries), _QUERIES):
        alike = _unit(queries[start : start + _QUERIES]).reshape(-1, COARSE[0] * COARSE[1]) @ known
        best = np.argpartition(-alike, count - 1, axis=1)[:, :count]
        row, column = np.nonzero(np.take_along_axis(alike, best, axis=1) >= MIN_COARSE)
        yield np.stack([row + start, best[row, column]], axis=1)


def _unit(maps: np.ndarray) -> np.ndarray:
    """Maps with mean 0 and length 1; an even one stays 0 and is like nothing."""
    maps = maps.astype(np.float32)
    maps -= maps.mean(axis=(1, 2), keepdims=True)
    length = np.sqrt(np.square(maps).sum(axis=(1, 2), keepdims=True))
    return maps / np.maximum(length, 1e-3)
