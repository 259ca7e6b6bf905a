import json

import pytest
import torch

from limphome.learning import arithmetic as module
from limphome.learning.arithmetic import arithmetic, fingerprint
from limphome.learning.mixed_precision import multiplies_bfloat16

pytestmark = pytest.mark.learning


def test_a_fingerprint_is_the_same_twice_and_tells_precisions_apart():
    assert fingerprint(True) == fingerprint(True)
    assert (fingerprint(True) != fingerprint(False)) is multiplies_bfloat16()


def test_the_record_names_release_instruction_set_and_limits(monkeypatch):
    monkeypatch.setenv("ONEDNN_MAX_CPU_ISA", "AVX2")
    record = json.loads(json.dumps(arithmetic(True)))
    assert record["torch"] == torch.__version__
    assert record["capability"] == torch.backends.cpu.get_cpu_capability()
    assert record["limits"]["ONEDNN_MAX_CPU_ISA"] == "AVX2"
    assert len(record["fingerprint"]) == 12


def test_bfloat16_that_the_cpu_lacks_is_not_claimed(monkeypatch):
    monkeypatch.setattr(module, "multiplies_bfloat16", lambda: False)
    assert arithmetic(True)["bfloat16"] is False
