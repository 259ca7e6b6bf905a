"""The fault table as Markdown: ``python -m limphome.faults.document docs/faults.md`` brings the page up to date."""

import sys
from pathlib import Path
from typing import List

from limphome.faults.fault_kind import FaultKind
from limphome.faults.table import NOT_BUILT, fault_table

BEGIN, END = "<!-- table: begin -->\n", "<!-- table: end -->\n"
_HEADER = "| fault | what is measured | 0 | 1 | 2 | 3 | 4 | 5 | acts on | target | works in | guard |\n" + "|---" * 12 + "|\n"


def table_markdown() -> str:
    """The whole table, one row a kind, and the names that are refused for want of code."""
    rows = "".join(_line(kind) for _, kind in sorted(fault_table().items()))
    return f"{_HEADER}{rows}\nNot built yet, and refused: {', '.join(sorted(NOT_BUILT))}.\n"


def updated(page: str) -> str:
    """The page with the part between the marks written anew."""
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{table_markdown()}{END}{tail}"


def _line(kind: FaultKind) -> str:
    cells: List[str] = [f"`{kind.name}`", f"{kind.quantity} [{kind.unit}]"]
    cells += [f"{value:g}" for value in kind.values]
    cells += [
        kind.acts_on,
        ", ".join(f"`{target}`" for target in kind.targets),
        ", ".join(kind.works_in),
        ", ".join(f"`{guard}`" for guard in kind.guard.split(", ")),
    ]
    return "| " + " | ".join(cells) + " |\n"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    path.write_text(updated(path.read_text(encoding="utf-8")), encoding="utf-8")
