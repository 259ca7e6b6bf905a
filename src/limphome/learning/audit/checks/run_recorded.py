"""The run that made the network is on record."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from limphome.core import LimphomeError
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject

Record = Tuple[date, Dict[str, Any]]


def run_recorded(subject: Subject) -> Outcome:
    """A run record tells recipe, data, versions and figures of the full training, and the manifest says the same."""
    return judge_record(*record_of(subject), subject.training)


def record_of(subject: Subject) -> Record:
    """Date and content of the run's record, from the folder of runs or from the model folder itself.

    Raises:
        CannotRun: there is none. LimphomeError: a record is not JSON.
    """
    asked = subject.asked
    found = find_record((asked.runs, asked.folder), subject.training)
    if found is None:
        raise CannotRun(f"no record of this training in {asked.runs} or in the model folder: --runs FOLDER")
    return found


def find_record(places: Sequence[Path], training: Mapping[str, Any]) -> Optional[Record]:
    """The newest record with the manifest's data and recipe; None when there is none."""
    paths = [path for place in places for path in place.glob("*-train*/run.json")]
    for path in sorted(paths, key=lambda path: path.parent.name, reverse=True):
        record = _read(path)
        same_data = record.get("result", {}).get("data_sha256") == training["data"]["train"]["sha256"]
        if same_data and record.get("options") == json.loads(json.dumps(training["recipe"])):
            return datetime.strptime(path.parent.name[:8], "%Y%m%d").date(), record
    return None


def _read(path: Path) -> Dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except ValueError as error:
        raise LimphomeError(f"is no run record: {error}", str(path), "JSON as limphome model train writes it") from error


def judge_record(when: date, record: Mapping[str, Any], training: Mapping[str, Any]) -> Outcome:
    """The figures of the record are those of the manifest, and it tells what ran."""
    figures = {name: one["map50_95"] for name, one in record["result"]["evaluation"].items()}
    stated = {name: one["map50_95"] for name, one in training["evaluation"].items()}
    complete = bool(record.get("versions")) and bool(record["result"].get("curves"))
    text = f"run of {when}, commit {str(record.get('commit'))[:12]}, mAP 50:95 {figures}; manifest {stated}"
    return judged(complete and figures == stated, text)
