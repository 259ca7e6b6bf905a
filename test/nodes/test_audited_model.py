"""A network that failed its audit in the perception node, over real DDS."""

import json
import shutil
from pathlib import Path

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from limphome.core import topics
from limphome.perception.audit_record import NAME, manifest_digest
from limphome.perception.essential_checks import essential_checks
from limphome.perception.manifest import Manifest
from limphome.resources import share_dir

pytestmark = pytest.mark.node
MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "model"
    shutil.copytree(MODEL, copy)
    (copy / NAME).unlink(missing_ok=True)
    return copy


def judge(folder, missing=(), **verdict):
    """Leave an audit of 25 checks, of which five and the ``missing`` were skipped."""
    names = [*essential_checks(Manifest.load(folder)), *(f"more_{number}" for number in range(18))]
    skipped = {*missing, *names[-5:]}
    checks = [{"name": name, "status": "skipped" if name in skipped else "passed"} for name in names]
    record = {"schema_version": 1, "manifest_sha256": manifest_digest(folder), "passed": True, "failed": [], "quick": False}
    (folder / NAME).write_text(json.dumps({**record, "checks": checks, **verdict}))
    return folder


@pytest.fixture
def failed(folder):
    return judge(folder, passed=False, failed=["worst_slice"])


@pytest.fixture
def network(probe, start):
    def said(folder, **parameters):
        start("perception", {"model": str(folder), **parameters})
        probe.bring_up("perception")
        diagnostics = probe.hear(DiagnosticArray, topics.DIAGNOSTICS)

        def statuses():
            return [one for _, message in diagnostics for one in message.status if one.name == "perception: network"]

        probe.until(lambda: len(statuses()) >= 2)
        return statuses()[-1], {one.key: one.value for one in statuses()[-1].values}

    return said


def test_a_network_that_failed_its_audit_is_refused_and_the_node_lives(probe, start, failed):
    process = start("perception", {"model": str(failed)})
    assert not probe.transition("perception", 1)
    assert "worst_slice" in Path(process.log).read_text()
    assert probe.state("perception") == "unconfigured"


def test_forced_it_loads_and_says_so_again_and_again(network, failed):
    status, values = network(failed, force_unaudited=True)
    assert values["audit"] == "failed: worst_slice (forced)"
    assert status.level == DiagnosticStatus.WARN


def test_a_network_that_was_never_audited_loads_and_says_so(network, folder):
    status, values = network(folder)
    assert values["audit"] == "none"
    assert "audit: none" in status.message
    assert status.level == DiagnosticStatus.WARN


def test_a_quick_audit_loads_and_is_never_shown_as_a_pass(network, folder):
    status, values = network(judge(folder, quick=True))
    assert values["audit"] == "quick, 20 of 25 checks"
    assert status.level == DiagnosticStatus.WARN


def test_an_audit_in_which_an_essential_check_did_not_run_loads_and_warns(network, folder):
    status, values = network(judge(folder, missing=["golden_frame"], passed=False))
    assert values["audit"] == "partial, 19 of 25 checks; not run: golden_frame"
    assert "not run: golden_frame" in status.message
    assert status.level == DiagnosticStatus.WARN


def test_the_shipped_network_drives_without_a_warning(network):
    status, values = network(MODEL)
    assert values["audit"].startswith("passed, ")
    assert status.level == DiagnosticStatus.OK
