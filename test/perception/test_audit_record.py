import json

import pytest

from limphome.core import LimphomeError
from limphome.perception.audit_record import NAME, manifest_digest, read_audit, require_audit
from limphome.perception.essential_checks import essential_checks
from limphome.perception.manifest import Manifest
from limphome.resources.share import share_dir

MODEL = share_dir() / "models" / "perception" / "yard_detector"
ESSENTIAL = essential_checks(Manifest.load(MODEL))
SKIPPED = 2
OTHERS = 25 - SKIPPED - len(ESSENTIAL)


def rows(**statuses):
    """Of 25 checks: the essential ones and most of the others passed, two were skipped; and those that are given."""
    passed = [*ESSENTIAL, *(f"passed_{number}" for number in range(OTHERS))]
    skipped = [f"skipped_{number}" for number in range(SKIPPED)]
    every = {**dict.fromkeys(passed, "passed"), **dict.fromkeys(skipped, "skipped"), **statuses}
    return [{"name": name, "status": status} for name, status in every.items()]


@pytest.fixture
def judge(model_copy):
    def write(**changes):
        record = {"schema_version": 1, "manifest_sha256": manifest_digest(model_copy.folder), "passed": True, "failed": []}
        record.update(quick=False, checks=rows())
        (model_copy.folder / NAME).write_text(json.dumps({**record, **changes}))
        return model_copy.folder

    return write


def test_a_folder_that_was_never_audited_loads_and_says_so(model_copy):
    (model_copy.folder / NAME).unlink(missing_ok=True)
    record = require_audit(model_copy.folder, forced=False)
    assert str(record) == "none"
    assert not record.vouches


def test_a_network_that_passed_loads(judge):
    record = require_audit(judge(), forced=False)
    assert str(record) == "passed, 23 of 25 checks"
    assert record.vouches


def test_a_quick_audit_loads_and_is_no_pass(judge):
    record = require_audit(judge(quick=True, checks=rows(passed_0="skipped")), forced=False)
    assert str(record) == "quick, 22 of 25 checks"
    assert not record.vouches


@pytest.mark.parametrize("name", ESSENTIAL)
@pytest.mark.parametrize("passed", [True, False])  # True: as releases wrote it that asked only for nothing failed
def test_without_an_essential_check_nobody_vouches_and_the_network_loads_all_the_same(judge, name, passed):
    record = require_audit(judge(passed=passed, checks=rows(**{name: "skipped"})), forced=False)
    assert str(record) == f"partial, 22 of 25 checks; not run: {name}"
    assert not record.vouches


def test_an_audit_in_which_nothing_ran_is_partial(judge):
    nothing = [{**row, "status": "skipped"} for row in rows()]
    record = require_audit(judge(checks=nothing), forced=False)
    assert str(record) == f"partial, 0 of 25 checks; not run: {', '.join(ESSENTIAL)}"
    assert not record.vouches
    assert not read_audit(judge(checks=[])).vouches


def test_a_quick_audit_tells_which_essential_checks_it_lacks(judge):
    record = require_audit(judge(quick=True, checks=rows(golden_frame="skipped")), forced=False)
    assert str(record) == "partial, 22 of 25 checks; not run: golden_frame"


def test_a_record_that_says_not_passed_never_vouches(judge):
    assert not read_audit(judge(passed=False)).vouches


def test_a_quick_audit_in_which_a_check_failed_is_refused(judge):
    with pytest.raises(LimphomeError, match="failed: worst_slice"):
        require_audit(judge(quick=True, passed=False, failed=["worst_slice"]), forced=False)


def test_the_shipped_model_passed_the_whole_audit_of_its_files():
    assert read_audit(MODEL).vouches


def test_a_network_that_failed_is_refused_by_the_name_of_the_check(judge):
    with pytest.raises(LimphomeError, match=r"failed: worst_slice.*force_unaudited"):
        require_audit(judge(passed=False, failed=["worst_slice"]), forced=False)


def test_an_audit_of_another_manifest_does_not_count(judge, model_copy):
    folder = judge()
    model_copy.change(lambda manifest: manifest["decoder"].update(min_scores=[0.1, 0.1, 0.1]))
    with pytest.raises(LimphomeError, match="another manifest"):
        require_audit(folder, forced=False)


def test_a_forced_network_loads_and_keeps_its_verdict(judge):
    record = require_audit(judge(passed=False, failed=["rollback"]), forced=True)
    assert record.forbids
    assert str(record) == "failed: rollback"


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"schema_version": 2}', '{"schema_version": 1, "passed": true}', '{"schema_version": 1, "failed": 3}'],
)
def test_a_broken_record_is_no_pass(model_copy, text):
    (model_copy.folder / NAME).write_text(text)
    with pytest.raises(LimphomeError):
        read_audit(model_copy.folder)


def test_a_name_of_a_failed_check_is_no_pass_whatever_else_is_said(judge):
    assert read_audit(judge(failed=["worst_slice"])).forbids


@pytest.mark.parametrize("change", [{"passed": "yes"}, {"quick": None}, {"checks": None}, {"checks": [{"name": "rollback"}]}])
def test_a_record_that_does_not_say_what_was_run_is_none(judge, change):
    with pytest.raises(LimphomeError, match=r"is no audit.*quick"):
        read_audit(judge(**change))
