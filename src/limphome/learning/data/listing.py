"""One digest over everything: a list of files with their digests, in the form of ``sha256sum``."""

import hashlib
from pathlib import Path
from typing import Callable, Dict, List, Mapping

from limphome.core import LimphomeError
from limphome.learning.data.finding import Finding

NAME = "files.sha256"
"""``sha256sum --check files.sha256`` checks the folder, ``sha256sum files.sha256`` gives its digest."""


def file_digest(data: bytes) -> str:
    """SHA-256 as hexadecimal text."""
    return hashlib.sha256(data).hexdigest()


def write_listing(folder: Path, digests: Mapping[str, str]) -> str:
    """Write the list of ``name -> SHA-256``; returns the digest of the list, which is that of the data set."""
    text = "".join(f"{digests[name]}  {name}\n" for name in sorted(digests))
    (folder / NAME).write_text(text, encoding="utf-8")
    return file_digest(text.encode("utf-8"))


def read_listing(folder: Path) -> Dict[str, str]:
    """Name -> SHA-256; LimphomeError when the list is damaged."""
    pairs = [line.partition("  ") for line in _text(folder).splitlines()]
    if any(len(digest) != 64 or not name for digest, _, name in pairs):
        raise LimphomeError("is not a list of digests", str(folder / NAME), "lines as sha256sum writes them")
    return {name: digest for digest, _, name in pairs}


def stated_digest(folder: Path) -> str:
    """Digest of a data set by its list."""
    return file_digest(_text(folder).encode("utf-8"))


def changed_files(folder: Path, needed: Callable[[str], bool] = lambda name: True) -> List[Finding]:
    """Files that are gone or no longer what the list says.

    Args:
        needed: whether a file of the list is looked at, by its name.
    """
    found = []
    for name, digest in read_listing(folder).items():
        if not needed(name):
            continue
        try:
            same = file_digest((folder / name).read_bytes()) == digest
        except OSError as error:
            found.append(Finding("files", name, "", f"is listed in {NAME} but cannot be read: {error.strerror}"))
            continue
        if not same:
            found.append(Finding("files", name, "", f"was changed after {NAME} was written"))
    return found


def _text(folder: Path) -> str:
    try:
        return (folder / NAME).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LimphomeError(f"cannot be read: {error}", str(folder / NAME), "a folder written by limphome data") from error
