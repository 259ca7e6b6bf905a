import re
from pathlib import Path

import pytest

from limphome.resources.extra import extra

ROOT = Path(__file__).parents[2]
USED = re.compile(r"""extra\(["'](\w+)["']\)""")
NAMES = sorted({name for path in (ROOT / "src").rglob("*.py") for name in USED.findall(path.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("name", NAMES)
def test_every_extra_that_is_named_is_one_of_the_package(name):
    assert re.search(rf'^    "{name}": \[', (ROOT / "setup.py").read_text(encoding="utf-8"), re.MULTILINE)


def test_nobody_is_sent_to_a_registry_that_does_not_have_limphome():
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "src").rglob("*.py")]
    assert [path.name for path in pages if "install 'limphome" in path.read_text(encoding="utf-8")] == []
    assert extra("sim") == "pip install -e '.[sim]' in the clone of limphome"
