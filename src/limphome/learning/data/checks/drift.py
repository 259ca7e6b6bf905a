"""Is this data set like another: light, contrast, sizes of boxes, shares of classes."""

import math
from dataclasses import dataclass
from typing import Any, Dict, List, Tuple

import numpy as np

from limphome.learning.data.checks.bounds import CheckBounds
from limphome.learning.data.checks.picture_facts import PictureFacts
from limphome.learning.data.checks.result import CheckResult, judged, skipped
from limphome.learning.data.checks.world_permutation import Difference, compare_classes, compare_values
from limphome.learning.data.finding import Finding
from limphome.learning.data.picture_set import PictureSet

NAME = "drift"
EXAMPLES = 5


@dataclass(frozen=True, eq=False)
class Sample:
    """One quantity of a data set: values, and for each the picture that it belongs to, shape (n,)."""

    values: np.ndarray
    picture: np.ndarray


@dataclass(frozen=True, eq=False)
class Side:
    """One of the two sets that are compared."""

    pictures: PictureSet
    facts: PictureFacts

    def samples(self) -> Dict[str, Sample]:
        """Every quantity that is compared by its distribution."""
        seen = np.flatnonzero(np.isfinite(self.facts.brightness))
        labels = self.pictures.labels[np.isfinite(self.pictures.labels["box"]).all(axis=1)]
        sides = np.array([(one.width, one.height) for one in self.pictures.pictures], float).reshape(-1, 2)[labels["frame"]]
        extent = np.clip(labels["box"][:, 2:] - labels["box"][:, :2], 0, None)
        size = np.sqrt(np.prod(extent, axis=1) / np.maximum(np.prod(sides, axis=1), 1))
        per_picture = np.bincount(self.pictures.labels["frame"], minlength=len(self.pictures)).astype(float)
        return {
            "brightness": Sample(self.facts.brightness[seen], seen),
            "contrast": Sample(self.facts.contrast[seen], seen),
            "box size": Sample(size, labels["frame"]),
            "boxes in a picture": Sample(per_picture, np.arange(len(self.pictures))),
        }

    def worlds(self) -> np.ndarray:
        """Number of each picture's world, shape (n,); a picture of unknown world counts as a world of its own."""
        names = [picture.world or f"\0{index}" for index, picture in enumerate(self.pictures.pictures)]
        number = {name: index for index, name in enumerate(dict.fromkeys(names))}
        return np.array([number[name] for name in names], int)


def check_drift(here: Side, there: Side, bounds: CheckBounds, rng: np.random.Generator) -> CheckResult:
    """A quantity has drifted when it differs by more than its bound and by more than worlds differ among themselves.

    The chances are corrected for the number of quantities (Holm, 1979).
    """
    samples, others = here.samples(), there.samples()
    differences = {
        name: compare_values(_of_worlds(here, samples[name]), _of_worlds(there, others[name]), rng)
        for name in samples
        if len(samples[name].values) and len(others[name].values)
    }
    differences.update(_class_difference(here, there, rng))
    drifted = _drifted(differences, bounds)
    findings: List[Finding] = []
    for name in drifted:
        findings.append(_headline(here, there, name, differences[name], samples, others))
        findings += _examples(here, name, samples, others)
    figures = {name: _figure(one, name, samples, others) for name, one in differences.items()}
    unknown = [name for name, one in differences.items() if math.isnan(one.chance)]
    note = f"; too few worlds to tell chance from drift: {', '.join(unknown)}" if unknown else ""
    if any(not picture.world for side in (here, there) for picture in side.pictures.pictures):
        note += "; pictures of unknown world count as independent, which finds drift too easily"
    summary = f"against {there.pictures.folder}{note}"
    return judged(NAME, summary, findings, figures) if len(unknown) < len(differences) else skipped(NAME, summary, figures)


def _of_worlds(side: Side, sample: Sample) -> Tuple[np.ndarray, np.ndarray]:
    return sample.values, side.worlds()[sample.picture]


def _class_difference(here: Side, there: Side, rng: np.random.Generator) -> Dict[str, Difference]:
    if not (len(here.pictures.labels) and len(there.pictures.labels)):
        return {}
    names = tuple(dict.fromkeys((*here.pictures.classes, *there.pictures.classes)))
    pairs = []
    for side in (here, there):
        number = np.array([names.index(name) for name in side.pictures.classes])
        labels = side.pictures.labels
        pairs.append((number[labels["class_id"]], side.worlds()[labels["frame"]]))
    return {"class share": compare_classes(pairs[0], pairs[1], len(names), rng)}


def _drifted(differences: Dict[str, Difference], bounds: CheckBounds) -> List[str]:
    """Names of what has drifted; chances are judged from the smallest on, each against a wider bound."""
    known = sorted((one.chance, name) for name, one in differences.items() if not math.isnan(one.chance))
    found = []
    for place, (chance, name) in enumerate(known):
        if chance > bounds.drift_level / (len(known) - place):
            break
        bound = bounds.drift_classes if name == "class share" else bounds.drift_distance
        if differences[name].effect >= bound:
            found.append(name)
    return found


def _figure(one: Difference, name: str, samples: Dict[str, Sample], others: Dict[str, Sample]) -> Dict[str, Any]:
    chance = None if math.isnan(one.chance) else one.chance
    medians = [round(float(np.median(part[name].values)), 4) for part in (samples, others) if name in part]
    return {"effect": round(one.effect, 4), "chance": chance, "medians": medians}


def _headline(here: Side, there: Side, name: str, one: Difference, samples: Dict, others: Dict) -> Finding:
    if name in samples:
        medians = [float(np.median(part[name].values)) for part in (samples, others)]
        what = f"{name} drifted: median {medians[0]:.4g} against {medians[1]:.4g}, distance {one.effect:.2f}"
    else:
        what = f"{name} drifted: {one.effect:.0%} of the boxes would have to change class"
    return Finding(NAME, str(here.pictures.folder), "", f"{what}, chance {one.chance:.3f}, against {there.pictures.folder}")


def _examples(here: Side, name: str, samples: Dict[str, Sample], others: Dict[str, Sample]) -> List[Finding]:
    """The pictures that lie farthest beyond what the other set holds."""
    if name not in samples:
        return []
    low, high = np.quantile(others[name].values, (0.01, 0.99))
    values = samples[name].values
    beyond = np.maximum(low - values, values - high)
    rows = [row for row in np.argsort(-beyond, kind="stable")[:EXAMPLES] if beyond[row] > 0]
    what = f"{name} {{:.4g}} is beyond 98 % of the other set ({low:.4g} to {high:.4g})"
    names = [here.pictures.pictures[samples[name].picture[row]].name for row in rows]
    return [Finding(NAME, file, "", what.format(values[row])) for file, row in zip(names, rows, strict=True)]
