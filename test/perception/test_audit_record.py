import json

import pytest

from limphome.core import LimphomeError
from limphome.perception.audit_record import NAME, manifest_digest, read_audit, require_audit


@pytest.fixture
def judge(model_copy):
    def write(**changes):
        record = {"schema_version": 1, "manifest_sha256": manifest_digest(model_copy.folder), "passed": True, "failed": []}
        (model_copy.folder / NAME).write_text(json.dumps({**record, **changes}))
        return model_copy.folder

    return write


def test_a_folder_that_was_never_audited_loads_and_says_so(model_copy):
    (model_copy.folder / NAME).unlink(missing_ok=True)
    assert str(require_audit(model_copy.folder, forced=False)) == "none"


def test_a_network_that_passed_loads(judge):
    assert str(require_audit(judge(), forced=False)) == "passed"


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


def test_only_true_is_passed(judge):
    assert read_audit(judge(passed="yes")).forbids
