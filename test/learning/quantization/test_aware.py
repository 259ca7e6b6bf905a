"""What is felt in training is what the file does, and it helps."""

import numpy as np
import onnx
import pytest
import torch

from limphome.learning.augmentation import AugmentationConfig
from limphome.learning.coco_evaluation import coco_evaluation
from limphome.learning.export import export
from limphome.learning.learner import Lesson
from limphome.learning.network import space_to_depth
from limphome.learning.network_config import STRIDES, NetworkConfig
from limphome.learning.predictions import predict
from limphome.learning.quantization.aware_network import AwareNetwork, measured_spans, use_spans, written_tensors
from limphome.learning.quantization.aware_training import train_aware
from limphome.learning.quantization.own_network import calibrate, head_convolutions, quantize
from limphome.learning.quantization.rounding import RoundedActivations, RoundedWeights
from limphome.learning.recipe import Recipe
from limphome.learning.trained import Trained
from limphome.learning.trainer import train
from limphome.learning.training_config import TrainingConfig
from limphome.perception.grid_decoder import GridDecoder
from limphome.perception.input_layout import NHWC, InputLayout
from limphome.perception.onnx_runtime import OnnxRuntime
from limphome.perception.runtime import make_runtime

from ..conftest import draw_frames

pytestmark = pytest.mark.learning
PX = {"width": 256, "height": 192}
SMALL = NetworkConfig(**PX, stem=16, channels=(32, 32, 32), depths=(1, 0, 0), head=16)
# In float32: bfloat16 is another arithmetic on every kind of CPU, and so another network.
TRAINING = TrainingConfig(steps=120, batch=8, processes=1, average=0.9, settle_steps=0, bfloat16=False)
RECIPE = Recipe(TRAINING, SMALL, AugmentationConfig())


@pytest.fixture(scope="module")
def frames():
    return draw_frames(48, 0, **PX)


@pytest.fixture(scope="module")
def network(frames):
    return train(Lesson(frames, RECIPE.training, RECIPE.network, RECIPE.augmentation), quiet)


@pytest.fixture(scope="module")
def calibration(network, frames, tmp_path_factory):
    return calibrated(network, frames, tmp_path_factory.mktemp("parent"))


def quiet(step, losses):
    pass


def calibrated(network, frames, folder):
    export(network, folder / "parent.onnx")
    return calibrate(folder / "parent.onnx", frames.images[:8], "minmax")


def head_of(model, image):
    return OnnxRuntime(model.SerializeToString()).run(InputLayout(NHWC, "uint8", *PX.values()).prepare(image)).head


@torch.no_grad()
def felt(network, spans, image):
    return AwareNetwork(network, spans).eval()(space_to_depth(torch.from_numpy(image[None])))[0].numpy()


@pytest.mark.parametrize("whole", [False, True])
def test_training_feels_what_the_file_does(network, calibration, frames, whole):
    left = [] if whole else head_convolutions(calibration.model)
    spans, model = measured_spans(calibration, left), quantize(calibration, left)
    assert len(spans) == (16 if whole else 13)
    for image in frames.images[:4]:
        in_float, rounded, in_file = (*(felt(network, s, image) for s in ({}, spans)), head_of(model, image))
        cost = np.abs(in_file - in_float).mean()
        assert np.abs(rounded - in_file).mean() < 0.1 * cost  # what is left are ties that fall to the other side
        assert np.corrcoef((rounded - in_float).ravel(), (in_file - in_float).ravel())[0, 1] > 0.94


def test_rounding_has_255_levels_of_weights_and_256_of_activations():
    weight = torch.randn(4, 8, 3, 3, generator=torch.Generator().manual_seed(0))
    rounded = RoundedWeights()(weight)
    levels = rounded / (weight.abs().amax((1, 2, 3), keepdim=True) / 127)
    assert torch.allclose(levels, levels.round(), atol=1e-3)
    assert float(levels.abs().max()) == pytest.approx(127, abs=1e-3)
    values = RoundedActivations((-1.0, 3.0))(torch.linspace(-2, 4, 5000)).detach()
    assert len(values.unique()) == 256
    assert 0.0 in values
    assert [float(values.min()), float(values.max())] == pytest.approx([-1.0, 3.0], abs=4 / 255)


def test_bounds_learn_from_what_they_cut_off():
    rounding = RoundedActivations((-1.0, 1.0))
    (rounding(torch.tensor([-0.5, 0.2, 3.0])) - torch.tensor([-0.5, 0.2, 3.0])).square().sum().backward()
    assert rounding.ratio.grad[1] < 0  # the upper bound is to grow
    rounding.ratio.data[1] = 3.0
    assert rounding.span == pytest.approx((-1.0, 3.0))


def test_a_network_goes_into_rounding_and_comes_back_as_it_was(network, calibration):
    plain = AwareNetwork(network, measured_spans(calibration, [])).plain()
    picture = torch.rand(1, 48, 48, 64, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        torch.testing.assert_close(plain(picture)[0], network(picture)[0], atol=1e-4, rtol=1e-4)


def test_learned_ranges_are_those_of_the_file(network, frames, tmp_path):
    fresh = calibrated(network, frames, tmp_path)
    use_spans(fresh, {"stem.0": (0.0, 2.5), "outputs.1": (-4.0, 1.1)})
    model = quantize(fresh, [])
    values = {item.name: onnx.numpy_helper.to_array(item) for item in model.graph.initializer}
    tensors = written_tensors(fresh.model)
    assert values[tensors["stem.0"] + "_scale"] == pytest.approx(2.5 / 255)
    assert values[tensors["outputs.1"] + "_scale"] == pytest.approx(5.1 / 255)
    assert values[tensors["outputs.1"] + "_zero_point"] == 200


def test_equal_trainings_with_rounding_give_equal_weights(network, calibration, frames):
    spans = measured_spans(calibration, [])
    first, second = (train_aware(Trained(network, RECIPE), spans, frames, 2, quiet) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(first[0].state_dict().values(), second[0].state_dict().values(), strict=True))
    assert first[1] == second[1] != spans


@pytest.mark.slow
def test_training_with_rounding_finds_weights_that_stand_it(network, calibration, frames, tmp_path):
    """Ranges 32 times too wide leave 8 levels; the same steps without rounding show what more training alone would give."""
    coarse = {name: (32 * low, 32 * high) for name, (low, high) in measured_spans(calibration, []).items()}
    aware, spans = train_aware(Trained(network, RECIPE), coarse, frames, 80, quiet)
    unaware, _ = train_aware(Trained(network, RECIPE), {}, frames, 80, quiet)
    trained = accuracy(calibrated(aware, frames, tmp_path), spans)
    untrained = accuracy(calibrated(unaware, frames, tmp_path), coarse)
    assert trained > untrained + 0.02


def accuracy(calibration, spans):
    """COCO mAP of the INT8 file with some ranges, on frames that nobody learned from."""
    use_spans(calibration, spans)
    runtime = make_runtime("onnxruntime", quantize(calibration, []).SerializeToString(), 1)
    decoder, frames = GridDecoder(*PX.values(), STRIDES, (0.02,) * 3, 0.6), draw_frames(40, 5, **PX)
    found = predict(InputLayout(NHWC, "uint8", *PX.values()), runtime, decoder, frames.images)
    return float(coco_evaluation(frames, found).stats[0])
