"""Find the nodes that break a network, by halving."""

from typing import Callable, FrozenSet, List, Sequence


class NodeSearch:
    """Lets nodes into INT8 in groups; a group that does harm is halved until the node at fault stands alone.

    What was let in is measured as a whole each time, so nodes that do harm only together are found too. A single culprit
    among n nodes takes about 2 log2(n) trials.

    Args:
        good: tells whether the network holds with exactly these nodes in INT8.
        most: trials; groups that are still open when they are used up stay in float.

    Attributes:
        trials: made so far.
    """

    def __init__(self, good: Callable[[FrozenSet[str]], bool], most: int) -> None:
        self._good, self._most = good, most
        self.trials = 0

    def run(self, nodes: Sequence[str]) -> FrozenSet[str]:
        """Those of ``nodes`` that can be INT8; earlier ones are let in first."""
        accepted: FrozenSet[str] = frozenset()
        waiting: List[Sequence[str]] = [nodes]
        while waiting and self.trials < self._most:
            group = waiting.pop()
            if not group:
                continue
            self.trials += 1
            if self._good(accepted | frozenset(group)):
                accepted |= frozenset(group)
            elif len(group) > 1:
                half = len(group) // 2
                waiting += [group[half:], group[:half]]
        return accepted
