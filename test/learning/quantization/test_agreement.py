"""A file that answers some pictures with NaN has not seen that nothing is there."""

import numpy as np
import pytest

from hanging import trapped
from limphome.learning.data.picture_file import read_picture
from limphome.learning.quantization.agreement import Agreement, Bound, Judge
from limphome.learning.quantization.procedure import _best
from limphome.perception.manifest import Manifest
from limphome.perception.not_finite import NotFiniteError

from .tiny_detectors import SIDE, padded_with_infinity, spoil, write_model, write_pictures

pytestmark = pytest.mark.learning
ANYTHING = Bound(1.0, 1.0)


@pytest.fixture(scope="module")
def manifest(tmp_path_factory):
    return Manifest.load(write_model(tmp_path_factory.mktemp("tiny") / "model", padded_with_infinity()))


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """Two with squares, and a white one, in which the parent sees nothing and the trapped file answers NaN."""
    folder = tmp_path_factory.mktemp("pictures")
    write_pictures(folder, 2)
    return [*(read_picture(path) for path in sorted(folder.iterdir())), np.full((SIDE, SIDE, 3), 255, np.uint8)]


def test_a_file_with_an_answer_that_is_not_finite_holds_no_bound(manifest, images):
    judge, file = Judge(manifest, "fp32", images), manifest.file("fp32")
    sound = judge.agreement(file, padded_with_infinity())
    assert sound.within(Bound(0.0, 0.0))
    assert "not_finite" not in sound.as_dict()
    broken = judge.agreement(file, trapped(padded_with_infinity(), nan=True))
    assert broken.as_dict()["not_finite"] == 1
    assert not broken.within(ANYTHING)
    assert broken.as_text().endswith("its answer is not finite in 1 of 3 pictures")


def test_a_parent_with_such_an_answer_judges_nothing(images, tmp_path):
    folder = write_model(tmp_path / "model", padded_with_infinity())
    spoil(folder, trapped(padded_with_infinity(), nan=True))
    with pytest.raises(NotFiniteError, match=r"net\.onnx"):
        Judge(Manifest.load(folder), "fp32", images)


def test_a_method_whose_answers_are_numbers_is_the_better_one():
    assert _best({"minmax": Agreement(1.0, 0.0, 9, 9, 1), "entropy": Agreement(0.9, 0.1, 9, 9)}) == "entropy"
