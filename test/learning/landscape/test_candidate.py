import pytest

from limphome.core import LimphomeError
from limphome.learning.landscape.candidate import Axes, Candidate, parse_size


def test_the_grid_holds_every_combination_once():
    axes = Axes(sizes=("320x240", "160x120"), widths=(0.5, 1.0), threads=(1, 2), runtimes=("onnxruntime", "openvino"))
    grid = axes.grid()
    assert len(grid) == len(set(grid)) == 2 * 2 * 2 * 2 * 2
    assert len({candidate.label for candidate in grid}) == len(grid)
    assert {candidate.network for candidate in grid} == {"320x240-w0.5", "320x240-w1", "160x120-w0.5", "160x120-w1"}


def test_models_that_exist_take_the_place_of_sizes_and_widths():
    grid = Axes(models=("yard_detector",), power_modes=(0, 2)).grid()
    assert {candidate.network for candidate in grid} == {"yard_detector"}
    assert {candidate.power_mode for candidate in grid} == {0, 2}


def test_a_candidate_comes_back_from_its_plain_values():
    candidate = Candidate("160x120", 0.75, precision="fp32", batch=4)
    assert Candidate(**candidate.as_dict()) == candidate


@pytest.mark.parametrize("text", ["320", "320x241", "16x16", "axb", "320x240x3", ""])
def test_a_size_that_no_network_takes_is_refused(text):
    with pytest.raises(LimphomeError, match="landscape"):
        parse_size(text)


@pytest.mark.parametrize(
    ("axes", "words"),
    [
        ({"precisions": ()}, "no precision"),
        ({"sizes": ("320",)}, "size '320'"),
        ({"precisions": ("fp32", "int9")}, "precision 'int9'"),
        ({"threads": (1, 0)}, "threads and batches of 1 or more"),
        ({"batches": (-1,)}, "threads and batches of 1 or more"),
        ({"widths": (0.0,)}, "widths above 0"),
        ({"runtimes": ("abacus",)}, "no runtime 'abacus'"),
    ],
)
def test_axes_that_no_candidate_can_have_are_refused(axes, words):
    with pytest.raises(LimphomeError, match=words):
        Axes(**axes)
