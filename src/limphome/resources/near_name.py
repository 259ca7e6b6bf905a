"""The name that was probably meant."""

import difflib
from typing import Iterable


def did_you_mean(word: str, names: Iterable[str], least: float = 0.6) -> str:
    """``did you mean X? ``, or nothing where none of ``names`` is as alike as ``least`` (difflib's ratio)."""
    close = difflib.get_close_matches(word, list(names), 1, least)
    return f"did you mean {close[0]}? " if close else ""


def one_of(word: str, names: Iterable[str]) -> str:
    """``did you mean X? one of X, Y``: the nearest of ``names``, where one is near, and all of them in order."""
    known = sorted(names)
    return did_you_mean(word, known) + "one of " + ", ".join(known)
