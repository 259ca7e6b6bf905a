"""One element of an SDF file that knows where it was written."""

from dataclasses import dataclass, field
from typing import Dict, List, Optional
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from limphome.core import LimphomeError

_NO_LENGTH = 1e-9


@dataclass
class Element:
    """Tag, attributes, text and children, with file and line for errors."""

    tag: str
    attributes: Dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: List["Element"] = field(default_factory=list)
    file: str = "(made here)"
    line: int = 0

    @property
    def name(self) -> str:
        """The ``name`` attribute; an error when it is missing."""
        if not self.attributes.get("name"):
            raise self.error(f"<{self.tag}> has no name", 'name="..."')
        return self.attributes["name"]

    def error(self, what: str, allowed: str = "") -> LimphomeError:
        """An error that names this file, line and element."""
        return LimphomeError(what, f"{self.file}:{self.line} <{self.tag}>", allowed)

    def child(self, tag: str) -> Optional["Element"]:
        """First child of that tag, or None."""
        return next((child for child in self.children if child.tag == tag), None)

    def all(self, tag: str) -> List["Element"]:
        """Children of that tag, in order."""
        return [child for child in self.children if child.tag == tag]

    def need(self, tag: str) -> "Element":
        """First child of that tag; an error when there is none."""
        found = self.child(tag)
        if found is None:
            raise self.error(f"<{self.tag}> lacks <{tag}>", f"<{self.tag}><{tag}>...</{tag}></{self.tag}>")
        return found

    def find(self, path: str) -> Optional["Element"]:
        """Descendant by ``a/b/c``, or None."""
        here: Optional[Element] = self
        for tag in path.split("/"):
            here = here.child(tag) if here is not None else None
        return here

    def numbers(self, count: int) -> np.ndarray:
        """The text as ``count`` finite numbers, shape (count,)."""
        try:
            values = np.array([float(word) for word in self.text.split()])
        except ValueError:
            values = np.zeros(0)
        if len(values) != count or not np.isfinite(values).all():
            raise self.error(f"'{self.text}' in <{self.tag}>", f"{count} finite numbers")
        return values

    def direction(self) -> np.ndarray:
        """The text as a direction, shape (3,), of any length but 0."""
        values = self.numbers(3)
        if np.linalg.norm(values) < _NO_LENGTH:
            raise self.error(f"'{self.text}' in <{self.tag}>", "three numbers, not all of them 0")
        return values

    def number(self, path: str, default: float) -> float:
        """The number in a descendant, or ``default`` when that is absent."""
        found = self.find(path)
        return default if found is None else float(found.numbers(1)[0])

    def flag(self, path: str, default: bool) -> bool:
        """The boolean in a descendant, or ``default`` when that is absent."""
        found = self.find(path)
        if found is None:
            return default
        if found.text not in ("true", "false", "1", "0"):
            raise found.error(f"'{found.text}' in <{found.tag}>", "true or false")
        return found.text in ("true", "1")

    def words(self, path: str, default: str = "") -> str:
        """The text of a descendant, or ``default`` when that is absent."""
        found = self.find(path)
        return default if found is None else found.text

    def add(self, tag: str, text: str = "", **attributes: str) -> "Element":
        """Append a new child and return it."""
        self.children.append(Element(tag, dict(attributes), text, file=self.file, line=self.line))
        return self.children[-1]

    def put(self, tag: str, text: str) -> "Element":
        """Set the text of a child, adding it when it is absent."""
        found = self.child(tag) or self.add(tag)
        found.text = text
        return found

    def to_xml(self, depth: int = 0) -> str:
        """The element as indented XML text."""
        pad = "  " * depth
        head = "".join(f" {key}={quoteattr(value)}" for key, value in self.attributes.items())
        if self.children:
            inner = "".join(child.to_xml(depth + 1) for child in self.children)
            return f"{pad}<{self.tag}{head}>\n{inner}{pad}</{self.tag}>\n"
        return f"{pad}<{self.tag}{head}>{escape(self.text)}</{self.tag}>\n" if self.text else f"{pad}<{self.tag}{head}/>\n"
