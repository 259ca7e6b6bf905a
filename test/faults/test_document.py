from pathlib import Path

from limphome.faults.document import updated

PAGE = Path(__file__).parents[2] / "docs" / "faults.md"


def test_page_and_table_agree():
    text = PAGE.read_text(encoding="utf-8")
    assert text == updated(text), "python -m limphome.faults.document docs/faults.md"
