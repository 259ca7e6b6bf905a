"""One thing that is wrong with a training."""

from dataclasses import asdict, dataclass
from typing import Dict


@dataclass(frozen=True)
class Symptom:
    """A defect with its place and its mend.

    Attributes:
        name: short and fixed (``dead units``), for scripts.
        where: layer, frames, step.
        what: what was seen, with its figure.
        advice: what usually mends it.
    """

    name: str
    where: str
    what: str
    advice: str

    def as_dict(self) -> Dict[str, str]:
        """Plain values, for JSON."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.name} in {self.where}: {self.what}; {self.advice}"
