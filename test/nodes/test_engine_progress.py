"""While a runtime builds an engine the perception node says so: it would look hung for minutes."""

from pathlib import Path
from types import SimpleNamespace

from rclpy.logging import get_logger

from limphome.nodes import perception
from limphome.nodes.perception import PerceptionNode, PerceptionOptions
from limphome.perception.audit_record import NONE, AuditRecord


def test_how_far_an_engine_is_goes_to_the_log(monkeypatch, capfd):
    def load(folder, variant, threads, runtime, progress, dla_core):
        for seconds in (0, 5, 8):  # within the time in which one line is enough
            progress("building the engine, seconds so far", seconds, 0)
        return SimpleNamespace(limit=lambda limit_s: None, told=(runtime, dla_core))

    monkeypatch.setattr(perception, "require_audit", lambda folder, forced: AuditRecord(NONE))
    monkeypatch.setattr(perception.Detector, "load", load)
    options = PerceptionOptions(runtime="tensorrt", dla_core=1)
    node = SimpleNamespace(_options=options, _audits={}, get_logger=lambda: get_logger("test_engine_progress"))
    detector = PerceptionNode._load(node, Path("models/next"), "auto")
    said = "".join(capfd.readouterr())
    assert said.count("next: building the engine, seconds so far") == 1
    assert detector.told == ("tensorrt", 1)
