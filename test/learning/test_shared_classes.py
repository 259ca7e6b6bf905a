import pytest

from limphome.core import LimphomeError
from limphome.learning.shared_classes import shared_classes, some_names


def test_names_in_both_come_in_the_order_of_the_network_and_once():
    assert shared_classes(("cat", "person", "n/a", "crate", "person"), ("crate", "person", "cone"), "net") == ("person", "crate")


def test_without_a_name_in_both_each_side_is_told_and_what_was_probably_meant():
    with pytest.raises(LimphomeError, match=r"^net: knows cat, Person; the frames are labelled person, crate") as caught:
        shared_classes(("cat", "Person"), ("person", "crate"), "net")
    assert "did you mean person?" in caught.value.allowed
    assert "crate" not in caught.value.allowed


def test_of_hundreds_of_names_a_few_are_told():
    assert some_names([f"c{index}" for index in range(80)]) == "c0, c1, c2, c3, c4, c5 and 74 more"
    assert some_names(["a", "b"]) == "a, b"
