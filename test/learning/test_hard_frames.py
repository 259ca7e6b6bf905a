from dataclasses import replace

import numpy as np
import pytest
import torch

from limphome.learning.hard_frames import draw_shares, hard_frames
from limphome.learning.network import Network
from limphome.learning.network_config import NetworkConfig

pytestmark = pytest.mark.learning


@pytest.fixture(scope="module")
def blind():
    torch.manual_seed(0)
    return Network(NetworkConfig(stem=16, channels=(16, 16, 16), depths=(0, 0, 0), head=16)).eval()


def test_frames_with_persons_are_hard_for_a_network_that_sees_none(blind, drawn):
    hard = hard_frames(blind, drawn, lambda done: None)
    labels = drawn.labels[(drawn.labels["class_id"] == drawn.person) & (drawn.labels["distance_m"] <= 8)]
    assert set(np.flatnonzero(hard)) == set(labels["frame"].tolist())


def test_persons_are_known_by_the_name_of_their_class(blind, drawn):
    renamed = drawn.in_classes(("cone", "crate", "person"))
    persons = renamed.labels[(renamed.labels["class_id"] == 2) & (renamed.labels["distance_m"] <= 8)]
    assert set(np.flatnonzero(hard_frames(blind, renamed, lambda done: None))) == set(persons["frame"].tolist())
    assert not hard_frames(blind, replace(drawn, classes=("worker", "cone", "crate")), lambda done: None).any()


def test_frames_with_false_persons_are_hard(drawn):
    torch.manual_seed(0)
    dreamer = Network(NetworkConfig(stem=16, channels=(16, 16, 16), depths=(0, 0, 0), head=16)).eval()
    with torch.no_grad():
        dreamer.outputs[0].bias[drawn.person] = 4.0  # a person in every small cell
    assert hard_frames(dreamer, drawn, lambda done: None).all()


def test_hard_frames_get_their_share_of_the_draws():
    hard = np.array([True, False, False, False])
    np.testing.assert_allclose(draw_shares(hard, 0.4), [0.4, 0.2, 0.2, 0.2])
    for same in (np.zeros(4, bool), np.ones(4, bool)):
        np.testing.assert_allclose(draw_shares(same, 0.4), 0.25)


def test_progress_reaches_the_last_frame(blind, drawn):
    done = []
    hard_frames(blind, drawn, done.append)
    assert done[-1] == len(drawn)
