"""A person walks in Gazebo at the pace at which it walks here."""

import numpy as np
import pytest

from limphome.simulation.person import person_model
from limphome.simulation.scenario_parts import PersonTrack
from limphome.simulation.walking import let_walk

TRACK = np.array([[0.0, 0.0], [4.0, -3.0]])


@pytest.mark.parametrize("kind", ["adult", "child"])
def test_push_and_drag_balance_at_the_pace_of_the_track(kind):
    walker = _walker(kind, 0.9)
    mover, water = walker.all("plugin")
    pace = mover.number("force", 0.0) / -water.number("xU", 0.0)
    assert pace == pytest.approx(mover.number("limphome:speed", 0.0), rel=0.01) == 0.9


def test_walker_stops_within_the_way_at_which_it_ceases_to_push():
    walker = _walker("adult", 1.4)
    mover, water = walker.all("plugin")
    mass = sum(link.number("inertial/mass", 0.0) for link in walker.all("link"))
    way = mass * 1.4 / -water.number("xU", 0.0)
    assert way < 0.7
    assert mover.number("range_tolerance", 0.0) == pytest.approx(0.3)


def test_soles_glide_so_that_the_push_need_not_beat_friction():
    assert _walker("adult", 1.0).find("link/collision/surface/friction/ode").number("mu", 1.0) == 0.0


def test_a_person_that_should_not_walk_at_all_is_written_too():
    water = _walker("adult", 0.0).all("plugin")[1]
    assert np.isfinite(water.number("xU", 0.0))


def _walker(kind, speed_mps):
    rng = np.random.default_rng(1)
    model = person_model(kind, kind, 1.5, rng)
    let_walk(model, TRACK, PersonTrack(kind=kind, speed_mps=(speed_mps, speed_mps)), rng)
    return model
