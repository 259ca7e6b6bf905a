import numpy as np
import pytest

from limphome.perception.grid_decoder import GridDecoder, grid_cells, sigmoid


@pytest.fixture
def decoder():
    return GridDecoder(64, 32, (8, 16), (0.5, 0.5), nms_iou=0.6)


def empty_head(decoder):
    head = np.zeros((2 + 4, decoder.cells), np.float32)
    head[:2] = -20.0
    return head


def test_cells_of_a_picture_are_listed_level_by_level_and_row_by_row():
    centres, strides = grid_cells(64, 32, (8, 16))
    assert len(centres) == 8 * 4 + 4 * 2
    assert centres[0].tolist() == [4, 4]
    assert centres[1].tolist() == [12, 4]
    assert centres[8].tolist() == [4, 12]
    assert centres[32].tolist() == [8, 8]
    assert strides[31] == 8
    assert strides[32] == 16


def test_a_level_that_does_not_divide_has_a_cell_over_the_edge():
    assert len(grid_cells(320, 240, (32,))[0]) == 10 * 8


def test_one_hot_cell_gives_the_box_that_was_written(decoder):
    head = empty_head(decoder)
    cell = 2 * 8 + 3  # stride 8, third row, fourth column: centre (28, 20)
    head[1, cell] = 2.0
    head[2:, cell] = [1.0, 0.5, 2.0, 1.0]
    boxes, scores, class_ids = decoder.decode(head)
    assert boxes.tolist() == [[20, 16, 44, 28]]
    assert scores == pytest.approx([1 / (1 + np.exp(-2.0))])
    assert class_ids.tolist() == [1]


def test_boxes_of_a_coarse_level_are_in_its_strides(decoder):
    head = empty_head(decoder)
    head[0, 32 + 1] = 3.0  # centre (24, 8)
    head[2:, 33] = [1.0, 0.25, 1.0, 0.5]
    assert decoder.decode(head)[0].tolist() == [[8, 4, 40, 16]]


def test_boxes_are_clipped_to_the_picture(decoder):
    head = empty_head(decoder)
    head[0, 0] = 3.0
    head[2:, 0] = 50.0
    assert decoder.decode(head)[0].tolist() == [[0, 0, 64, 32]]


def test_each_class_has_its_own_threshold():
    decoder = GridDecoder(64, 32, (8,), (0.9, 0.3), nms_iou=0.6)
    head = empty_head(decoder)
    head[2:] = 1.0
    head[0, 0], head[1, 20] = 1.0, 0.0  # scores 0.73 and 0.5
    assert decoder.decode(head)[2].tolist() == [1]


def test_best_box_comes_first_and_twins_are_suppressed(decoder):
    head = empty_head(decoder)
    head[2:] = 1.0
    head[2:, 1] = [2.0, 1.0, 0.0, 1.0]  # the box of cell 0, found from its neighbour
    head[0, 0], head[0, 1], head[0, 30] = 1.0, 3.0, 2.0
    boxes, scores, _ = decoder.decode(head)
    assert boxes[0].tolist() == [0, 0, 12, 12]
    assert scores == pytest.approx(sigmoid(np.array([3.0, 2.0])))


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_cell_that_is_not_finite_gives_no_box(decoder, value):
    head = empty_head(decoder)
    head[0, 5] = 4.0
    head[2:, 5] = value
    head[0, 20], head[2:, 20] = 4.0, 1.0
    assert len(decoder.decode(head)[0]) == 1


def test_scores_that_are_not_numbers_give_no_box(decoder):
    head = empty_head(decoder)
    head[:2] = np.nan
    assert len(decoder.decode(head)[0]) == 0


def test_a_head_that_lights_everywhere_stays_bounded():
    decoder = GridDecoder(320, 240, (8, 16, 32), (0.1, 0.1, 0.1), nms_iou=1.0, max_candidates=50, max_detections=20)
    head = np.ones((7, decoder.cells), np.float32)
    assert len(decoder.decode(head)[0]) == 20
