"""The DDS profile: without it most camera frames are lost on the way."""

import os
from pathlib import Path
from typing import List, Mapping
from xml.etree import ElementTree

from limphome.cli.checks.finding import Finding
from limphome.nodes.environment import PROFILE_VARIABLES

_SMALLEST_SEGMENT = 1_000_000
"""Bytes of shared memory below which frames of 320x240 and larger are dropped under load."""
_LONGEST_CHECK_MS, _CHECK_MS_OF_FAST_DDS = 150, 1000
"""A node that opens another's port may stand still for two thirds of this; the safety monitor wants odometry every 100 ms."""


def check(environment: Mapping[str, str] = os.environ) -> Finding:
    """Our nodes take the profile of ``config/`` by themselves; one that the user set is looked at."""
    middleware = environment.get("RMW_IMPLEMENTATION", "rmw_fastrtps_cpp")
    if middleware != "rmw_fastrtps_cpp":
        return Finding(
            "dds profile",
            "limited",
            f"{middleware} is in use: its transport of pictures is yours to set",
            "unset RMW_IMPLEMENTATION",
        )
    named = {name: environment[name] for name in PROFILE_VARIABLES if environment.get(name)}
    found = [_look_at(Path(file), f"unset {name}, so that limphome uses its own profile") for name, file in named.items()]
    found.sort(key=lambda finding: finding.state == "ok")  # which of them counts depends on the release of Fast DDS
    return found[0] if found else Finding("dds profile", "ok", "ours, set by every node of limphome that finds none")


def _look_at(path: Path, mend: str) -> Finding:
    try:
        root = ElementTree.parse(path).getroot()
    except OSError as error:
        return Finding("dds profile", "missing", f"{path}: {error.strerror}", mend)
    except ElementTree.ParseError as error:
        return Finding("dds profile", "missing", f"{path} is not XML: {error}", mend)
    sizes = _numbers(root, "segment_size")
    if not sizes or max(sizes) < _SMALLEST_SEGMENT:
        found = f"{path} gives pictures no shared memory of {_SMALLEST_SEGMENT} bytes or more: frames will be lost"
        return Finding("dds profile", "limited", found, mend)
    if max(_numbers(root, "healthy_check_timeout_ms") or [_CHECK_MS_OF_FAST_DDS]) > _LONGEST_CHECK_MS:
        found = (
            f"{path} lets a node that joins or comes back hold others up: healthy_check_timeout_ms is over {_LONGEST_CHECK_MS}"
        )
        return Finding("dds profile", "limited", found, mend)
    return Finding("dds profile", "ok", f"{path}, shared memory of {max(sizes) / 1e6:.1f} MB a process")


def _numbers(root: ElementTree.Element, name: str) -> List[int]:
    texts = [(node.text or "").strip() for node in root.iter() if node.tag.rpartition("}")[2] == name]
    return [int(text) for text in texts if text.isdigit()]
