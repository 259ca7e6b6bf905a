from dataclasses import replace
from importlib.util import find_spec

import pytest

from limphome.learning.frame_source import FolderSource, RenderedSource
from limphome.learning.listener import Nobody
from limphome.learning.network_config import NetworkConfig
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


def test_some_of_a_folder_are_those_of_all(tmp_path):
    pictures = drawn_set(tmp_path, SPLITS)
    write_set(tmp_path / "data", pictures, [scene(index) for index in range(len(pictures))])
    source = FolderSource(tmp_path / "data", Recipe(), tmp_path / "frames")
    assert source.some("train", 3, Nobody()).digest == source.load("train", Nobody()).spread(3).digest


@pytest.mark.slow
@pytest.mark.learning
@pytest.mark.skipif(find_spec("mujoco") is None, reason="needs the extra [sim]")
def test_some_rendered_frames_are_those_of_all_whether_they_were_rendered_before_or_not(tmp_path):
    recipe = Recipe(network=NetworkConfig(width=160, height=128, classes=("cone", "person")))
    recipe = replace(recipe, training=replace(recipe.training, frames=10, worlds=4))
    source, ear = RenderedSource(recipe, tmp_path / "frames"), Ear()
    before = source.some("train", 3, ear)
    assert [path.name for path in (tmp_path / "frames").iterdir()] == ["train-1-10x4-some-3"]
    assert ear.heard[-1] == ("some train frames", 3, 3)
    assert source.some("train", 3, Nobody()).digest == before.digest
    assert before.digest == source.load("train", Nobody()).spread(3).digest == source.some("train", 3, ear).digest
    assert ear.heard[-1] == ("some train frames", 3, 3)
