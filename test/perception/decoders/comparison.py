"""Compare decoded boxes with those of a reference, in any order."""

import numpy as np


def table(boxes, scores, class_ids):
    """Rows class, score, box, sorted."""
    rows = np.column_stack([class_ids, scores, boxes]).astype(np.float64)
    return rows[np.lexsort((rows[:, 2], rows[:, 1], rows[:, 0]))]


def assert_same(found, boxes, scores, class_ids, atol=1e-3):
    """The same set of boxes."""
    assert len(found.scores) == len(scores) > 0
    np.testing.assert_allclose(table(*found), table(boxes, scores, class_ids), atol=atol)
