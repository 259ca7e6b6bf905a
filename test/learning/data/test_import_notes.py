from dataclasses import replace

from limphome.learning.data.import_notes import import_notes
from limphome.learning.data.picture_set import SPLITS, Picture, PictureSet, neutral_labels

SHARES = {"train": 0.7, "validation": 0.15, "held_out": 0.15}


def dealt(labels=1, **counts):
    """A set with so many pictures in each split, each split one world, the validation two."""
    pictures = tuple(
        Picture(f"{name}/{index}.png", 9, 9, name, f"at_{name}{index % 2 if name == 'validation' else ''}")
        for name, n in counts.items()
        for index in range(n)
    )
    return PictureSet("folder", ("a",), pictures, neutral_labels([0] * labels, [0] * labels, [[0, 0, 5, 5]] * labels))


def test_a_deal_near_to_what_was_asked_for_needs_no_word():
    assert import_notes(dealt(train=66, validation=20, held_out=14), SHARES) == []


def test_a_split_that_came_out_far_off_is_told_with_the_reason_and_the_mend():
    (note,) = import_notes(dealt(train=50, validation=47, held_out=3), SHARES)
    assert "validation got 47% of the pictures instead of 15%, held_out got 3% of the pictures instead of 15%" in note
    assert "train got" not in note
    assert "'at_train' has 50%" in note
    assert "--world" in note


def test_splits_that_a_training_will_miss_are_told():
    (note,) = import_notes(dealt(extra=5), {})
    assert "no split train, validation, held_out" in note
    assert note.endswith("limphome data import folder --out NEW --split-by-world train=70,validation=15,held_out=15")
    assert import_notes(dealt(**dict.fromkeys(SPLITS, 3)), {}) == []


def test_thresholds_and_a_guard_that_one_world_will_decide_are_told():
    (note,) = import_notes(dealt(train=3, validation=1, held_out=3), {})
    assert note.startswith("validation: 1 world; thresholds and the feature guard are fitted on it")
    assert note.endswith("limphome data import folder --out NEW --split-by-world train=70,validation=15,held_out=15")
    pictures = dealt(train=3, validation=3, held_out=3)
    unknown = replace(pictures, pictures=tuple(replace(picture, world="") for picture in pictures.pictures))
    assert "no world is known" in import_notes(unknown, {})[0]


def test_the_mend_names_the_rule_for_worlds_that_the_source_does_not_tell():
    known = dealt(extra=5)
    (note,) = import_notes(known, {}, "at_(.*)")
    assert "import folder --out NEW --world 'at_(.*)' --split-by-world" in note
    unknown = replace(known, pictures=tuple(replace(picture, world="") for picture in known.pictures))
    (note,) = import_notes(unknown, {})
    assert "import folder --out NEW --world REGEX --split-by-world" in note
    assert "REGEX finds the place" in note


def test_pictures_that_are_still_to_be_labelled_are_not_for_training_yet():
    assert import_notes(dealt(labels=0, to_label=5), {}) == []
