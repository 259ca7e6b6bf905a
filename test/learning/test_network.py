import numpy as np
import pytest
import torch

from limphome.learning.network import Network, space_to_depth
from limphome.learning.network_config import NetworkConfig
from limphome.perception.grid_decoder import grid_cells
from limphome.perception.input_layout import NCHW, InputLayout

pytestmark = pytest.mark.learning


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    network = Network(NetworkConfig())
    with torch.no_grad():
        for name, buffer in network.named_buffers():  # as if it had been trained
            if name.endswith("running_mean"):
                buffer.normal_()
    return network.eval()


def test_training_and_robot_fold_pixels_alike():
    image = np.random.default_rng(0).integers(0, 256, (240, 320, 3), np.uint8)
    folded = space_to_depth(torch.from_numpy(image)[None]).numpy()
    np.testing.assert_allclose(folded, InputLayout(NCHW, "float32", 320, 240).prepare(image), rtol=1e-6)


def test_the_head_has_one_column_for_each_cell(network):
    head, head_max, features = network(torch.rand(2, 48, 60, 80))
    assert head.shape == (2, 7, len(grid_cells(320, 240, (8, 16, 32))[0]))
    assert torch.equal(head_max, head[:, :3].amax(2))
    assert features.shape == (2, 64 + 96)


def test_folding_the_normalization_changes_nothing(network):
    picture = torch.rand(1, 48, 60, 80)
    for whole, folded in zip(network(picture), network.fold()(picture), strict=True):
        torch.testing.assert_close(folded, whole, rtol=1e-4, atol=1e-4)
    assert not any(isinstance(part, torch.nn.BatchNorm2d) for part in network.fold().modules())


def test_multiplications_are_counted_as_hooks_count_them(network):
    counted = []
    hooks = [
        part.register_forward_hook(lambda m, _, out: counted.append(m.weight.numel() * out.shape[2] * out.shape[3]))
        for part in network.modules()
        if isinstance(part, torch.nn.Conv2d)
    ]
    network(torch.rand(1, 48, 60, 80))
    for hook in hooks:
        hook.remove()
    assert network.multiplications == sum(counted)
