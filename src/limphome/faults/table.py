"""The one table of faults: ``docs/faults.md`` is written from it, and what is not in it is refused."""

from dataclasses import replace
from functools import lru_cache
from importlib import metadata
from typing import Any, Dict

from limphome.core import FaultSpec, LimphomeError, topics
from limphome.faults import camera, communication, exposure, lidar, weather
from limphome.faults.fault_kind import LOCKSTEP, PLACES, ROS, FaultKind

ENTRY_POINTS = "limphome.faults"
"""Entry-point group under which another package registers a :class:`FaultKind`."""

COMPONENTS = topics.SPEAKERS
"""A relay may stand in these topics and in no others."""

NODES = {"perception": "perception", "pilot": "pilot", "safety_monitor": "supervisor", "gate": "gate"}
"""Node -> component of the processes that may be crashed."""

_CAMERA: Dict[str, Any] = {"acts_on": "message", "targets": (topics.CAMERA,), "works_in": PLACES, "component": "camera"}
_LIDAR: Dict[str, Any] = {"acts_on": "message", "targets": (topics.SCAN,), "works_in": PLACES, "component": "lidar"}
_ANY_TOPIC: Dict[str, Any] = {"acts_on": "message", "targets": tuple(COMPONENTS), "works_in": PLACES, "component": ""}
_RUNNING = (LOCKSTEP, ROS)

_INF = float("inf")
_ROWS = (
    FaultKind("camera.blackout", "black in every 2 s", "share", (0, 0.2, 0.4, 0.6, 0.8, 1),
              guard="camera_quality", make=camera.Blackout, **_CAMERA),
    FaultKind("camera.freeze", "frozen in every 2 s", "share", (0, 0.2, 0.4, 0.6, 0.8, 1),
              guard="camera_frozen", make=camera.Freeze, **_CAMERA),
    FaultKind("camera.noise", "sigma of the noise", "of full range", (0, 0.08, 0.12, 0.18, 0.26, 0.38),
              guard="camera_quality", make=camera.Noise, **_CAMERA),
    FaultKind("camera.blur", "sigma of the blur", "px", (0, 1, 2, 3, 4, 6),
              guard="camera_quality", make=camera.Blur, **_CAMERA),
    FaultKind("camera.rate_drop", "at least between two frames", "s", (0, 0.2, 0.3, 0.5, 1, 2),
              guard="camera_rate", make=camera.RateDrop, **_CAMERA),
    FaultKind("camera.overexposure", "too much light", "EV", (0, 0.5, 1, 2, 3, 5),
              guard="camera_quality", make=exposure.Overexposure, **_CAMERA),
    FaultKind("camera.underexposure", "too little light", "EV", (0, 1, 2, 4, 6, 9),
              guard="camera_quality", make=exposure.Underexposure, **_CAMERA),
    FaultKind("camera.colour_shift", "gain of red over that of green", "share", (0, 0.1, 0.2, 0.35, 0.5, 0.7),
              guard="camera_quality", make=exposure.ColourShift, **_CAMERA),
    FaultKind("camera.banding", "amplitude of the lamps' flicker", "share", (0, 0.1, 0.2, 0.4, 0.6, 0.9),
              guard="camera_quality", make=exposure.Banding, **_CAMERA),
    FaultKind("camera.dirt", "covered by mud", "share", (0, 0.05, 0.1, 0.2, 0.35, 0.6),
              guard="camera_soiled", make=weather.Dirt, **_CAMERA),
    FaultKind("camera.fog", "contrast left", "share", (1, 0.75, 0.5, 0.3, 0.15, 0.05),
              guard="camera_quality", make=weather.Fog, **_CAMERA),
    FaultKind("camera.rain", "area of drops on the lens", "share", (0, 0.05, 0.1, 0.2, 0.4, 0.8),
              guard="camera_lidar", make=weather.Rain, **_CAMERA),
    FaultKind("camera.clock_offset", "clock late by", "s", (0, 0.05, 0.1, 0.2, 0.5, 2),
              guard="camera_stale", make=camera.ClockOffset, **_CAMERA),
    FaultKind("camera.extrinsic_shift", "turned to the left by", "deg", (0, 1, 3, 6, 12, 25), "mount", ("camera_mount",),
              _RUNNING, "camera_aim", "camera"),
    FaultKind("lidar.dropout", "beams without return", "share", (0, 0.1, 0.3, 0.5, 0.8, 1),
              guard="lidar_thin, lidar_blind", make=lidar.Dropout, **_LIDAR),
    FaultKind("model.bit_flip", "weight bits flipped", "bits", (0, 1, 10, 100, 1000, 10000), "model", ("perception",),
              _RUNNING, "model_integrity", "perception"),
    FaultKind("compute.node_crash", "outage", "s", (0, 0.3, 1, 3, 10, _INF), "process", tuple(NODES),
              _RUNNING, "perception_heartbeat, *_stale", ""),
    FaultKind("compute.slow_inference", "added to an inference", "s", (0, 0.05, 0.15, 0.3, 0.6, 1.5), "process",
              ("perception",), _RUNNING, "detections_stale, detections_rate", "perception"),
    FaultKind("communication.drop", "messages lost", "probability", (0, 0.1, 0.3, 0.5, 0.8, 1),
              guard="*_stale, *_rate", make=communication.Drop, **_ANY_TOPIC),
    FaultKind("communication.delay", "delay", "s", (0, 0.05, 0.1, 0.25, 0.5, 1),
              guard="*_stale, *_rate", make=communication.Delay, **_ANY_TOPIC),
    FaultKind("actuation.weak_motor", "torque and top speed left", "share", (1, 0.8, 0.6, 0.4, 0.2, 0), "base", ("base",),
              _RUNNING, "base_tracking, base_stuck", "base"),
)  # fmt: skip

_NOT_BUILT = {
    "lidar": "noise range_bias ghost",
    "odometry": "slip bias freeze",
    "imu": "bias noise",
    "model": "stuck_layer wrong_channel_order wrong_normalization wrong_threshold stale_model quantization_scale "
    "adversarial_patch adversarial_noise",
    "compute": "cpu_contention memory_pressure node_hang",
    "communication": "jitter duplicate reorder qos_mismatch",
    "actuation": "lag stuck_wheel",
    "configuration": "option",
}
NOT_BUILT = frozenset(f"{layer}.{kind}" for layer, kinds in _NOT_BUILT.items() for kind in kinds.split())
"""Kinds that have a name and no code yet: refused."""


@lru_cache(maxsize=1)
def fault_table() -> Dict[str, FaultKind]:
    """Name -> row: those of limphome and those of installed packages; a package cannot replace a row of ours."""
    found: Any = metadata.entry_points()
    group = found.select(group=ENTRY_POINTS) if hasattr(found, "select") else found.get(ENTRY_POINTS, ())
    rows = [entry.load() for entry in group]
    for row in rows:
        if not isinstance(row, FaultKind):
            raise LimphomeError(f"{row!r} is a {type(row).__name__}", f"entry points '{ENTRY_POINTS}'", "a FaultKind")
    return {row.name: row for row in (*rows, *_ROWS)}


def find_kind(name: str) -> FaultKind:
    """The row of ``layer.kind``; LimphomeError lists what exists."""
    table = fault_table()
    if name in table:
        return table[name]
    what = f"'{name}' is not built yet" if name in NOT_BUILT else f"unknown fault '{name}'"
    raise LimphomeError(what, "fault", "one of " + ", ".join(sorted(table)))


def check(spec: FaultSpec, place: str = "") -> FaultSpec:
    """The fault with its target filled in, or a LimphomeError that says why it cannot be applied.

    Args:
        place: one of ``PLACES`` that it is to work in; empty: any.
    """
    kind = find_kind(spec.name)
    if place and place not in kind.works_in:
        raise LimphomeError(f"cannot be applied in {place}", spec.name, "in " + ", ".join(kind.works_in))
    if spec.target and spec.target not in kind.targets:
        raise LimphomeError(f"cannot act on '{spec.target}'", spec.name, "one of " + ", ".join(kind.targets))
    return replace(spec, target=spec.target or kind.default_target)


def component_of(spec: FaultSpec) -> str:
    """Where the fault sits, by the names that diagnosis uses."""
    kind = find_kind(spec.name)
    target = spec.target or kind.default_target
    return kind.component or {**COMPONENTS, **NODES}.get(target, target)
