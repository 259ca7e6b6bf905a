import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limphome.core import FaultSpec, LimphomeError

SECONDS = st.floats(0, 1e6, allow_subnormal=False)
SPECS = st.builds(
    FaultSpec,
    layer=st.sampled_from(["camera", "communication", "model"]),
    kind=st.from_regex(r"[a-z][a-z_]{0,20}", fullmatch=True),
    severity=st.integers(0, 5),
    start_s=SECONDS,
    duration_s=st.one_of(st.just(math.inf), SECONDS.filter(lambda x: x > 0)),
    target=st.one_of(st.just(""), st.from_regex(r"[a-z0-9_./]{1,20}", fullmatch=True)),
    seed=st.integers(0, 100),
)


@given(SPECS)
def test_what_is_printed_parses_to_the_same_fault(spec):
    assert FaultSpec.parse(str(spec), spec.seed) == spec


@pytest.mark.parametrize(
    "text", ["", "camera", "camera.freeze", "camera.freeze:", "camera.freeze:6", "camera.freeze:1@-2", "a.b:1+0", "a.b:٣"]
)
def test_what_is_no_fault_is_refused(text):
    with pytest.raises(LimphomeError, match=r"layer\.kind|duration"):
        FaultSpec.parse(text)
