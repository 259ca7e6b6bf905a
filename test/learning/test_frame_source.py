from limphome.learning.frame_source import FolderSource
from limphome.learning.recipe import Recipe

from .data.conftest import SPLITS, drawn_set, scene, write_set


class Ear:
    """Remembers what was shown."""

    def __init__(self):
        self.heard = []

    def show(self, name, done, total, details):
        self.heard.append((name, done, total))

    def tell(self, text):
        pass


def test_the_total_of_a_folder_is_the_number_of_its_pictures_not_that_of_the_recipe(tmp_path):
    pictures = drawn_set(tmp_path, SPLITS)
    write_set(tmp_path / "data", pictures, [scene(index) for index in range(len(pictures))])
    source, ear = FolderSource(tmp_path / "data", Recipe(), tmp_path / "frames"), Ear()
    for split in SPLITS:
        assert len(source.load(split, ear)) == SPLITS[split]
    assert ear.heard == [(f"{split} frames", count, count) for split, count in SPLITS.items()]
