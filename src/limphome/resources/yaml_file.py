"""Read YAML with errors that name file and line."""

from pathlib import Path
from typing import Any, Dict

import yaml

from limphome.core import LimphomeError


def read_yaml(path: Path) -> Dict[str, Any]:
    """Read one YAML mapping; LimphomeError names file, line and what is wrong."""
    try:
        with open(path, encoding="utf-8") as stream:
            data = yaml.safe_load(stream)
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), "a readable YAML file") from error
    except UnicodeDecodeError as error:
        raise LimphomeError("is not text", str(path), "YAML in UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{path}:{mark.line + 1}" if mark else str(path)
        raise LimphomeError(f"is not YAML: {getattr(error, 'problem', error)}", where, "YAML 1.1") from error
    except ValueError as error:  # 2024-02-30 has the form of a date
        raise LimphomeError(f"holds what is no value: {error}", str(path), "YAML 1.1; text in quotes") from error
    if not isinstance(data, dict):
        raise LimphomeError(f"holds a {type(data).__name__}", str(path), "a mapping of keys to values")
    return data
