from copy import deepcopy

import pytest
import torch

from limphome.learning.muon import Muon, orthogonal

pytestmark = pytest.mark.learning


@pytest.mark.parametrize("shape", [(16, 144), (144, 16), (32, 32)])
def test_singular_values_come_near_to_one_and_directions_stay(shape):
    torch.manual_seed(0)
    matrix = torch.randn(shape)
    u, _, v = torch.linalg.svd(matrix, full_matrices=False)
    values = torch.diag(u.T @ orthogonal(matrix) @ v.T)
    assert values.min() > 0.4
    assert values.max() < 1.3


def test_it_learns_a_convolution_of_another_one():
    torch.manual_seed(0)
    teacher, pupil = torch.nn.Conv2d(8, 16, 3, bias=False), torch.nn.Conv2d(8, 16, 3, bias=False)
    optimizer = Muon(pupil.parameters(), lr=0.02)
    for step in range(200):
        optimizer.param_groups[0]["lr"] = 0.02 * (1 - step / 200)
        picture = torch.randn(4, 8, 8, 8)
        loss = (pupil(picture) - teacher(picture).detach()).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    assert loss < 1e-3


def test_its_state_can_be_kept_and_taken_up_again():
    def steps(optimizer, layer, count):
        for index in range(count):
            optimizer.zero_grad()
            layer(torch.full((1, 4), float(index + 1))).square().sum().backward()
            optimizer.step()

    torch.manual_seed(0)
    layer = torch.nn.Linear(4, 4, bias=False)
    first = Muon(layer.parameters(), lr=0.1, weight_decay=0.1)
    steps(first, layer, 2)
    copy = torch.nn.Linear(4, 4, bias=False)
    copy.load_state_dict(layer.state_dict())
    second = Muon(copy.parameters(), lr=0.5)
    second.load_state_dict(deepcopy(first.state_dict()))
    steps(first, layer, 2)
    steps(second, copy, 2)
    assert torch.equal(layer.weight, copy.weight)
