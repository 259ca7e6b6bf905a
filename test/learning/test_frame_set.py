import json
import pickle

import numpy as np
import pytest

from limphome.core import LimphomeError
from limphome.learning.frame_set import LABEL, FrameSet, counts, ignored

pytestmark = pytest.mark.learning


def test_a_saved_set_is_the_same_set(drawn, tmp_path):
    drawn.save(tmp_path)
    again = FrameSet.load(tmp_path)
    assert again.digest == drawn.digest
    assert (again.labels == drawn.labels).all()
    assert isinstance(again.images, np.memmap)


def test_a_mapped_set_travels_to_another_process_by_its_folder(drawn, tmp_path):
    drawn.save(tmp_path)
    packed = pickle.dumps(FrameSet.load(tmp_path))
    assert len(packed) < 1000
    assert pickle.loads(packed).digest == drawn.digest


def test_labels_follow_the_names_of_a_network(drawn, tmp_path):
    drawn.save(tmp_path)
    other = FrameSet.load(tmp_path).in_classes(("cone", "forklift", "person"))
    kept = drawn.labels[drawn.labels["class_id"] < 2]
    assert other.labels["class_id"].tolist() == [{0: 2, 1: 0}[number] for number in kept["class_id"].tolist()]
    assert (other.labels["box"] == kept["box"]).all()
    assert (other.person, other.left_out) == (2, ("crate",))
    assert (drawn.person, drawn.in_classes(drawn.classes)) == (0, drawn)
    for again in (pickle.loads(pickle.dumps(other)), other.subset(np.arange(len(other)))):
        assert again.digest == other.digest
        assert (again.classes, again.left_out) == (other.classes, other.left_out)
    other.save(tmp_path / "kept")
    again = FrameSet.load(tmp_path / "kept")
    assert (again.digest, again.classes, again.left_out) == (other.digest, other.classes, other.left_out)


def test_frames_without_any_class_of_a_network_do_not_judge_it(drawn):
    with pytest.raises(LimphomeError, match=r"person, cone, crate.*pallet.*--data"):
        drawn.in_classes(("pallet",))


def test_the_digest_sees_every_byte(drawn):
    images, labels = drawn.images.copy(), drawn.labels.copy()
    images[-1, -1, -1, -1] ^= 1
    labels["box"][0, 0] += 1
    digests = {
        s.digest for s in (drawn, FrameSet(images, drawn.labels, drawn.worlds), FrameSet(drawn.images, labels, drawn.worlds))
    }
    assert len(digests) == 3


def test_a_subset_keeps_labels_with_their_frames(drawn):
    part = drawn.subset(np.array([5, 2]))
    assert (part.images[1] == drawn.images[2]).all()
    assert part.of_frame(1)["box"].tolist() == drawn.of_frame(2)["box"].tolist()


@pytest.mark.parametrize("spoil", [lambda f: (f / "card.json").unlink(), lambda f: (f / "images.npy").write_bytes(b"no")])
def test_a_broken_folder_is_refused(drawn, tmp_path, spoil):
    drawn.save(tmp_path)
    spoil(tmp_path)
    with pytest.raises(LimphomeError, match="no frame set"):
        FrameSet.load(tmp_path)


def test_another_schema_is_refused(drawn, tmp_path):
    drawn.save(tmp_path)
    (tmp_path / "card.json").write_text(json.dumps({"schema_version": 9}))
    with pytest.raises(LimphomeError, match="schema_version 1"):
        FrameSet.load(tmp_path)


def test_who_counts_and_who_is_ignored():
    labels = np.zeros(4, LABEL)
    labels["visible"] = [0.4, 0.3, 0.1, 0.1]
    labels["height_px"] = [16, 200, 200, 700]
    labels["box"][:, 3] = [16, 60, 20, 240]
    assert counts(labels).tolist() == [True, False, False, False]
    # The third is a hand behind a wall; the fourth fills the picture and must be found though most of it lies outside.
    assert ignored(labels).tolist() == [False, False, True, False]
