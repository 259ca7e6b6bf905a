from types import SimpleNamespace

import pytest

from limphome.core import FaultSpec, topics
from limphome.nodes.convert.status import array_of, from_fault
from limphome.nodes.observer import Observer

FREEZE = FaultSpec.parse("camera.freeze:5@15+12")


@pytest.mark.parametrize(("now_s", "shown_s"), [(15.2, 15.2), (15.5, 15.219)])
def test_a_fault_did_not_show_later_than_it_was_told_of(now_s, shown_s):
    heard = []
    observer = SimpleNamespace(now_s=now_s, _observe=lambda *one: heard.append(one))
    Observer._on_shown(observer, array_of([from_fault(FREEZE, 0.0, 15.219)], 15.227))
    assert heard == [(topics.FAULTS_SHOWN, (FREEZE, pytest.approx(shown_s)), now_s)]
