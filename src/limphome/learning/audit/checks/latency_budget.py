"""It is done before the next frame comes, and quantization was worth it."""

import numpy as np

from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.bench import Timing, compare, speedup

PERIOD_S, SECONDS = 0.1, 3.0  # of the camera, docs/numbers.md


def latency_in_budget(subject: Subject) -> Outcome:
    """The robot's file and the FP32 file take turns: the first is faster, and leaves much of the camera's period."""
    subject.require_own()
    timings = compare(subject.folder, [subject.variant, "fp32"], subject.detector.golden_image, SECONDS)
    return judge_timings(timings[subject.variant], timings["fp32"], subject.bounds)


def judge_timings(robot: Timing, parent: Timing, bounds: AuditBounds) -> Outcome:
    """Judge by the ratio of paired rounds and by the camera's period; milliseconds alone say nothing of another machine."""
    ratio = speedup(robot, parent, np.random.default_rng(0))
    slowest_s = float(np.quantile(robot.whole_s, 0.99))
    low, high = ratio["speedup_ci95"]
    text = f"{len(robot.whole_s)} rounds in turn: {ratio['speedup']:.2f} times as fast as FP32 ({low:.2f} to {high:.2f})"
    period = (
        f"99th percentile {100 * slowest_s / PERIOD_S:.1f} % of the camera's period, at most {100 * bounds.period_share:.0f} %"
    )
    return judged(low > 1.0 and slowest_s <= bounds.period_share * PERIOD_S, f"{text}; {period}")
