"""The environment in which our nodes find each other and lose no picture."""

import os
from typing import Dict, MutableMapping

from limphome.resources import share_dir

PROFILE_VARIABLES = ("FASTRTPS_DEFAULT_PROFILES_FILE", "FASTDDS_DEFAULT_PROFILES_FILE")  # Fast DDS 2, Fast DDS 3
_ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS")


def use_dds_profile(environment: MutableMapping[str, str]) -> None:
    """Point Fast DDS at ``config/dds_profile.xml`` unless the user named a profile."""
    if not any(environment.get(name) for name in PROFILE_VARIABLES):
        environment.update(dict.fromkeys(PROFILE_VARIABLES, str(share_dir() / "config" / "dds_profile.xml")))


def stay_on_this_machine(environment: MutableMapping[str, str]) -> None:
    """Limit discovery to one machine, unless the user said how far it goes. Never on a robot."""
    if environment.get("ROS_DISTRO") == "humble":
        environment.setdefault("ROS_LOCALHOST_ONLY", "1")
    elif "ROS_LOCALHOST_ONLY" not in environment:
        environment.setdefault("ROS_AUTOMATIC_DISCOVERY_RANGE", "LOCALHOST")


def node_environment(one_machine: bool, **more: str) -> Dict[str, str]:
    """Environment of a node's process, made from ours.

    Args:
        one_machine: simulation and tests.
        more: further variables.
    """
    environment = dict(os.environ)
    use_dds_profile(environment)
    if one_machine:
        stay_on_this_machine(environment)
    for name in _ONE_THREAD:  # a robot's stages share few cores; one thread each is the fastest
        environment.setdefault(name, "1")
    return {**environment, **more}
