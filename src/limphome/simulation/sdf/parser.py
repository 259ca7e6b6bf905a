"""SDF text to elements, each with its line."""

from pathlib import Path
from typing import List
from xml.parsers import expat

from limphome.core import LimphomeError
from limphome.simulation.sdf.element import Element


def parse_file(path: Path) -> Element:
    """The root element of an SDF file; LimphomeError names file and line."""
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise LimphomeError(f"cannot be read: {error.strerror}", str(path), "a readable SDF file") from error
    return parse_text(data, str(path))


def parse_text(data: bytes, file: str) -> Element:
    """The root element of SDF text.

    Args:
        data: the XML.
        file: name for errors.
    """
    tree = _Tree(file)
    try:
        tree.expat.Parse(data, True)
    except expat.ExpatError as error:
        raise LimphomeError(
            f"is not XML: {expat.ErrorString(error.code)}", f"{file}:{error.lineno}", "well-formed SDF 1.9"
        ) from error
    except (ValueError, LookupError) as error:  # an encoding that expat does not know is looked for in Python's
        raise LimphomeError(f"cannot be read as text: {error}", file, "SDF 1.9 in UTF-8") from error
    root = tree.top.children[0]
    if root.tag != "sdf":
        raise root.error(f"the root element is <{root.tag}>", '<sdf version="1.9">')
    return root


class _Tree:
    """Collects what expat reports."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.top = Element("(file)", file=file)
        self.open: List[Element] = [self.top]
        self.expat = expat.ParserCreate()
        self.expat.StartElementHandler = self._start
        self.expat.EndElementHandler = self._end
        self.expat.CharacterDataHandler = self._text

    def _start(self, tag: str, attributes: dict) -> None:
        element = Element(tag, dict(attributes), file=self.file, line=self.expat.CurrentLineNumber)
        self.open[-1].children.append(element)
        self.open.append(element)

    def _text(self, text: str) -> None:
        self.open[-1].text += text

    def _end(self, tag: str) -> None:
        closed = self.open.pop()
        closed.text = " ".join(closed.text.split())
