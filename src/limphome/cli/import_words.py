"""What the user says of a network file, from the words of the command line."""

from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from limphome.core import LimphomeError


def input_words(colour: str, scale: Optional[float], mean: str, std: str, fit: str) -> Dict[str, Any]:
    """Key -> value of those options that say something of the picture."""
    from limphome.perception.picture_fit import FITS
    from limphome.perception.picture_input import COLOURS

    said = {
        "colour": known_word(colour, "--colour", COLOURS),
        "scale": scale,
        "mean": _numbers(mean, "--mean"),
        "std": _numbers(std, "--std"),
        "fit": known_word(fit, "--fit", FITS),
    }
    return {key: value for key, value in said.items() if value not in ("", None)}


def class_names(path: Optional[Path]) -> Tuple[str, ...]:
    """Of ``--classes``; none without a file."""
    if path is None:
        return ()
    from limphome.resources.user_path import need_file

    need_file(path, "names in UTF-8, one a line")
    try:
        names = tuple(line.strip() for line in path.read_text(encoding="utf-8").rstrip().splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise LimphomeError(f"cannot be read: {error}", str(path), "names in UTF-8, one a line") from error
    twice = sorted({name for name in names if names.count(name) > 1 or not name})
    if twice or not names:
        raise LimphomeError(f"names missing or twice: {twice[:5]}", str(path), "one name a line, each once")
    return names


def picture_size(text: str) -> Optional[Tuple[int, int]]:
    """Width and height [px] of ``--size``."""
    if not text:
        return None
    parts = text.lower().split("x")
    if len(parts) != 2 or not all(part.isdigit() and 8 <= int(part) <= 4096 for part in parts):
        raise LimphomeError(f"size '{text}'", "--size", "WIDTHxHEIGHT, 8 to 4096 px each")
    return int(parts[0]), int(parts[1])


def known_word(word: str, where: str, known: Tuple[str, ...]) -> str:
    """The word, if it is empty or one of those that are known."""
    if word not in ("", *known):
        raise LimphomeError(f"'{word}'", where, "one of " + ", ".join(known))
    return word


def _numbers(text: str, where: str) -> Any:
    try:
        return [float(part) for part in text.split(",")] if text else ""
    except ValueError as error:
        raise LimphomeError(f"'{text}'", where, "numbers with commas between") from error


def read_anchors(path: Optional[Path]) -> Any:
    """Of ``--anchors``, shape (n, 4); None without a file."""
    if path is None:
        return None
    from zipfile import BadZipFile

    import numpy as np

    from limphome.resources.user_path import need_file

    need_file(path, "a .npy of shape (n, 4)")
    try:
        return np.asarray(np.load(path, allow_pickle=False), np.float32)
    except (OSError, ValueError, TypeError, EOFError, BadZipFile) as error:
        raise LimphomeError(f"cannot be read: {error}", str(path), "a .npy of shape (n, 4)") from error


def sections_of(texts: List[str], said: Dict[str, Any]) -> Dict[str, Dict[str, Any]]:
    """Section -> key -> value of ``--set``, which has the last word, and of what was ``said`` of the input otherwise."""
    import yaml

    sections: Dict[str, Dict[str, Any]] = {"input": said} if said else {}
    for text in texts:
        key, equals, value = text.partition("=")
        section, dot, name = key.partition(".")
        if not equals or not dot or section not in ("input", "decoder", "file"):
            raise LimphomeError(f"'{text}'", "--set", "input.KEY=VALUE, decoder.KEY=VALUE or file.KEY=VALUE")
        try:
            sections.setdefault(section, {})[name] = yaml.safe_load(value)
        except yaml.YAMLError as error:
            raise LimphomeError(f"'{value}'", f"--set {key}", "a value in YAML") from error
    return sections
