"""The last word on every command: the only way to the base."""

import math
from typing import Any, Dict, Optional, Tuple

import numpy as np

from limphome.core import Command, Health, Mode, Odometry, SafetyState, Scan, Verdict, topics
from limphome.safety.corridor import Corridor
from limphome.safety.coverage import looks_along
from limphome.safety.gate_config import GateConfig
from limphome.safety.lone_things import Track, Walkers, lone_things
from limphome.safety.monitors.clock import Clock
from limphome.safety.obstacle_points import ObstaclePoints
from limphome.safety.reach import reach_m, reach_mps
from limphome.safety.stopping import speed_for_distance_mps, stopping_distance_m
from limphome.safety.stream import Stream

_NAMES = {
    topics.SCAN: "scan",
    topics.ODOMETRY: "odometry",
    topics.SAFETY_STATE: "safety state",
    topics.NOMINAL_COMMAND: "command",
}

EMERGENCY_STOP = "emergency stop"
"""How each reason to stand for its input begins."""
_NOT_TOLD = f"{topics.HOLD} never received"
_FARTHEST_M = 1e6
_HELD_UP_S = 0.5
"""A pause between commands after which what was asked meanwhile is old: who asked hears within 1 s that nothing was released."""
_STILL_COMING_S = 4.0
"""After such a pause: a request that was lost in it is sent again at the writer's next heartbeat, by default every 3 s."""


class Gate:
    """Passes on a nominal command as far as it is safe now; else stops, and says why.

    Deadlines stand on the steady clock, so a stopped ``/clock`` cannot keep the robot moving.
    Speed may fall at once and grows slowly. A stop is the command 0; the base brakes by itself
    when commands stay out.
    """

    def __init__(self, config: GateConfig) -> None:
        self._config = config
        self._limits = {
            topics.SCAN: config.scan_stale_s,
            topics.ODOMETRY: config.odometry_stale_s,
            topics.SAFETY_STATE: config.state_silent_s,
            topics.NOMINAL_COMMAND: config.command_stale_s,
        }
        self._streams = {topic: Stream() for topic in self._limits}
        self._corridor = Corridor(config)
        self._obstacles = ObstaclePoints(self._corridor, config.lidar_x_m, config.memory_s)
        self._walkers = Walkers(config.lidar_x_m, window_s=0.5, moved_m=0.2)
        self._ahead_s, self._walkers_within_m = config.looks_ahead_s, config.walkers_within_m
        self._walking: Tuple[Track, ...] = ()
        self._clock = Clock(config.clock_stopped_s)
        self._odometry = Odometry(0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
        self._state = SafetyState(0.0, Mode.SAFE_STOP)
        self._nominal = Command(0.0, 0.0, 0.0)
        self._beams_rad = np.zeros(0)
        self._looks = {True: False, False: False}
        self._reach_m = -1.0
        self._reach_mps = {True: 0.0, False: 0.0}
        self._latched = False
        self._button_s = -math.inf
        self._out = Command(0.0, 0.0, 0.0)
        self._out_s: Optional[float] = None
        self._resumed_s = -math.inf
        self._limit_mps = 0.0
        self.reason = "nothing received yet"
        """Why the last command was stopped or limited; empty when it passed unchanged."""
        self.pressed = False
        """The emergency-stop input, as it was heard last."""
        self.held: Optional[bool] = None if config.waits_for_hold else False
        """Whether what starts the nodes holds the robot; None before it has said so."""
        self.stopped = True
        """True when the last command was a stop whatever was asked for."""

    def observe(self, topic: str, message: Any, now_s: float, age_s: float) -> None:
        """Take a scan, odometry, safety state or nominal command; other topics are ignored, and odometry that is no place.

        Args:
            now_s: arrival on the steady clock.
            age_s: the robot's clock at arrival minus the message's stamp.
        """
        if topic not in self._streams or (topic == topics.ODOMETRY and not _is_a_place(message)):
            return
        self._streams[topic].observe(now_s, age_s)
        if topic == topics.SCAN:
            self._note_where_it_looks(message)
            self._obstacles.observe(message, self._odometry, now_s)
            self._walking = self._walkers.observe(lone_things(message, self._walkers_within_m, 0.9), self._odometry)
        elif topic == topics.ODOMETRY:
            self._odometry = message
        elif topic == topics.SAFETY_STATE:
            self._state = message
        else:
            self._nominal = message

    def emergency_stop(self, pressed: bool, now_s: float) -> None:
        """The emergency-stop input at ``now_s`` (steady clock); a press latches until :meth:`reset`."""
        self.pressed, self._button_s = pressed, now_s
        self._latched = self._latched or pressed

    def hold(self, held: bool) -> None:
        """What starts the nodes again says whether the robot has to stay stopped; that latches as a press does."""
        self.held = held
        self._latched = self._latched or held

    def follow(self, before: "Gate") -> None:
        """Take the place of another gate: its emergency stop stands, and a button that is pressed is so until its release."""
        self._latched, self.pressed, self._button_s = before._latched, before.pressed, before._button_s

    def stand(self, now_s: float) -> None:
        """Begin at ``now_s`` to give commands: speed grows from nothing, whatever was said before."""
        self._out, self._out_s = Command(self._out.stamp_s, 0.0, 0.0), now_s

    def reset(self, now_s: float) -> Tuple[str, ...]:
        """Release the emergency stop if nobody presses it any more; returns what stands all the same.

        Refused for 4 s after a pause of 0.5 s between commands: the request may be as old as the pause.
        """
        if self._was_held_up(now_s) or now_s - self._resumed_s < _STILL_COMING_S:
            paused = f"the gate gave no command for {_HELD_UP_S} s or more"
            return (f"{EMERGENCY_STOP}: {paused}; look again, and reset once more after {_STILL_COMING_S:.0f} s",)
        self._latched = self._latched and (self.pressed or self.held is not False)
        if self.pressed:
            return (f"{EMERGENCY_STOP}: the input is still pressed",)
        if self.held:
            return (f"{EMERGENCY_STOP}: still pressed for a source that did not release it, or for a node that stays down",)
        return (_NOT_TOLD,) if self.held is None else ()

    def command(self, now_s: float, ros_s: float) -> Command:
        """What the base shall do now.

        Args:
            now_s: steady clock. ros_s: the robot's clock, which also stamps the command.
        """
        self._clock.observe(now_s, ros_s)
        self._resumed_s = now_s if self._was_held_up(now_s) else self._resumed_s
        self.reason = self._stop_reason(now_s)
        self.stopped = bool(self.reason)
        v, w = (0.0, 0.0) if self.stopped else self._ramp(*self._limited(), now_s)
        self._out, self._out_s = Command(ros_s, v, w), now_s
        return self._out

    def health(self, now_s: float) -> Health:
        """What was let through, what held it back, and how old the inputs are."""
        metrics = {
            "v_mps": self._out.v_mps,
            "w_radps": self._out.w_radps,
            "limit_mps": self._limit_mps,
            "limited": float(bool(self.reason)),
            "stopped": float(self.stopped),
            "clearance_m": min(self._corridor.clearance_m(self._obstacles.in_base(self._odometry)), 12.0),
        }
        if self._nominal.is_finite:
            metrics["nominal_v_mps"], metrics["nominal_w_radps"] = self._nominal.v_mps, self._nominal.w_radps
        metrics.update(self._ages(now_s))
        return Health(now_s, "gate", metrics)

    def blind(self, now_s: float) -> str:
        """Why there is no scan to go by, so that nobody knows what is near; else empty."""
        problem = self._staleness(topics.SCAN, self._limits[topics.SCAN], now_s)
        return f"scan {problem}" if problem else ""

    def supervisor_verdict(self, now_s: float) -> Verdict:
        """Whether a mode is there to go by; while none is the robot stands, and nobody else can say why."""
        problem = self._staleness(topics.SAFETY_STATE, self._limits[topics.SAFETY_STATE], now_s)
        demand = Mode.SAFE_STOP if problem else Mode.NOMINAL
        return Verdict(now_s, "safety_state_silent", "supervisor", demand, problem and f"the mode {problem}")

    def _was_held_up(self, now_s: float) -> bool:
        return self._out_s is not None and now_s - self._out_s > _HELD_UP_S

    def _ages(self, now_s: float) -> Dict[str, float]:
        seen = {topic: stream for topic, stream in self._streams.items() if stream.seen}
        return {f"{_NAMES[topic].replace(' ', '_')}_age_s": stream.age_s(now_s) for topic, stream in seen.items()}

    def _note_where_it_looks(self, scan: Scan) -> None:
        if scan.angles_rad is not self._beams_rad:  # they are the same from scan to scan
            self._beams_rad = scan.angles_rad
            self._looks = {True: looks_along(scan, 0.0), False: looks_along(scan, math.pi)}  # ahead, back
        if reach_m(scan) != self._reach_m:
            self._reach_m = reach_m(scan)
            self._reach_mps = {ahead: reach_mps(self._config, self._reach_m, ahead) for ahead in (True, False)}

    def _stop_reason(self, now_s: float) -> str:
        if self._latched:
            return EMERGENCY_STOP
        if 0 < self._config.emergency_stop_silent_s < now_s - self._button_s:
            return f"{EMERGENCY_STOP}: the input is silent"
        if self.held is None:
            return _NOT_TOLD
        if self._clock.problem(now_s):
            return self._clock.problem(now_s)
        for topic, limit_s in self._limits.items():
            problem = self._staleness(topic, limit_s, now_s)
            if problem:
                return f"{_NAMES[topic]} {problem}"
        if self._state.mode >= Mode.SAFE_STOP:
            return "SAFE_STOP: " + (self._state.reasons[0] if self._state.reasons else "no reason given")
        odometry = self._odometry
        if not all(map(math.isfinite, (odometry.x_m, odometry.y_m, odometry.yaw_rad, odometry.v_mps))):
            return "odometry is not finite"
        return "" if self._nominal.is_finite else "command is not finite"

    def _staleness(self, topic: str, limit_s: float, now_s: float) -> str:
        stream = self._streams[topic]
        if not stream.seen:
            return "never received"
        if not stream.age_s(now_s) <= limit_s + 1e-9:
            return f"is {stream.age_s(now_s):.2f} s old, at most {limit_s:g}"
        return f"is stamped {-stream.last_age_s:.2f} s in the future" if stream.last_age_s < -self._config.future_s else ""

    def _limited(self) -> Tuple[float, float]:
        """The nominal command within the limits of the mode and of the free way; sets the reason."""
        v, w = self._within_mode(self._nominal.v_mps, self._nominal.w_radps)
        points = self._obstacles.in_base(self._odometry)
        if abs(v) > 1e-3:
            allowed = self._free_speed_mps(points, v, w)
            self._limit_mps = min(self._limit_mps, allowed)
            if abs(v) > allowed:
                self.reason = f"obstacle: {allowed:.2f} m/s allowed on the way ahead"
                # The arc is kept, only slower; when nothing is left of it, turning in place may get us out.
                v, w = (v * allowed / abs(v), w * allowed / abs(v)) if allowed > 0.02 else (0.0, w)
        else:
            v = 0.0
        if abs(w) * self._corridor.radius_m > abs(v):  # the corners sweep more than the way tells
            turn = self._within_turn(points, v, w)
            v, w = v * turn / w, turn
        return v, w

    def _within_mode(self, v: float, w: float) -> Tuple[float, float]:
        self._limit_mps, why = self._top(v)
        scale = min(1.0, _share(self._limit_mps, v), _share(self._config.turn_radps, w))
        if scale < 1.0:
            self.reason = f"{why}: at most {self._limit_mps:g} m/s and {self._config.turn_radps:g} rad/s"
        return v * scale, w * scale

    def _top(self, v: float) -> Tuple[float, str]:
        """Highest speed that way, and what sets it."""
        config, limps = self._config, self._state.mode == Mode.LIMP_HOME
        top = min(config.limp_home_mps, config.nominal_mps) if limps else config.nominal_mps
        top = min(top, config.reverse_mps) if v < 0 else top
        if v != 0.0 and top > config.unseen_mps and not self._looks[v > 0]:
            return config.unseen_mps, f"no beam of the lidar looks {'ahead' if v > 0 else 'back'}"
        if v != 0.0 and top > max(self._reach_mps[v > 0], config.unseen_mps):
            return max(self._reach_mps[v > 0], config.unseen_mps), f"the lidar sees {self._reach_m:g} m"
        return top, self._state.mode.name

    def _free_speed_mps(self, points: np.ndarray, v: float, w: float) -> float:
        """Highest speed on this arc from which the robot can stop, or slow down, in time."""
        config = self._config
        speed = max(abs(v), min(abs(self._odometry.v_mps), 2.0 * config.nominal_mps))
        way_m = stopping_distance_m(speed, config.reaction_s, config.braking_mps2) + 0.05
        soon = self._obstacles.to_base(_ways(self._walking, self._ahead_s), self._odometry)
        free = self._corridor.free_way(points, soon, v, w, way_m)
        allowed = math.inf
        if free.slow_m < way_m:
            allowed = speed_for_distance_mps(free.slow_m, 0.0, config.reaction_s, config.braking_mps2)
        if free.fast_m < way_m:
            slowed = speed_for_distance_mps(free.fast_m, config.limp_home_mps, config.reaction_s, config.braking_mps2)
            allowed = min(allowed, slowed)
        return allowed

    def _within_turn(self, points: np.ndarray, v: float, w: float) -> float:
        """The turning rate, or as much of it as the corners have room for on this arc."""
        braking = self._config.turn_acceleration_radps2
        angle = stopping_distance_m(abs(w), self._config.turn_reaction_s, braking) + 0.02
        free = self._corridor.free_turn(points, math.copysign(angle, w), v / abs(w) * angle)
        allowed = speed_for_distance_mps(free, 0.0, self._config.turn_reaction_s, braking) if free < angle else math.inf
        if abs(w) > allowed:
            self.reason = f"obstacle: {allowed:.2f} rad/s allowed beside the body"
        return math.copysign(min(abs(w), allowed), w)

    def _ramp(self, v: float, w: float, now_s: float) -> Tuple[float, float]:
        """Let speed grow no faster than allowed, on the same arc; let it fall at once."""
        step_s = 0.0 if self._out_s is None else min(max(now_s - self._out_s, 0.0), 0.1)
        ramped = _grow(self._out.v_mps, v, self._config.acceleration_mps2 * step_s)
        w = w * ramped / v if v != 0.0 else w
        return ramped, _grow(self._out.w_radps, w, self._config.turn_acceleration_radps2 * step_s)


def _grow(before: float, target: float, step: float) -> float:
    """``target``, but no more than ``step`` larger than ``before``; a change of sign starts at zero."""
    start = abs(before) if before * target > 0 else 0.0
    return math.copysign(min(abs(target), start + step), target)


def _ways(walking: Tuple[Track, ...], moments_s: Tuple[float, ...]) -> np.ndarray:
    """Where walkers will be if they walk on, in ``odom``, shape (n, 2)."""
    places = [
        (track.place_m[0] + ahead_s * track.velocity_mps[0], track.place_m[1] + ahead_s * track.velocity_mps[1])
        for track in walking
        for ahead_s in moments_s
    ]
    return np.array(places).reshape(-1, 2)


def _share(most: float, asked: float) -> float:
    """How much of what is asked may pass."""
    return most / abs(asked) if abs(asked) > most else 1.0


def _is_a_place(odometry: Odometry) -> bool:
    """False for what is no number, and for so far away that all points of a scan would be one."""
    return bool(abs(odometry.x_m) < _FARTHEST_M and abs(odometry.y_m) < _FARTHEST_M and math.isfinite(odometry.yaw_rad))
