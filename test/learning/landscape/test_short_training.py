"""The short recipe on drawn frames: a network of each size, trained once."""

import pytest

from limphome.learning.landscape.accuracy import accuracy
from limphome.learning.landscape.candidate import Candidate
from limphome.learning.landscape.short_training import ShortTraining, scaled
from limphome.learning.network_config import NetworkConfig
from limphome.learning.recipe import Recipe
from limphome.perception.detector import Detector
from limphome.perception.file_choice import choose_variant
from limphome.perception.manifest import Manifest

from ..conftest import draw_frames


def test_channels_are_scaled_in_sixteens():
    base = NetworkConfig(stem=32, channels=(64, 96, 96), head=64)
    half = scaled(base, Candidate("160x120", 0.5))
    assert (half.width, half.height, half.stem, half.channels, half.head) == (160, 120, 16, (32, 48, 48), 32)
    tiny = scaled(base, Candidate("160x120", 0.1))
    assert (tiny.stem, tiny.channels, tiny.head) == (16, (16, 16, 16), 16)
    assert scaled(base, Candidate("320x240", 1.0)) == base


@pytest.mark.learning
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_small_network_is_trained_once_and_measured_at_the_cameras_size(tmp_path):
    network = NetworkConfig(stem=16, channels=(32, 32, 32), depths=(0, 0, 0), head=32)
    training = ShortTraining(Recipe(network=network), 120, 8, draw_frames(64, 0), draw_frames(40, 1), tmp_path)
    candidate = Candidate("160x120", 1.0, precision=choose_variant("auto"))
    steps = []
    folder = training.model(candidate, lambda step, losses: steps.append(step))
    assert steps == list(range(1, 121))
    assert Manifest.load(folder).input.width == 160
    assert "120 steps" in (folder / "MODEL_CARD.md").read_text()
    Detector.load(folder)
    figures = accuracy(folder, candidate, draw_frames(40, 2))
    assert figures["map50"] > 0.15
    assert training.model(candidate, lambda *step: pytest.fail("trained again")) == folder
