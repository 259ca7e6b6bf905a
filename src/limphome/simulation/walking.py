"""How a standing person of an SDF world becomes one that walks along a track."""

import numpy as np

from limphome.simulation.scenario_parts import PersonTrack, draw
from limphome.simulation.sdf.element import Element
from limphome.simulation.sdf.world import MOVER

# A push at the soles that brings the body up to speed without tipping it over [m/s2]; the way on which it stops again [m].
_PUSH_MPS2, _REACHED_M = 3.0, 0.3
_TURN_NM, _TURN_DRAG = 50.0, 50.0
_UPRIGHT_DRAG = 200.0


def let_walk(model: Element, points: np.ndarray, person: PersonTrack, rng: np.random.Generator) -> None:
    """Add to a standing person what makes it follow a track, here and in Gazebo.

    Args:
        model: changed in place. points: of the track, shape (N, 2) [m].
        person: pace and start, drawn with ``rng``.
    """
    model.put("static", "false")
    speed = draw(person.speed_mps, rng)
    force = _PUSH_MPS2 * sum(link.number("inertial/mass", 0.0) for link in model.all("link"))
    mover = model.add("plugin", filename="gz-sim-trajectory-follower-system", name=MOVER)
    for tag, text in (("link_name", "body"), ("loop", "true" if person.loop else "false"), ("force", f"{force:.1f}")):
        mover.add(tag, text)
    mover.add("torque", f"{_TURN_NM:g}")
    mover.add("range_tolerance", f"{_REACHED_M:g}")
    mover.add("zero_vel_on_bearing_reached", "true")
    waypoints = mover.add("waypoints")
    for x, y in points:
        waypoints.add("waypoint", f"{x:.5g} {y:.5g}")
    mover.add("limphome:speed", f"{speed:.3f}")
    mover.add("limphome:start_time", f"{draw(person.start_s, rng):.3f}")
    mover.add("limphome:start_distance", f"{person.start_within_m:g}")
    _add_drag(model, force / max(speed, 0.01))


def _add_drag(model: Element, drag: float) -> None:
    # Gazebo's follower pushes with a constant force, so it would go faster and faster. A drag that grows with the speed, which
    # Gazebo knows as that of water, holds the pace: force / drag.
    water = model.add("plugin", filename="gz-sim-hydrodynamics-system", name="gz::sim::systems::Hydrodynamics")
    water.add("link_name", "body")
    water.add("disable_added_mass", "true")
    water.add("disable_coriolis", "true")
    drags = {"xU": drag, "yV": drag, "kP": _UPRIGHT_DRAG, "mQ": _UPRIGHT_DRAG, "nR": _TURN_DRAG}
    for tag, value in drags.items():
        water.add(tag, f"{-value:.1f}")
