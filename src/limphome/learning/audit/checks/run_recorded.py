"""The run that made the network is on record."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any, Dict, Mapping, Optional, Sequence, Tuple

from limphome.core import LimphomeError
from limphome.learning.audit.outcome import CannotRun, Outcome, judged
from limphome.learning.audit.subject import Subject
from limphome.learning.recipe import Recipe

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
    """The newest record with the manifest's data and recipe; None when there is none.

    What a recipe of before an option existed leaves out has its default: a network may be quantized again years later.
    """
    recipe = _filled(training["recipe"])
    paths = [path for place in places for path in place.glob("*-train*/run.json")]
    for path in sorted(paths, key=lambda path: path.parent.name, reverse=True):
        record = _read(path)
        same_data = record.get("result", {}).get("data_sha256") == training["data"]["train"]["sha256"]
        if same_data and recipe is not None and _filled(record.get("options") or {}) == recipe:
            return datetime.strptime(path.parent.name[:8], "%Y%m%d").date(), record
    return None


def _filled(values: Mapping[str, Any]) -> Any:
    """A recipe with everything that it leaves out; None for what is no recipe."""
    try:
        return Recipe.from_values(values, "run record")
    except LimphomeError:
        return None


def _read(path: Path) -> Dict[str, Any]:
    try:
        return dict(json.loads(path.read_text()))
    except ValueError as error:
        raise LimphomeError(f"is no run record: {error}", str(path), "JSON as limphome model train writes it") from error


def judge_record(when: date, record: Mapping[str, Any], training: Mapping[str, Any]) -> Outcome:
    """What the run made has the figure that the manifest states, and the record tells what ran.

    That is the network in float: INT8 files are made again without a training, and their figures then are other ones.
    """
    recorded, stated = (one["evaluation"]["fp32"]["map50_95"] for one in (record["result"], training))
    complete = bool(record.get("versions")) and bool(record["result"].get("curves"))
    text = f"run of {when}, commit {str(record.get('commit'))[:12]}, mAP 50:95 of FP32 {recorded}; manifest {stated}"
    return judged(complete and recorded == stated, text)
