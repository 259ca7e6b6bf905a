"""Includes replaced by the models that they name, so that a world stands alone."""

import dataclasses
from pathlib import Path
from typing import Set

from limphome.resources import share_dir
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.parser import parse_file


def expand_includes(world: Element) -> Element:
    """A ``<world>`` in which every ``<include>`` is the model itself; it shares its other children with the given one."""
    names: Set[str] = {model.attributes.get("name", "") for model in world.all("model")}
    children = [_included(child, names) if child.tag == "include" else child for child in world.children]
    return dataclasses.replace(world, attributes=dict(world.attributes), children=children)


def find_model(name: str) -> Element:
    """A fresh copy of the model in ``models/sdf/NAME/model.sdf`` of the share folder."""
    return parse_file(share_dir() / "models" / "sdf" / name / "model.sdf").need("model")


def _included(include: Element, names: Set[str]) -> Element:
    uri = include.need("uri")
    kind, _, rest = uri.text.partition("://")
    here = Path(include.file).parent
    folder = share_dir() / "models" / "sdf" / rest if kind == "model" else here / uri.text
    path = folder / "model.sdf" if folder.is_dir() else folder
    if not path.is_file():
        known = sorted(found.parent.name for found in (share_dir() / "models" / "sdf").glob("*/model.sdf"))
        raise uri.error(f"no model at '{uri.text}'", "a path, or model:// and one of " + ", ".join(known))
    model = parse_file(path).need("model")
    for tag in ("pose", "static"):
        if include.child(tag) is not None:
            model.put(tag, include.need(tag).text)
    model.attributes["name"] = include.words("name", model.name)
    if model.name in names:
        raise include.error(f"a second model named '{model.name}'", "<name> with another name")
    names.add(model.name)
    return model
