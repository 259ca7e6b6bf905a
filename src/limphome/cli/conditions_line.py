"""Under which conditions something was measured, in a line."""

from typing import Any, List, Mapping


def machine_text(conditions: Mapping[str, Any]) -> str:
    """CPU, cores, load of the machine, and versions; see :func:`limphome.resources.power.conditions.conditions`."""
    told = f"{conditions['cpu']}, {conditions['cores']} cores, load {conditions['load_1min']}"
    return ", ".join([told, *(f"{name} {version}" for name, version in conditions["versions"].items())])


def pace_text(pace: Mapping[str, Any]) -> str:
    """Power mode, clocks of the CPU and of other devices (a Jetson's GPU); ``pace`` is that of the same module."""
    cpu, devices = pace["clocks"]["cpu"], pace["clocks"]["devices"]
    clock = "clock unknown" if cpu["highest_mhz"] is None else f"{cpu['lowest_mhz']:.0f} to {cpu['highest_mhz']:.0f} MHz"
    parts = [f"power mode {pace['power_mode'] or 'none'}", clock, f"governor {cpu['governor'] or 'unknown'}"]
    return ", ".join([*parts, *_devices(devices)])


def _devices(devices: Mapping[str, Any]) -> List[str]:
    return [f"{name} {one['now_mhz']:.0f} MHz" for name, one in devices.items() if one["now_mhz"] is not None]
