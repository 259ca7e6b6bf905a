from limphome.learning.figures.evaluation_job import EvaluationJob
from limphome.resources.share import share_dir

from .conftest import SPLITS

DETECTOR = share_dir() / "models" / "perception" / "yard_detector"


def test_a_folder_of_the_user_takes_the_place_of_rendered_frames(data, tmp_path):
    exam = EvaluationJob(DETECTOR, ("int8",), 10_000, 16, tmp_path / "cache", data.folder).exam(lambda done: None)
    assert exam.frames.images.shape == (SPLITS["held_out"], 240, 320, 3)
    assert len(exam.frames.labels) > 0
