"""Each part of the demo has the JSON of a run."""

import json
from dataclasses import replace

from drives import DIAGNOSES, good_drive, never_healed, ranking

from limphome.cli.demo.parts import parts
from limphome.cli.demo.story import STORY

KEYS = {
    "scenario", "seed", "faults", "mission", "distance_m", "contacts", "contacts_nominal", "contacts_person_moving",
    "min_clearance_m", "modes", "shown_s", "detected_after_s", "causes", "false_alarms", "false_causes", "sim_s", "wall_s",
    "digest", "cpu", "versions",
}  # fmt: skip
RAN = {"cpu": "a cpu", "versions": {"python": "3"}}


def test_one_part_before_the_first_fault_and_one_for_each_act():
    made = parts(STORY, good_drive(), RAN, wall_s=80.0)
    assert [part["faults"] for part in made] == [[], ["camera.freeze:5@15+12"], ["compute.node_crash[perception]:4@42+10"]]
    assert all(set(part) == KEYS for part in made)
    assert [part["mission"] for part in made] == ["completed"] * 3
    assert json.loads(json.dumps(made)) == made


def test_parts_tell_what_fell_into_them():
    opening, freeze, crash = parts(STORY, good_drive(), RAN, wall_s=80.0)
    assert opening["modes"] == [[0.2, "NOMINAL", ""]]
    assert (opening["detected_after_s"], opening["causes"]) == (None, [])
    assert (opening["shown_s"], freeze["shown_s"]) == (None, good_drive().faults[0].start_s)
    assert freeze["detected_after_s"] == 0.6
    assert freeze["causes"][0]["fault"] == "camera.freeze"
    assert crash["causes"][0]["component"] == "perception"
    assert opening["sim_s"] + freeze["sim_s"] + crash["sim_s"] == good_drive().duration_s
    assert all(part["false_alarms"] == 0 for part in (opening, freeze, crash))


def test_a_cause_without_a_fault_is_counted_in_the_part_in_which_it_begins():
    wrong = (DIAGNOSES[0], ranking(4.0, "communication.delay", "gate"), *DIAGNOSES[1:])
    made = parts(STORY, replace(good_drive(), diagnoses=wrong), RAN, wall_s=80.0)
    assert [part["false_causes"] for part in made] == [1, 0, 0]


def test_a_drive_that_ends_early_still_gives_every_part():
    assert len(parts(STORY, never_healed(), RAN, wall_s=80.0)) == 3
