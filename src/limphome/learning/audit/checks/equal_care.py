"""Children and adults, dark and light clothes are found about equally well."""

from typing import Any, Mapping

from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject


def equal_care(subject: Subject) -> Outcome:
    """No group of persons is found much less often than its counterpart."""
    return judge_groups(subject.details["groups"], subject.asked.bounds.group_difference)


def judge_groups(groups: Mapping[str, Mapping[str, Any]], most: float) -> Outcome:
    """Fails where a whole interval lies beyond the bound."""
    if not groups:
        raise CannotRun("the frames do not show both sides of any pair of groups")
    good, parts = True, []
    for name, group in groups.items():
        low, high = group["difference_ci95"]
        good = good and low <= most and high >= -most
        parts.append(f"{name}: {group['difference']:+.4f} ({low:+.4f} to {high:+.4f})")
    return judged(good, "; ".join(parts) + f"; at most {most:g} either way")
