"""The pilot in the simulator, without a gate: it has to arrive and keep clear by itself."""

from importlib.util import find_spec

import pytest

if find_spec("mujoco") is None:
    pytest.skip("needs the simulator: pip install -e '.[sim]'", allow_module_level=True)

from yard_drive import drive


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("name", ["clear_route", "crossing_person", "crowded_yard", "blind_corner"])
def test_every_scenario_is_driven_without_contact_and_with_room(name, seed):
    out = drive(name, seed)
    assert out.arrived
    assert out.goal_distance_m < 0.5
    assert out.contacts == 0
    assert out.clearance_m >= 0.15
    assert out.person_clearance_fast_m >= 0.5
