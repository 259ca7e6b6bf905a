import numpy as np
import pytest
import torch

from limphome.learning.frame_set import PERSON
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
    labels = drawn.labels[(drawn.labels["class_id"] == PERSON) & (drawn.labels["distance_m"] <= 8)]
    assert set(np.flatnonzero(hard)) == set(labels["frame"].tolist())


def test_frames_with_false_persons_are_hard(drawn):
    torch.manual_seed(0)
    dreamer = Network(NetworkConfig(stem=16, channels=(16, 16, 16), depths=(0, 0, 0), head=16)).eval()
    with torch.no_grad():
        dreamer.outputs[0].bias[PERSON] = 4.0  # a person in every small cell
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
