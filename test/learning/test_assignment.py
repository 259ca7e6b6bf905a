import pytest
import torch

from limphome.learning.assignment import assign, pair_iou
from limphome.perception.grid_decoder import grid_cells
from limphome.perception.non_maximum_suppression import box_iou

pytestmark = pytest.mark.learning


@pytest.fixture
def centres():
    return torch.from_numpy(grid_cells(64, 64, (8,))[0])


def boxes_around(centres, half=12.0):
    return torch.cat([centres - half, centres + half], 1)[None]


def test_iou_equals_that_of_the_robot():
    torch.manual_seed(0)
    corner = torch.rand(8, 2) * 40
    boxes = torch.cat([corner, corner + 5 + torch.rand(8, 2) * 30], 1)
    torch.testing.assert_close(pair_iou(boxes[:, None], boxes[None]), torch.from_numpy(box_iou(boxes.numpy(), boxes.numpy())))


def test_the_cell_whose_box_fits_gets_the_highest_target(centres):
    true = torch.tensor([[[8.0, 8.0, 32.0, 32.0]]])  # centre (20, 20): a cell centre
    targets = assign(torch.full((1, 64, 2), 0.5), boxes_around(centres), centres, true, torch.tensor([[1]]))
    best = int(targets.scores[0, :, 1].argmax())
    assert centres[best].tolist() == [20, 20]
    assert targets.scores[0, best, 1] == pytest.approx(1.0, abs=1e-3)
    assert targets.scores[0, :, 0].sum() == 0
    assert targets.boxes[0, best].tolist() == true[0, 0].tolist()


def test_cells_far_away_are_background(centres):
    true = torch.tensor([[[8.0, 8.0, 32.0, 32.0]]])
    targets = assign(torch.full((1, 64, 2), 0.5), boxes_around(centres), centres, true, torch.tensor([[0]]))
    outside = (centres > 32).any(1)
    assert targets.weight[0, outside].sum() == 0


def test_a_box_smaller_than_a_cell_still_gets_one(centres):
    true = torch.tensor([[[22.0, 22.0, 26.0, 26.0]]])  # between four cell centres
    targets = assign(torch.full((1, 64, 2), 0.5), boxes_around(centres, 4.0), centres, true, torch.tensor([[0]]))
    assert targets.weight.sum() > 0


def test_padding_asks_for_nothing(centres):
    targets = assign(torch.full((1, 64, 2), 0.5), boxes_around(centres), centres, torch.zeros(1, 3, 4), torch.full((1, 3), -1))
    assert targets.weight.sum() == 0
    assert targets.scores.sum() == 0


def test_two_things_share_no_cell(centres):
    true = torch.tensor([[[8.0, 8.0, 32.0, 32.0], [16.0, 8.0, 40.0, 32.0]]])
    targets = assign(torch.full((1, 64, 2), 0.5), boxes_around(centres), centres, true, torch.tensor([[0, 1]]))
    assert ((targets.scores > 0).sum(2) <= 1).all()
    assert (targets.scores[0].amax(0) > 0.5).all()


def test_less_sharpness_asks_more_cells_for_a_high_score(centres):
    true = torch.tensor([[[8.0, 8.0, 32.0, 32.0]]])
    arguments = (torch.full((1, 64, 2), 0.5), boxes_around(centres), centres, true, torch.tensor([[0]]))
    sharp, soft = assign(*arguments, sharpness=1.0), assign(*arguments, sharpness=0.1)
    assert (soft.weight > 0.5).sum() > (sharp.weight > 0.5).sum()
    assert soft.weight.max().item() == pytest.approx(sharp.weight.max().item(), abs=1e-3)
