import shutil
from types import SimpleNamespace

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.images_file import new_images


@pytest.fixture
def full_disk(monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=9))


def test_pictures_are_mapped_from_a_new_folder(tmp_path):
    images = new_images(tmp_path / "a" / "b", (2, 3, 4, 3))
    assert isinstance(images, np.memmap)
    assert (images.shape, images.dtype) == ((2, 3, 4, 3), np.uint8)
    assert (tmp_path / "a" / "b" / "images.npy").stat().st_size > 72


def test_a_disk_without_room_is_told_and_no_file_is_made(tmp_path, full_disk):
    with pytest.raises(LimphomeError, match=r"0\.0 GB of pictures, 0\.0 GB of room .*--cache"):
        new_images(tmp_path, (1, 2, 5, 1))
    assert list(tmp_path.iterdir()) == []
    new_images(tmp_path, (1, 1, 9, 1))


def test_the_rest_of_a_set_that_was_cut_off_does_not_count(tmp_path, monkeypatch):
    rest = tmp_path / "images.npy"
    rest.write_bytes(b"old")
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=0 if rest.exists() else 99))
    assert new_images(tmp_path, (1, 2, 5, 1)).shape == (1, 2, 5, 1)
