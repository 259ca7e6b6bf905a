"""Of all groups of persons the one that is found least."""

from typing import Any, Dict, Mapping

MIN_PERSONS = 100
"""A smaller group is not called worst: its Wilson interval is up to 0.19 wide."""


def worst_slice(slices: Mapping[str, Mapping[str, Any]], min_persons: int = MIN_PERSONS) -> Dict[str, Any]:
    """Name, recall, count and interval; empty when no group is large enough."""
    large = {name: part for name, part in slices.items() if part["persons"] >= min_persons}
    if not large:
        return {}
    name = min(large, key=lambda key: large[key]["recall"])
    return {"name": name, **large[name]}
