import math

import pytest

from limphome.learning.quantization.node_search import NodeSearch

NODES = [f"node_{index}" for index in range(256)]


@pytest.mark.parametrize("culprits", [{"node_0"}, {"node_100"}, {"node_255"}, {"node_7", "node_8"}, {"node_3", "node_200"}])
def test_culprits_are_found_in_few_trials(culprits):
    search = NodeSearch(lambda nodes: not nodes & culprits, 1000)
    assert set(NODES) - search.run(NODES) == culprits
    assert search.trials <= 1 + 2 * len(culprits) * math.log2(len(NODES))


def test_a_pair_that_does_harm_only_together_is_parted():
    pair = {"node_20", "node_220"}
    accepted = NodeSearch(lambda nodes: not pair <= nodes, 1000).run(NODES)
    assert len(accepted) == len(NODES) - 1


def test_a_healthy_network_takes_one_trial():
    search = NodeSearch(lambda nodes: True, 1000)
    assert search.run(NODES) == set(NODES)
    assert search.trials == 1


def test_what_is_left_when_trials_run_out_stays_in_float():
    asked = []

    def good(nodes):
        asked.append(nodes)
        return not nodes & {"node_100", "node_101"}

    search = NodeSearch(good, 6)
    accepted = search.run(NODES)
    assert search.trials == len(asked) == 6
    assert good(accepted)
    assert "node_100" not in accepted


def test_nothing_is_let_in_where_every_node_does_harm():
    assert NodeSearch(lambda nodes: False, 10000).run(NODES) == frozenset()
