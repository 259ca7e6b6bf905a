"""The command that splits a folder so that a network can be trained on it."""

import shlex
from pathlib import Path

SHARES = "train=70,validation=15,held_out=15"


def deal_command(folder: Path, world: str = "REGEX") -> str:
    """``limphome data import`` with all that it asks for.

    Args:
        folder: to split.
        world: rule that finds the world in a picture's name, ``REGEX`` for one that only the user knows; empty where the
            labels tell the worlds.
    """
    rule = f" --world {shlex.quote(world)}" if world else ""
    told = " (REGEX finds the place or drive in a picture's name)" if world == "REGEX" else ""
    return f"limphome data import {shlex.quote(str(folder))} --out NEW{rule} --split-by-world {SHARES}{told}"
