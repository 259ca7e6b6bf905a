"""Something wrong with a data set, and where."""

from dataclasses import asdict, dataclass
from typing import Dict

from limphome.learning.data.name_flaw import printable


@dataclass(frozen=True)
class Finding:
    """One thing that a check names.

    Attributes:
        check: name of the check that found it.
        file: the picture or label file.
        entry: the place in that file (``annotations[3]``, ``line 2``, ``box 0``); empty for the whole file.
        what: what is wrong, with the offending value.
    """

    check: str
    file: str
    entry: str
    what: str

    def __str__(self) -> str:
        return printable(f"{self.file}{f' {self.entry}' if self.entry else ''}: {self.what}")

    def as_dict(self) -> Dict[str, str]:
        """Plain values, for JSON."""
        return asdict(self)
