"""A network that failed its audit in the perception node, over real DDS."""

import json
import shutil
from pathlib import Path

import pytest
from diagnostic_msgs.msg import DiagnosticArray, DiagnosticStatus

from limphome.core import topics
from limphome.perception.audit_record import NAME, manifest_digest
from limphome.resources import share_dir

pytestmark = pytest.mark.node
MODEL = share_dir() / "models" / "perception" / "yard_detector"


@pytest.fixture
def folder(tmp_path):
    copy = tmp_path / "model"
    shutil.copytree(MODEL, copy)
    (copy / NAME).unlink(missing_ok=True)
    return copy


@pytest.fixture
def failed(folder):
    record = {"schema_version": 1, "manifest_sha256": manifest_digest(folder), "passed": False, "failed": ["worst_slice"]}
    (folder / NAME).write_text(json.dumps(record))
    return folder


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
    assert status.level == DiagnosticStatus.OK
