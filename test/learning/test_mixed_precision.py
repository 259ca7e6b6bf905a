import pytest
import torch

from limphome.learning import mixed_precision
from limphome.learning.mixed_precision import autocast, multiplies_bfloat16

pytestmark = pytest.mark.learning


@pytest.mark.parametrize(
    ("flags", "answer"),
    [({"avx2", "avx512_bf16"}, True), ({"asimd", "bf16"}, True), ({"avx2", "avx512_vnni"}, False), (set(), False)],
)
def test_the_flags_of_the_cpu_decide(flags, answer):
    assert multiplies_bfloat16(frozenset(flags)) is answer


@pytest.mark.parametrize(("wanted", "can"), [(True, True), (True, False), (False, True)])
def test_bfloat16_is_used_where_it_is_wanted_and_multiplied(monkeypatch, wanted, can):
    monkeypatch.setattr(mixed_precision, "multiplies_bfloat16", lambda: can)
    with autocast(wanted, torch.device("cpu")):
        assert (torch.ones(2, 2) @ torch.ones(2, 2)).dtype is (torch.bfloat16 if wanted and can else torch.float32)
