"""Several pictures at once see what each sees alone."""

import numpy as np
import onnxruntime
import pytest

from limphome.core import LimphomeError
from limphome.learning.landscape.batch_model import with_batch
from limphome.learning.landscape.batch_racer import BatchRacer
from limphome.learning.landscape.candidate import Candidate
from limphome.perception.file_choice import choose_variant
from limphome.perception.manifest import Manifest
from limphome.resources.share import share_dir

from ..conftest import draw_frames

MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.mark.parametrize("variant", ["fp32", "int8_avx2", "int8", "trt"])
def test_a_batch_gives_what_its_pictures_give_alone(variant):
    manifest = Manifest.load(MODEL)
    file = manifest.file(variant)
    model, layout = manifest.read(file.path, file.sha256), manifest.make_layout(file)
    pictures = np.concatenate([layout.prepare(image).copy() for image in draw_frames(3, 5).images])
    alone, together = (
        onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"]) for data in (model, with_batch(model, 3))
    )
    expected = [alone.run(None, {"image": picture[None]}) for picture in pictures]
    for index, output in enumerate(together.run(None, {"image": pictures})):
        apart = np.abs(output - np.concatenate([one[index] for one in expected]))
        # Between its roundings TensorRT's file is summed in float here, in an order that depends on the batch: now and then a
        # value rounds to the next level.
        assert np.mean(apart > 1e-4) <= (0.03 if variant == "trt" else 0.0)
        assert apart.max() < 1.0


def test_a_file_that_has_a_batch_already_is_refused():
    model = (MODEL / "yard_detector.plain.onnx").read_bytes()
    with pytest.raises(LimphomeError, match="4 pictures"):
        with_batch(with_batch(model, 4), 2)


def test_a_lap_of_a_batch_counts_all_its_pictures():
    image = draw_frames(1, 0, 640, 480).images[0]
    candidate = Candidate(model="yard_detector", precision=choose_variant("auto"), batch=4)
    racer = BatchRacer(MODEL, candidate, image)
    before_s, network_s, after_s, cpu_s = np.median([racer.lap() for _ in range(5)], axis=0)
    assert min(before_s, network_s, after_s, cpu_s) > 0


def test_a_runtime_that_is_not_there_is_told():
    with pytest.raises(LimphomeError, match="no runtime 'abacus'"):
        BatchRacer(MODEL, Candidate(precision="fp32", runtime="abacus", batch=2), draw_frames(1, 0).images[0])
