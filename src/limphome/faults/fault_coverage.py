"""How many faults of one layer can be injected, of all that have a name in the table."""

from dataclasses import dataclass
from typing import Any, Dict, Tuple

from limphome.faults.table import NOT_BUILT, fault_table


@dataclass(frozen=True)
class Coverage:
    """What a test under the faults of a layer tries, and what it cannot.

    Attributes:
        layer: ``camera``, ``lidar``, ...
        built, not_built: names of kinds, ``layer.kind``.
    """

    layer: str
    built: Tuple[str, ...]
    not_built: Tuple[str, ...]

    @classmethod
    def of_layer(cls, layer: str) -> "Coverage":
        """From the table of faults; those of installed packages count."""
        built = {name for name, kind in fault_table().items() if kind.layer == layer}
        missing = {name for name in NOT_BUILT - built if name.startswith(f"{layer}.")}
        return cls(layer, tuple(sorted(built)), tuple(sorted(missing)))

    def as_dict(self) -> Dict[str, Any]:
        """Plain values, for JSON."""
        return {"built": list(self.built), "kinds": len(self.built) + len(self.not_built), "not_built": list(self.not_built)}

    def __str__(self) -> str:
        kinds = len(self.built) + len(self.not_built)
        names = ", ".join(name.partition(".")[2] for name in self.not_built)
        return f"{len(self.built)} of {kinds} {self.layer} faults" + (f"; not built: {names}" if names else "")
