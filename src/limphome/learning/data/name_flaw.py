"""Names that our files cannot hold, and how they are told."""


def name_flaw(name: str) -> str:
    """Why a name cannot stand in ``files.sha256`` and the card, which are lines of UTF-8; empty for one that can."""
    if len(f"{name}.".splitlines()) > 1:
        return f"the name {name!r} has a line break"
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return f"the name {name!r} is not UTF-8"
    return ""


def printable(text: str) -> str:
    """The text with what is not UTF-8 written as ``\\udcff``; no terminal and no file takes it otherwise."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
