"""Prior boxes that a network file keeps in itself."""

from typing import List, Optional

import numpy as np


def anchors_in_file(tables: List[np.ndarray], count: int, width: int, height: int) -> Optional[np.ndarray]:
    """A constant of the graph with one row for each box, as corners in pixels."""
    for table in tables:
        if len(table) != count or not np.isfinite(table).all():
            continue
        size = np.array([width, height] * 2, np.float32) if np.abs(table).max() <= 4 else np.float32(1)
        ordered = bool(((table[:, 2:] > table[:, :2]).all(axis=1)).mean() > 0.98)
        half = table[:, 2:] / 2
        return (table if ordered else np.concatenate([table[:, :2] - half, table[:, :2] + half], axis=1)) * size
    return None
