"""The network is not too old."""

from datetime import date

from limphome.learning.audit.checks.run_recorded import find_record
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject


def not_stale(subject: Subject) -> Outcome:
    """Days since the run on record."""
    found = find_record(subject.asked.runs, subject.training)
    if found is None:
        raise CannotRun(f"no record of this training in {subject.asked.runs}, so its date is not known: --runs FOLDER")
    return judge_age(found[0], subject.asked.today, subject.asked.bounds.age_days)


def judge_age(trained: date, today: date, most_days: int) -> Outcome:
    """Judge an age; a date in the future is wrong too."""
    days = (today - trained).days
    return judged(0 <= days <= most_days, f"trained on {trained}, {days} days ago; at most {most_days}")
