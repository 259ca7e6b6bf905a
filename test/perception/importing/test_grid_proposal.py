"""What the numbers of a head with one box for each cell say of how it is read."""

import numpy as np
import pytest

from limphome.perception.grid_decoder import grid_cells
from limphome.perception.importing.evidence import Evidence
from limphome.perception.importing.grid_proposal import propose_grid

SIDE = 320
CENTRES, STRIDES = grid_cells(SIDE, SIDE, (8, 16, 32))


def proposed(head, classes=0):
    found = propose_grid(Evidence({"output0": head.T[None].astype(np.float32)}, SIDE, SIDE, classes))
    return found.decoder["box_form"], found.classes


def scores(count):
    return np.random.default_rng(0).uniform(0, 1, (len(CENTRES), count))


def decoded(classes):
    """Boxes around the cells, and scores: the head of YOLOv8 as its exporter writes it."""
    return np.concatenate([CENTRES, STRIDES[:, None].repeat(2, 1), scores(classes)], axis=1)


def in_bins(classes):
    """Sixteen numbers for each side, and scores: the same head undecoded."""
    return np.concatenate([np.random.default_rng(1).normal(0, 3, (len(CENTRES), 64)), scores(classes)], axis=1)


@pytest.mark.parametrize("named", [True, False])
@pytest.mark.parametrize("classes", [80, 20, 1])
def test_decoded_boxes_are_told_from_bins_by_the_grid_that_they_follow(classes, named):
    assert proposed(decoded(classes), classes if named else 0) == ("decoded_centre_size", classes)
    assert proposed(in_bins(classes), classes if named else 0) == ("bins", classes)
