"""The name that was probably meant."""

import difflib
from typing import Iterable


def one_of(word: str, names: Iterable[str]) -> str:
    """``did you mean X? one of X, Y``: the nearest of ``names``, where one is near, and all of them in order."""
    known = sorted(names)
    close = difflib.get_close_matches(word, known, 1)
    return (f"did you mean {close[0]}? " if close else "") + "one of " + ", ".join(known)
