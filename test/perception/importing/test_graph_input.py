"""What the first operators of a file say of the pixels it wants."""

import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from limphome.perception.importing.graph_input import GraphInput, follow_input
from limphome.perception.importing.ways import IMAGENET, WAYS, stated_by

MEAN, STD = (np.array(values, np.float32).reshape(1, 3, 1, 1) for values in IMAGENET)


def graph(*steps, dtype=TensorProto.FLOAT):
    """A network whose input goes through (operator, constant) one after the other, then into a convolution."""
    stored, nodes, name = [], [], "pixels"
    for index, (operator, *constants) in enumerate(steps):
        names = [f"c{index}_{number}" for number in range(len(constants))]
        stored += [numpy_helper.from_array(np.asarray(value), one) for one, value in zip(names, constants)]
        nodes.append(helper.make_node(operator, [name, *names], [f"t{index}"]))
        name = f"t{index}"
    nodes.append(helper.make_node("Conv", [name, "w"], ["y"]))
    value = helper.make_tensor_value_info
    made = helper.make_graph(nodes, "g", [value("pixels", dtype, [1, 3, 8, 8])], [value("y", TensorProto.FLOAT, None)], stored)
    return helper.make_model(made)


def ways_of(*steps):
    return stated_by(follow_input(graph(*steps), "pixels"), {})


def test_a_graph_that_does_nothing_says_nothing():
    stated = ways_of()
    assert stated.ways == WAYS
    assert stated.reasons == []


@pytest.mark.parametrize(
    ("steps", "way", "colour"),
    [
        ((("Sub", MEAN), ("Div", STD)), "0 to 1", "rgb"),
        ((("Sub", MEAN[:, ::-1]), ("Div", STD[:, ::-1])), "0 to 1", "bgr"),
        ((("Div", np.float32(255)), ("Sub", MEAN), ("Div", STD)), "0 to 255", "rgb"),
        ((("Sub", 255 * MEAN), ("Mul", 1 / (255 * STD))), "0 to 255", "rgb"),
        ((("Mul", np.float32(2)), ("Add", np.float32(-1))), "0 to 1", ""),
        ((("Mul", np.float32(1 / 255)),), "0 to 255", ""),
        ((("Mul", np.float32(1 / 127.5)), ("Sub", np.float32(1))), "0 to 255", ""),
    ],
)
def test_a_graph_that_scales_by_itself_says_what_it_takes(steps, way, colour):
    stated = ways_of(*steps)
    assert [one.text for one in stated.ways] == [way]
    assert stated.colour == colour


def quantized(low, high, kind=np.uint8):
    ends = np.iinfo(kind)
    scale = (high - low) / (ends.max - ends.min)
    return ("QuantizeLinear", np.float32(scale), np.asarray(round(ends.min - low / scale), kind))


@pytest.mark.parametrize(
    ("low", "high", "ways"),
    [
        (0, 1, ["0 to 1"]),
        (0, 0.97, ["0 to 1"]),
        (-2.1, 2.6, ["mean and spread of ImageNet"]),
        (-1, 0.96, ["-1 to 1"]),
        (0, 255, ["0 to 255"]),
        (-120, 150, ["0 to 255 less ImageNet's mean"]),
    ],
)
@pytest.mark.parametrize("kind", [np.uint8, np.int8])
def test_the_range_of_a_quantized_input_says_how_pixels_were_scaled(low, high, ways, kind):
    stated = ways_of(quantized(low, high, kind))
    assert [one.text for one in stated.ways] == ways
    assert "quantized" in stated.reasons[0]


def test_a_range_without_a_zero_point_leaves_what_it_cannot_tell_apart():
    stated = ways_of(("QuantizeLinear", np.float32(1 / 127), np.int8(0)))
    assert [one.text for one in stated.ways] == ["0 to 1", "-1 to 1"]


def test_a_range_like_no_other_says_nothing():
    assert ways_of(quantized(-7000, 9000)).ways == WAYS


def test_a_file_of_ultralytics_says_how_it_is_fed():
    stated = stated_by(GraphInput(), {"author": "Ultralytics", "task": "detect"})
    assert ([one.text for one in stated.ways], stated.colour, stated.fit) == (["0 to 1"], "rgb", "letterbox")


def test_a_graph_that_goes_round_in_a_circle_or_has_broken_nodes_is_left_alone():
    model = graph(("Mul", np.float32(2)))
    model.graph.node[0].output[0] = "pixels"
    assert np.isfinite(follow_input(model, "pixels").shift).all()
    model = graph(("QuantizeLinear", np.float32(1)))
    del model.graph.node[0].input[1:]
    assert follow_input(model, "pixels").low is None
    del model.graph.node[0].output[:]
    assert follow_input(model, "pixels").plain
