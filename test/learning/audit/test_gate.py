"""Score, report, and what a robot makes of it."""

import json

import pytest

from limphome.core import LimphomeError
from limphome.learning.audit.audit_check import DATA, INFRASTRUCTURE, MODEL, MONITORING, SECTIONS, AuditCheck
from limphome.learning.audit.audit_job import AuditJob
from limphome.learning.audit.gate import audit
from limphome.learning.audit.outcome import FAILED, PASSED, SKIPPED, CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.audit.table import CHECKS
from limphome.perception.audit_record import require_audit
from limphome.perception.essential_checks import OF_EVERY_NETWORK, OF_INT8, OF_OURS

from .conftest import TODAY

pytestmark = pytest.mark.learning
ESSENTIAL = (*OF_EVERY_NETWORK, OF_OURS, OF_INT8)
LONG = {"golden_frame", "latency_budget", "runtime_parity"}  # they ask nothing of the training, and have tests of their own


def raising(error):
    def run(subject):
        raise error

    return run


def good(subject) -> Outcome:
    return judged(True, "1 | 2")


def table(*extra):
    """One check in each section, the essential ones of this network and more; a later one takes the place of its namesake."""
    sections = [AuditCheck(f"good_{section}", section, "holds", good) for section in SECTIONS]
    essential = [AuditCheck(name, INFRASTRUCTURE, "holds", good) for name in ESSENTIAL]
    return tuple({check.name: check for check in (*sections, *essential, *extra)}.values())


def report_of(folder, checks, quick=False):
    subject = Subject(AuditJob(folder, folder, folder, TODAY))
    return audit(subject, quick, lambda text: None, checks)


@pytest.fixture
def folder(spoilt):
    return spoilt(lambda folder: None).asked.folder


def test_the_table_has_fifteen_checks_or_more_in_every_section():
    assert len(CHECKS) >= 15
    assert {check.section for check in CHECKS} == set(SECTIONS)
    assert len({check.name for check in CHECKS}) == len(CHECKS)


def test_the_essential_checks_are_in_the_table_and_in_a_quick_audit():
    assert set(ESSENTIAL) <= {check.name for check in CHECKS if not check.slow}


def test_the_score_is_that_of_the_weakest_section_and_skipped_scores_nothing(folder):
    lame = AuditCheck("lame", MODEL, "holds", raising(CannotRun("no GPU")))
    slow = AuditCheck("slow", DATA, "holds", raising(AssertionError("ran")), slow=True)
    report = report_of(folder, table(lame, slow, AuditCheck("more", MODEL, "holds", good)), quick=True)
    assert report.section_scores == {DATA: 1, MODEL: 2, INFRASTRUCTURE: 1 + len(ESSENTIAL), MONITORING: 1}
    assert report.score == 1
    rows = {row.name: row for row in report.rows}
    assert (rows["lame"].status, rows["lame"].evidence) == (SKIPPED, "no GPU")
    assert rows["slow"].status == SKIPPED
    assert report.failed == []


def test_an_error_is_a_failure_and_a_missing_package_is_a_reason_to_skip(folder):
    broken = AuditCheck("broken", MODEL, "holds", raising(LimphomeError("digest", "file", "another")))
    missing = AuditCheck("missing", MODEL, "holds", raising(ModuleNotFoundError("no", name="mujoco")))
    report = report_of(folder, table(broken, missing))
    assert {row.name: row.status for row in report.rows if row.section == MODEL} == {
        "good_model": PASSED,
        "broken": FAILED,
        "missing": SKIPPED,
    }


def test_a_robot_refuses_what_failed_and_loads_what_passed(folder):
    report_of(folder, table()).write(folder)
    assert str(require_audit(folder, forced=False)) == "passed, 11 of 11 checks"
    bad = AuditCheck("bad", MODEL, "holds", lambda subject: judged(False, "seen"))
    report_of(folder, table(bad)).write(folder)
    with pytest.raises(LimphomeError, match="failed: bad"):
        require_audit(folder, forced=False)


def test_a_quick_audit_says_what_it_left_out_and_is_no_pass(folder):
    slow = AuditCheck("slow", DATA, "holds", good, slow=True)
    report = report_of(folder, table(slow), quick=True)
    report.write(folder)
    record = require_audit(folder, forced=False)
    assert str(record) == "quick, 11 of 12 checks"
    assert not record.vouches
    assert report.as_dict()["not_run"] == ["slow"]
    page = (folder / "audit.md").read_text()
    assert "quick audit, 11 of 12 checks" in page
    assert "Not run: slow." in page


def test_what_lacks_an_essential_check_is_partial_and_a_robot_loads_it_without_a_word_of_praise(folder):
    report = report_of(folder, table(AuditCheck("golden_frame", INFRASTRUCTURE, "holds", raising(CannotRun("no frames")))))
    report.write(folder)
    record = require_audit(folder, forced=False)
    assert str(record) == "partial, 10 of 11 checks; not run: golden_frame"
    assert not record.vouches
    data = report.as_dict()
    assert (data["verdict"], data["passed"], data["missing"]) == ("partial", False, ["golden_frame"])
    page = (folder / "audit.md").read_text()
    assert "**partial**" in page
    assert "Without these nobody vouches for it: golden_frame." in page


@pytest.mark.parametrize("quick", [True, False])
def test_where_nothing_ran_nothing_is_passed(folder, quick):
    nothing = tuple(AuditCheck(check.name, check.section, "holds", raising(CannotRun("no"))) for check in CHECKS)
    report = report_of(folder, nothing, quick)
    assert (report.verdict, report.passed, report.score) == ("partial", False, 0)
    assert set(report.missing) == set(ESSENTIAL)


def test_an_essential_check_that_failed_is_not_called_missing(folder):
    bad = AuditCheck("golden_frame", INFRASTRUCTURE, "holds", lambda subject: judged(False, "seen"))
    report = report_of(folder, table(bad))
    assert (report.verdict, report.failed, report.missing) == ("failed", ["golden_frame"], [])


def test_the_written_report_says_all(folder):
    report = report_of(folder, table())
    data = json.loads(report.write(folder).read_text())
    assert data["schema_version"] == 1
    assert set(data["checks"][0]) == {"name", "section", "claim", "status", "evidence"}
    page = (folder / "audit.md").read_text()
    assert "good_monitoring" in page
    assert "1 / 2" in page  # a bar would end the cell


def test_a_folder_that_is_not_there_cannot_be_written_to(folder, tmp_path):
    with pytest.raises(LimphomeError, match="--no-write"):
        report_of(folder, table()).write(tmp_path / "nowhere")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_manifest_that_tells_nothing_of_its_training_is_judged_by_the_rest(spoilt):
    def forget(folder):
        data = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps({**data, "training": {}}))

    others = [check for check in CHECKS if check.name not in LONG]
    report = audit(spoilt(forget), True, lambda text: None, others)
    status = {row.name: row.status for row in report.rows}
    assert [name for name, one in status.items() if one == FAILED] == []
    for name in ("specification", "run_recorded", "serving_equals_training", "age"):
        assert status[name] == SKIPPED
