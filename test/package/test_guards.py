"""The fault table names guards; the safety room must have them."""

from fnmatch import filter as matching

import pytest

from limphome.faults.table import fault_table
from limphome.safety.reactions import REACTIONS


@pytest.mark.parametrize("kind", fault_table().values(), ids=lambda kind: kind.name)
def test_every_guard_that_the_fault_table_names_exists(kind):
    for guard in kind.guard.split(", "):
        assert matching(REACTIONS, guard), f"{kind.name} is owned by {guard}, which no monitor is called"
