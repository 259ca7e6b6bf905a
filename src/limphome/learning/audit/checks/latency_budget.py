"""It is done before the next frame comes, and quantization was worth it."""

import numpy as np

from limphome.learning.audit.bounds import AuditBounds
from limphome.learning.audit.outcome import PASSED, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.perception.bench import Timing, compare, speedup

PERIOD_S, SECONDS = 0.1, 3.0  # of the camera, docs/numbers.md


def latency_in_budget(subject: Subject) -> Outcome:
    """The robot's file and the FP32 file take turns: the first is faster, and leaves much of the camera's period."""
    chosen, image = subject.variant, subject.detector.golden_image
    if chosen == "fp32" or "fp32" not in subject.manifest.files:  # imported, and never quantized here
        return judge_alone(compare(subject.asked.folder, [chosen], image, SECONDS)[chosen], subject.asked.bounds)
    timings = compare(subject.asked.folder, [chosen, "fp32"], image, SECONDS)
    return judge_timings(timings[chosen], timings["fp32"], subject.asked.bounds)


def judge_timings(robot: Timing, parent: Timing, bounds: AuditBounds) -> Outcome:
    """Judge by the ratio of paired rounds and by the camera's period; milliseconds alone say nothing of another machine."""
    ratio = speedup(robot, parent, np.random.default_rng(0))
    low, high = ratio["speedup_ci95"]
    alone = judge_alone(robot, bounds)
    text = f"in turn with FP32: {ratio['speedup']:.2f} times as fast ({low:.2f} to {high:.2f}); {alone.evidence}"
    return judged(low > 1.0 and alone.status == PASSED, text)


def judge_alone(robot: Timing, bounds: AuditBounds) -> Outcome:
    """Judge by the camera's period."""
    slowest_s = float(np.quantile(robot.whole_s, 0.99))
    text = f"99th percentile of {len(robot.whole_s)} rounds {100 * slowest_s / PERIOD_S:.1f} % of the camera's period"
    return judged(slowest_s <= bounds.period_share * PERIOD_S, f"{text}, at most {100 * bounds.period_share:.0f} %")
