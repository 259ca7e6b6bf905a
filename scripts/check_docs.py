"""Check that what the documents point to exists: relative links, and the files and commands that they name."""

import re
import sys
from pathlib import Path
from typing import Iterator, List

LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)(#[^)]*)?\)")
NAMED_PATH = re.compile(r"`((?:src|launch|config|models|test|docker|docs|scripts|interfaces)/[\w./-]*[\w/])`")


def broken(page: Path) -> Iterator[str]:
    """What ``page`` points to that is not there, one text each."""
    text = page.read_text(encoding="utf-8")
    for target, _ in LINK.findall(text):
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
            yield f"{page}: link to {target}, which does not exist"
    for path in NAMED_PATH.findall(text):
        if not Path(path).exists():
            yield f"{page}: names {path}, which does not exist"


def main() -> int:
    """Print what is broken; 1 if something is."""
    pages = [Path("README.md"), *sorted(Path("docs").rglob("*.md")), *sorted(Path("models").rglob("*.md"))]
    faults: List[str] = [fault for page in pages if page.exists() for fault in broken(page)]
    print("\n".join(faults) or f"{len(pages)} documents hold together")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
