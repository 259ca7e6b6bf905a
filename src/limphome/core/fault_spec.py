"""One fault to inject: what, where, how bad, when."""

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from limphome.core.errors import LimphomeError

_PATTERN = re.compile(
    r"(?P<layer>[a-z]+)\.(?P<kind>[a-z_]+)(\[(?P<target>[\w./]+)\])?:(?P<severity>\d+)"
    r"(@(?P<start_s>\d+(\.\d+)?))?(\+(?P<duration_s>\d+(\.\d+)?))?",
    re.ASCII,
)
_ALLOWED = "layer.kind[target]:severity@start_s+duration_s, e.g. camera.freeze:3@4+10; severity 0 to 5"


@dataclass(frozen=True)
class FaultSpec:
    """A fault as the command line, plans and the injector's parameters name it.

    Attributes:
        layer, kind: row of the fault table (``camera``, ``freeze``).
        severity: 0 (changes nothing) to 5.
        start_s: when it begins, after the moment it was set.
        duration_s: how long it lasts; infinite when left out.
        target: what it acts on (a topic, an option); empty takes the kind's default.
        seed: of the fault's own randomness.
    """

    layer: str
    kind: str
    severity: int
    start_s: float = 0.0
    duration_s: float = math.inf
    target: str = ""
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.severity <= 5:
            raise LimphomeError(f"severity {self.severity}", str(self.name), _ALLOWED)
        if not (self.start_s >= 0 and self.duration_s > 0 and math.isfinite(self.start_s)):
            given = f"start {self.start_s:g} s, duration {self.duration_s:g} s"
            raise LimphomeError(given, self.name, "start >= 0, duration > 0; without a duration it lasts for good")

    @property
    def name(self) -> str:
        """``layer.kind``."""
        return f"{self.layer}.{self.kind}"

    @property
    def end_s(self) -> float:
        """When it heals, on the same clock as ``start_s``."""
        return self.start_s + self.duration_s

    def is_active(self, time_s: float) -> bool:
        """True from the start up to, and without, the end. Severity 0 is never active."""
        return self.severity > 0 and self.start_s <= time_s < self.end_s

    @classmethod
    def parse(cls, text: str, seed: int = 0) -> "FaultSpec":
        """Read ``communication.delay[scan]:3@4+10``; LimphomeError says what is allowed."""
        match = _PATTERN.fullmatch(text.strip())
        if match is None:
            raise LimphomeError(f"not a fault: '{text}'", "--fault", _ALLOWED)
        part = match.groupdict()
        return cls(
            layer=part["layer"],
            kind=part["kind"],
            severity=int(part["severity"]),
            start_s=float(part["start_s"] or 0.0),
            duration_s=float(part["duration_s"] or math.inf),
            target=part["target"] or "",
            seed=seed,
        )

    def __str__(self) -> str:
        target = f"[{self.target}]" if self.target else ""
        duration = f"+{_plain(self.duration_s)}" if math.isfinite(self.duration_s) else ""
        return f"{self.name}{target}:{self.severity}@{_plain(self.start_s)}{duration}"


def _plain(value: float) -> str:
    """Every digit and no exponent, so that what is printed parses to the same fault."""
    text = format(Decimal(repr(float(value))), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
