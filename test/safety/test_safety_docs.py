"""The pages say what the code does."""

from limphome.resources import share_dir
from limphome.safety.reactions import REACTIONS


def test_every_row_of_the_table_stands_on_the_page_with_its_demand_and_reason():
    page = (share_dir() / "docs" / "safety.md").read_text(encoding="utf-8").splitlines()
    for name, row in REACTIONS.items():
        (line,) = [line for line in page if line.startswith("| `") and f"`{name}`" in line]
        assert f"| {row.demand.name} |" in line


def test_the_hazards_say_what_limphome_is_not():
    page = (share_dir() / "docs" / "hazards.md").read_text(encoding="utf-8")
    assert "not a certified safety device" in page
    assert "safety-rated stop" in page
