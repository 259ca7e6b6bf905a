"""For all tests: property tests are judged by what they find, not by how long a busy machine takes; where node tests are."""

from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent
OF_NODES = (HERE / "nodes", HERE / "cli")  # where scripts/run_tests.sh looks for them

settings.register_profile("limphome", deadline=None)
settings.load_profile("limphome")


def pytest_collection_modifyitems(items):
    for item in items:
        if item.get_closest_marker("node") and not any(room in item.path.parents for room in OF_NODES):
            raise pytest.UsageError(f"{item.nodeid}: a node test outside test/nodes and test/cli is never run")
