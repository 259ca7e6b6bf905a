"""Synthetic drives: what a good one looks like, and how each part of it can go wrong."""

import math
from dataclasses import replace

import numpy as np

from limphome.cli.report.drive_log import Diagnosis, DriveLog, FaultSpan, ModeChange, Snapshot, TrackPoint
from limphome.core import Cause, Detections, Frame, Mode

FREEZE = FaultSpan("camera.freeze", "camera", 15.0, 27.0)
CRASH = FaultSpan("compute.node_crash", "perception", 42.0, 52.0)
MODES = (
    ModeChange(0.2, Mode.NOMINAL),
    ModeChange(15.6, Mode.LIMP_HOME, "camera_frozen: no pixel changed for 0.5 s"),
    ModeChange(29.0, Mode.NOMINAL),
    ModeChange(42.4, Mode.SAFE_STOP, "detections_fresh: silent for 0.4 s, allowed 0.35 s"),
    ModeChange(55.0, Mode.NOMINAL),
)


def ranking(time_s: float, fault: str, component: str, probability: float = 0.93) -> Diagnosis:
    """A ranking led by one cause."""
    texts = {"camera": "camera.difference froze at 0.0, normal 4.1", "perception": "perception.rate_hz silent, normal 10"}
    evidence = (texts.get(component, ""),)
    rest = Cause("none", "", round(1 - probability, 3))
    return Diagnosis(time_s, (Cause(fault, component, probability, time_s - 0.5, evidence), rest))


DIAGNOSES = (
    Diagnosis(1.0, (Cause("none", "", 0.99), Cause("unknown", "", 0.01))),
    ranking(16.0, "camera.freeze", "camera"),
    ranking(20.0, "camera.freeze", "camera", 0.97),
    Diagnosis(29.5, (Cause("none", "", 0.95),)),
    ranking(43.0, "compute.node_crash", "perception"),
    Diagnosis(56.0, (Cause("none", "", 0.9),)),
)


def good_drive() -> DriveLog:
    """A drive in which everything came out as told."""
    times = np.arange(0, 75, 0.1)
    log = DriveLog(
        way="a synthetic drive",
        route_m=np.array([[0.0, 0.0], [15.0, 0.0], [20.0, 6.0]]),
        track=(),
        modes=MODES,
        faults=(FREEZE, CRASH),
        diagnoses=DIAGNOSES,
        surroundings_m=_walls(),
        persons_m={"adult_1": np.stack([times, 8 + 0 * times, 3 - 0.05 * times], axis=1)},
        metrics=_metrics(times),
        snapshots=_pictures(),
    )
    return replace(log, track=_track(log, times))


def _track(log: DriveLog, times: np.ndarray) -> tuple:
    speeds = {Mode.NOMINAL: 0.7, Mode.LIMP_HOME: 0.3, Mode.SAFE_STOP: 0.0}
    points, x_m = [], 0.0
    for time_s in times.tolist():
        mode = log.mode_at(time_s)
        x_m += 0.1 * speeds[mode]
        where = (min(x_m, 15 + (x_m - 15) * 0.6), max(0.0, (x_m - 15) * 0.75))
        points.append(TrackPoint(time_s, *where, speeds[mode], mode, x_m, 0, 0, 0.41, 0.83, max(0.32, 30 - x_m)))
    return tuple(points)


def _walls() -> np.ndarray:
    along = np.arange(-1, 24, 0.1)
    return np.concatenate([np.stack([along, np.full_like(along, y)], axis=1) for y in (-3.0, 9.0)])


def _metrics(times: np.ndarray) -> dict:
    rng = np.random.default_rng(0)
    frozen = (times > 15) & (times < 27)
    dead = (times > 42) & (times < 52)
    wobble = rng.normal(0, 0.3, len(times))
    values = {
        "camera.difference": np.where(frozen, 0.0, 4.1 + wobble),
        "camera.brightness": 120 + wobble,
        "perception.rate_hz": np.where(dead, 0.0, 10 + 0.1 * wobble),
        "lidar.returns": 300 + 5 * wobble,
    }
    return {name: np.stack([times, row]) for name, row in values.items()}


def _pictures() -> tuple:
    ramp = np.linspace(60, 180, 240, dtype=np.uint8)[:, None, None]
    frame = Frame(10.0, np.broadcast_to(ramp, (240, 320, 3)).copy())
    boxes = np.array([[60, 70, 110, 200], [220, 150, 245, 190]], np.float32)
    seen = Detections(10.0, boxes, np.array([0.97, 0.88], np.float32), np.array([0, 1]))
    return (
        Snapshot(10.0, "NOMINAL: 1 person in sight", frame, seen),
        Snapshot(15.6, "LIMP_HOME: camera_frozen", frame, seen),
        Snapshot(42.4, "SAFE_STOP: detections_fresh", frame, None),
    )


def never_healed() -> DriveLog:
    """The camera freezes for good."""
    return replace(good_drive(), faults=(replace(FREEZE, end_s=math.inf), CRASH), modes=MODES[:2])


def ending(log: DriveLog, **changed: float) -> DriveLog:
    """The drive with another last moment."""
    return replace(log, track=(*log.track[:-1], replace(log.track[-1], **changed)))
