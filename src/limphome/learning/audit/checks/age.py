"""The network is not too old."""

from datetime import date

from limphome.learning.audit.checks.run_recorded import record_of
from limphome.learning.audit.outcome import Outcome, judged
from limphome.learning.audit.subject import Subject


def not_stale(subject: Subject) -> Outcome:
    """Days since the run on record."""
    return judge_age(record_of(subject)[0], subject.asked.today, subject.asked.bounds.age_days)


def judge_age(trained: date, today: date, most_days: int) -> Outcome:
    """Judge an age; a date in the future is wrong too."""
    days = (today - trained).days
    return judged(0 <= days <= most_days, f"trained on {trained}, {days} days ago; at most {most_days}")
