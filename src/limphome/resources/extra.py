"""How a user gets the packages that limphome can do without."""


def extra(name: str) -> str:
    """The command that brings one of the extras of ``setup.py``; limphome itself lies in no registry, so it needs the clone."""
    return f"pip install -e '.[{name}]' in the clone of limphome"
