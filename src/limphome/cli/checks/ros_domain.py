"""Which ROS domains are in use on this machine."""

import os
from pathlib import Path
from typing import Mapping, Set, Tuple

from limphome.cli.checks.finding import Finding

_TABLES = (Path("/proc/net/udp"), Path("/proc/net/udp6"))
_BASE, _GAIN, _DOMAINS = 7400, 250, 100
"""Ports of DDSI-RTPS 2.3, 9.6.1.1: a domain has 250 ports from 7400 + 250 d. From 101 on they meet ephemeral ports."""


def check(environment: Mapping[str, str] = os.environ, tables: Tuple[Path, ...] = _TABLES) -> Finding:
    """Two robots in one domain drive each other: say so, and name a domain that is free."""
    text = environment.get("ROS_DOMAIN_ID", "") or "0"
    used = domains_in_use(tables)
    free = next(domain for domain in range(1, _DOMAINS + 1) if domain not in used)
    if not text.isdigit():
        return Finding("ros domain", "limited", f"ROS_DOMAIN_ID is '{text}', not a number", f"export ROS_DOMAIN_ID={free}")
    mine = int(text)
    if mine in used:
        found = f"domain {mine} is in use on this machine; {free} is free"
        return Finding("ros domain", "limited", found, f"limphome down, or export ROS_DOMAIN_ID={free}")
    return Finding("ros domain", "ok", f"domain {mine} is free")


def free_domain() -> int:
    """The lowest domain that nobody on this machine uses."""
    used = domains_in_use()
    return next(domain for domain in range(_DOMAINS + 1) if domain not in used)


def domains_in_use(tables: Tuple[Path, ...] = _TABLES) -> Set[int]:
    """Domains of which a UDP port is bound (0 to 100)."""
    lines = [line for table in tables if table.is_file() for line in table.read_text().splitlines()[1:]]
    ports = [int(line.split()[1].rpartition(":")[2], 16) for line in lines]
    return {(port - _BASE) // _GAIN for port in ports if _BASE <= port < _BASE + _GAIN * (_DOMAINS + 1)}
