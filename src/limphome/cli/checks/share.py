"""The files that come with limphome."""

from limphome.cli.checks.finding import Finding
from limphome.core import LimphomeError
from limphome.resources import share_dir


def check() -> Finding:
    """Configuration, worlds and networks are where the package looks for them."""
    try:
        return Finding("files", "ok", str(share_dir()))
    except LimphomeError as error:
        return Finding("files", "missing", error.what, error.allowed)
