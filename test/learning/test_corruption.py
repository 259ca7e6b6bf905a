import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.faults.table import fault_table
from limphome.learning.augmentation import Augmentation, AugmentationConfig
from limphome.learning.corruption import SEVERITIES, Corruption, corrupt, picture_faults

pytestmark = pytest.mark.learning


def test_faults_of_single_pictures_are_those_that_change_one_and_leave_something_of_it():
    names = [kind.name for kind in picture_faults()]
    assert {"camera.noise", "camera.blur"} <= set(names)
    assert not {"camera.blackout", "camera.freeze", "camera.rate_drop", "lidar.dropout"} & set(names)


@pytest.mark.parametrize("name", ["camera.freeze", "camera.blackout", "camera.nois"])
def test_a_fault_that_teaches_nothing_is_refused_by_name(name):
    with pytest.raises(LimphomeError, match=rf"'{name}'.*camera\.noise"):
        Corruption([name])


def test_every_severity_is_drawn_and_more_changes_more(drawn):
    image, kind = drawn.images[0], fault_table()["camera.noise"]
    corruption, rng = Corruption(["camera.noise"]), np.random.default_rng(0)
    sizes = [np.abs(corruption.apply(image, rng).astype(int) - image).mean() for _ in range(40)]
    expected = [np.abs(corrupt(kind, s, image, rng).astype(int) - image).mean() for s in SEVERITIES]
    assert expected == sorted(expected)
    nearest = {int(np.argmin(np.abs(np.array(expected) - size))) for size in sizes}
    assert nearest == set(range(len(SEVERITIES)))


def test_equal_generators_give_equal_pictures_and_the_given_one_stays(drawn):
    image = drawn.images[0].copy()
    corruption = Corruption(["camera.blur", "camera.noise"])
    first, second = (corruption.apply(image, np.random.default_rng(4)) for _ in range(2))
    assert first.dtype == np.uint8
    assert (first == second).all()
    assert (image == drawn.images[0]).all()


def test_a_share_of_the_training_pictures_is_corrupted_and_by_default_none(drawn):
    image, labels = drawn.images[0], drawn.of_frame(0)

    def changed(corruption, seed):
        out = np.empty_like(image)
        config = AugmentationConfig(nothing=0, corruption=corruption, corruptions=("camera.blur",))
        Augmentation(config).apply(image, labels, np.random.default_rng(seed), out)
        return out

    plain = np.empty_like(image)
    Augmentation(AugmentationConfig(nothing=0)).apply(image, labels, np.random.default_rng(0), plain)
    assert (changed(0.0, 0) == plain).all()
    clean, sharp = ([edges(changed(share, seed)) for seed in range(20)] for share in (0.0, 0.5))
    assert 4 <= sum(b < 0.7 * a for a, b in zip(clean, sharp, strict=True)) <= 16


def edges(image):
    return np.abs(np.diff(image.astype(int), axis=1)).mean()
