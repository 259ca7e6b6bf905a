import json

import pytest

from limphome.core import LimphomeError
from limphome.perception.audit_record import NAME, manifest_digest, read_audit, require_audit
from limphome.resources.share import share_dir


@pytest.fixture
def judge(model_copy):
    def write(**changes):
        record = {"schema_version": 1, "manifest_sha256": manifest_digest(model_copy.folder), "passed": True, "failed": []}
        record.update(quick=False, counts={"passed": 23, "failed": 0, "skipped": 2})
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
    record = require_audit(judge(quick=True, counts={"passed": 20, "failed": 0, "skipped": 5}), forced=False)
    assert str(record) == "quick, 20 of 25 checks"
    assert not record.vouches


def test_a_quick_audit_in_which_a_check_failed_is_refused(judge):
    with pytest.raises(LimphomeError, match="failed: worst_slice"):
        require_audit(judge(quick=True, passed=False, failed=["worst_slice"]), forced=False)


def test_the_shipped_model_passed_the_whole_audit_of_its_files():
    assert read_audit(share_dir() / "models" / "perception" / "yard_detector").vouches


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


@pytest.mark.parametrize("change", [{"passed": "yes"}, {"quick": None}, {"counts": {"passed": 25}}])
def test_a_record_that_does_not_say_what_was_run_is_none(judge, change):
    with pytest.raises(LimphomeError, match=r"is no audit.*quick"):
        read_audit(judge(**change))
