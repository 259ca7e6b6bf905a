import pytest
import torch

from limphome.learning.detection_loss import DetectionLoss, complete_iou
from limphome.learning.network_config import NetworkConfig

pytestmark = pytest.mark.learning
BOX = torch.tensor([[[40.0, 40.0, 88.0, 120.0]]])
NOT_IGNORED = torch.zeros(1, 1, dtype=torch.bool)


@pytest.fixture
def loss():
    return DetectionLoss(NetworkConfig())


def head_for(loss, logit):
    """A head that shows BOX from the six cells of stride 32 inside it, with one logit for class 0, and nothing else."""
    centres, strides = loss.centres, loss.strides[:, None]
    distances = torch.cat([centres - BOX[0, :, :2], BOX[0, :, 2:] - centres], 1) / strides
    showing = (distances > 0).all(1) & (loss.strides == 32)
    head = torch.full((len(centres), 7), -12.0)
    head[showing, 0] = logit
    head[showing, 3:] = distances[showing]
    return head.T[None].clone()


def test_a_right_answer_costs_less_than_a_wrong_one(loss):
    classes = torch.tensor([[0]])
    right, box_right = loss(head_for(loss, 3.0), BOX, classes, NOT_IGNORED)
    silent, _ = loss(head_for(loss, -12.0), BOX, classes, NOT_IGNORED)
    _, box_wrong = loss(head_for(loss, 3.0), BOX + torch.tensor([0.0, 0.0, 20.0, 20.0]), classes, NOT_IGNORED)
    assert right < silent
    assert box_right == pytest.approx(0.0, abs=1e-3)
    assert box_wrong > 0.5


def test_what_is_ignored_is_neither_asked_for_nor_denied(loss):
    classes, ignored = torch.tensor([[0]]), torch.ones(1, 1, dtype=torch.bool)
    seen, _ = loss(head_for(loss, 3.0), BOX, classes, ignored)
    unseen, _ = loss(head_for(loss, -12.0), BOX, classes, ignored)
    denied, _ = loss(head_for(loss, 3.0), BOX, torch.tensor([[-1]]), NOT_IGNORED)
    assert seen == pytest.approx(unseen.item(), abs=0.05)
    assert denied > 10 * seen


def test_decoded_boxes_are_those_of_the_robot(loss):
    torch.testing.assert_close(
        loss.boxes(head_for(loss, 0.0).transpose(1, 2)[..., 3:])[0, 1500 + 11], BOX[0, 0]
    )  # centre (48, 48)


def test_complete_iou_punishes_distance_beyond_overlap():
    box, near, far = (torch.tensor([row]) for row in ([0.0, 0, 10, 10], [20.0, 0, 30, 10], [60.0, 0, 70, 10]))
    assert complete_iou(box, box).item() == pytest.approx(1.0, abs=1e-4)
    assert complete_iou(box, near) > complete_iou(box, far)
