"""Which faults are taken for each other so often that nobody could tell them apart."""

from collections import Counter
from typing import FrozenSet, Sequence

from limphome.diagnosis.naming import Label

Classes = Sequence[FrozenSet[Label]]


def indistinguishable(labels: Sequence[Label], true: Sequence[Label], said: Sequence[Label], limit: float = 0.25) -> Classes:
    """Classes of labels that are taken for each other.

    Args:
        true, said: of held-out samples of the *fitting* runs, so that the classes are fixed before the test.
        limit: two labels belong together when the mean of their two confusion rates is at least this.
    """
    count = Counter(true)
    pairs = Counter(zip(true, said))
    classes = [{label} for label in labels]
    for i, a in enumerate(labels):
        for b in labels[i + 1 :]:
            rate = (pairs[a, b] / max(count[a], 1) + pairs[b, a] / max(count[b], 1)) / 2
            if rate >= limit:
                one, other = (next(group for group in classes if label in group) for label in (a, b))
                if one is not other:
                    one |= other
                    classes.remove(other)
    return [frozenset(group) for group in classes if len(group) > 1]
