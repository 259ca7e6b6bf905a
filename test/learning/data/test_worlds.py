from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limphome.core import LimphomeError
from limphome.learning.data.picture_set import Picture, PictureSet, neutral_labels
from limphome.learning.data.worlds import name_worlds, refuse_shared_worlds, short_names, split_by_world

SHARES = {"train": 0.7, "validation": 0.15, "held_out": 0.15}


def pictures_of(worlds, folder, split="all"):
    pictures = tuple(Picture(f"{world}/{index}.png", 10, 10, split, world) for index, world in enumerate(worlds))
    return PictureSet(folder, ("a",), pictures, neutral_labels([], [], []))


@given(st.lists(st.integers(0, 12).map(str), min_size=3, max_size=80).filter(lambda one: len(set(one)) >= 3), st.integers(0, 9))
def test_no_world_is_ever_divided_and_no_split_is_empty(worlds, seed):
    dealt = split_by_world(pictures_of(worlds, "f"), SHARES, seed)
    refuse_shared_worlds(dealt)
    assert set(dealt.splits) == set(SHARES)
    assert dealt.pictures == split_by_world(pictures_of(worlds, "f"), SHARES, seed).pictures


def test_shares_are_kept_when_worlds_are_many(tmp_path):
    dealt = split_by_world(pictures_of([str(index % 100) for index in range(1000)], tmp_path), SHARES, 3)
    assert abs(len(dealt.of_split("train")) - 700) <= 10
    assert abs(len(dealt.of_split("held_out")) - 150) <= 10


@pytest.mark.parametrize("seed", range(5))
def test_few_large_worlds_are_dealt_as_near_to_the_shares_as_they_go(tmp_path, seed):
    sizes = {"hall": 300, "yard": 60, "dock": 90, "road": 250, "gate": 15}
    worlds = [name for name, size in sizes.items() for _ in range(size)]
    dealt = split_by_world(pictures_of(worlds, tmp_path), SHARES, seed)
    assert {name: len(dealt.of_split(name)) for name in SHARES} in (
        {"train": 550, "validation": 90, "held_out": 75},
        {"train": 550, "validation": 75, "held_out": 90},
    )


@pytest.mark.parametrize("seed", range(5))
def test_of_three_worlds_the_largest_is_learned_from(tmp_path, seed):
    dealt = split_by_world(pictures_of(["a"] * 20 + ["b"] * 90 + ["c"] * 25, tmp_path), SHARES, seed)
    assert len(dealt.of_split("train")) == 90


def test_another_seed_deals_other_worlds(tmp_path):
    worlds = [str(index) for index in range(30)]
    first, second = (split_by_world(pictures_of(worlds, tmp_path), SHARES, seed).pictures for seed in (0, 1))
    assert first != second


def test_too_few_worlds_are_refused(tmp_path):
    with pytest.raises(LimphomeError, match="3 splits of 2 worlds"):
        split_by_world(pictures_of(["a", "b", "a"], tmp_path), SHARES, 0)


def test_a_picture_of_unknown_world_cannot_be_dealt(tmp_path):
    with pytest.raises(LimphomeError, match="unknown"):
        split_by_world(pictures_of(["a", "b", "c", ""], tmp_path), SHARES, 0)


def test_a_world_in_two_splits_is_refused_by_name(tmp_path):
    both = pictures_of(["a", "a"], tmp_path)
    both = replace(both, pictures=(both.pictures[0], replace(both.pictures[1], split="held_out")))
    with pytest.raises(LimphomeError, match="'a' lies in 2 splits") as caught:
        refuse_shared_worlds(both)
    assert "a/1.png (held_out)" in caught.value.where


def test_worlds_are_read_from_names(tmp_path):
    pictures = pictures_of(["hall", "yard"], tmp_path)
    assert [one.world for one in name_worlds(pictures, "folder").pictures] == ["hall", "yard"]
    assert [one.world for one in name_worlds(pictures, r"(\d)\.png").pictures] == ["0", "1"]
    assert [one.world for one in name_worlds(pictures, "hall|yard").pictures] == ["hall", "yard"]


@pytest.mark.parametrize(("rule", "what"), [("(", "no regular expression"), ("nothing", "does not match")])
def test_a_rule_that_finds_no_world_is_refused(tmp_path, rule, what):
    with pytest.raises(LimphomeError, match=what):
        name_worlds(pictures_of(["hall"], tmp_path), rule)


def test_names_that_would_collide_keep_their_folders(tmp_path):
    pictures = tuple(Picture(name, 1, 1, "train") for name in ("a/1.png", "b/1.png", "b/2.png"))
    named = PictureSet(tmp_path, ("a",), pictures, neutral_labels([], [], []))
    assert short_names(named) == ["train/a__1.png", "train/b__1.png", "train/2.png"]
