from dataclasses import replace

import pytest

from limphome.core import LimphomeError
from limphome.learning.landscape.candidate import Axes, Candidate, parse_size
from limphome.perception.decoders.nms_in_graph import NmsInGraph
from limphome.perception.file_choice import choose_variant
from limphome.perception.manifest import Manifest
from limphome.resources.share import share_dir

OURS = Manifest.load(share_dir() / "models" / "perception" / "yard_detector")


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


EVERYWHERE = ("onnxruntime", "onnxruntime_cuda", "tensorrt")
INT8 = choose_variant("auto")


def points(axes):
    return {(one.model, one.runtime, one.precision) for one in axes.grid()}


def test_auto_is_the_file_that_a_robot_takes_of_each_network_in_each_runtime():
    plain = replace(OURS, files={"fp32": OURS.files["fp32"]}, decoder=NmsInGraph())
    axes = Axes(models=("ours", "plain"), precisions=("auto",), runtimes=EVERYWHERE, manifests={"ours": OURS, "plain": plain})
    assert axes.values()["precision"] == ("auto",)
    assert points(axes) == {
        ("ours", "onnxruntime", INT8),
        ("ours", "onnxruntime_cuda", "fp32"),
        ("ours", "tensorrt", "trt"),
        *(("plain", runtime, "fp32") for runtime in EVERYWHERE),
    }


def test_auto_is_the_same_file_of_networks_that_are_still_to_be_trained():
    axes = Axes(precisions=("auto",), runtimes=EVERYWHERE)
    assert [one.precision for one in axes.grid()] == [INT8, "fp32", "trt"]


def test_a_point_that_auto_and_a_name_both_mean_is_there_once():
    grid = Axes(precisions=("auto", INT8, "fp32"), runtimes=("onnxruntime", "onnxruntime_cuda")).grid()
    assert [(one.precision, one.runtime) for one in grid] == [
        (INT8, "onnxruntime"),
        ("fp32", "onnxruntime_cuda"),
        (INT8, "onnxruntime_cuda"),
        ("fp32", "onnxruntime"),
    ]


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
