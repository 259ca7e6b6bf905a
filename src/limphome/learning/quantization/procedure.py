"""The way from pictures to files that hold a bound: calibrate, choose, search, judge."""

from typing import Callable, Collection, Dict, FrozenSet, List, Optional, Sequence, Tuple

from limphome.learning.quantization.agreement import Agreement, Judge
from limphome.learning.quantization.calibration import Calibration
from limphome.learning.quantization.integer_form import METHODS
from limphome.learning.quantization.node_search import NodeSearch
from limphome.learning.quantization.outcome import Choice, Options, Outcome, QuantizedFile
from limphome.learning.quantization.picture_split import PictureSplit
from limphome.learning.quantization.subject import FORMS, Subject, weighted
from limphome.perception.cpu_flags import cpu_flags, saturates

PARTS = (1.0, 0.5, 0.0)
"""Shares of the bound that the choice may use up, tried in turn until the verdict on other pictures holds."""


class Procedure:
    """Quantizes one network. Nothing is written.

    Args:
        tell: called with one line of text for each step.
    """

    def __init__(self, subject: Subject, pictures: PictureSplit, options: Options, tell: Callable[[str], None]) -> None:
        self._subject, self._pictures, self._options, self._tell = subject, pictures, options, tell
        self._choice = Judge(subject.manifest, subject.parent, pictures.choice)
        self._verdict = Judge(subject.manifest, subject.parent, pictures.comparison)
        self._tell(f"the parent sees {self._choice.boxes} things to choose by and {self._verdict.boxes} to judge by")
        self._calibrations: Dict[str, Calibration] = {}
        self._known: Dict[Tuple[str, str, FrozenSet[str]], Agreement] = {}
        self._drops: Dict[str, float] = {}
        self._trials_left: Dict[str, int] = {}

    def run(self) -> Outcome:
        """Files that hold the bound on the pictures for comparison, or say why not."""
        choice = self.choose()
        first, *others = runtimes()
        files = [self._settle(first, choice.method, choice.left)]
        if not files[0].refusal:
            files += [self._settle(variant, choice.method, files[0].left) for variant in others]
        return Outcome(choice, files, len(self._subject.candidates(choice.calibration)))

    def choose(self) -> Choice:
        """Method and nodes to leave in float, for the runtime of this CPU."""
        names = METHODS if self._options.method == "auto" else (self._options.method,)
        for name in names:
            self._tell(f"calibrate ({name}, {len(self._pictures.calibration)} pictures)")
            self._calibrations[name] = self._subject.calibrate(self._pictures.calibration, name)
        variant, left = runtimes()[0], self._fixed(names[0])
        table = {name: self._trial(name, variant, left) for name in names}
        best = _best(table)
        if self._options.sensitivity:
            self._measure_sensitivity(best, variant)
        if not table[best].within(self._options.bound):
            left = self._search(best, variant, left, 1.0)
            table = {name: self._trial(name, variant, left) for name in names}
            best = _best(table)
        return Choice(best, table, left, self._calibrations[best], self._drops)

    def _settle(self, variant: str, method: str, left: Collection[str]) -> QuantizedFile:
        """The file for one runtime: search until the verdict holds or nothing is left to try."""
        left = self._search(method, variant, left, PARTS[0])
        tried = [self._judge(variant, method, left)]
        for part in PARTS[1:]:
            if tried[-1].agreement.within(self._options.bound):
                return tried[-1]
            wider = self._search(method, variant, left, part)
            if len(wider) > len(left):
                left = wider
                tried.append(self._judge(variant, method, left))
        return max(tried, key=lambda file: (not file.refusal, file.agreement.kept, -len(file.left)))

    def _judge(self, variant: str, method: str, left: Collection[str]) -> QuantizedFile:
        bound, calibration = self._options.bound, self._calibrations[method]
        model = self._subject.quantize(calibration, left, variant)
        agreement = self._verdict.agreement(self._subject.file(variant), model)
        self._tell(f"{variant}: {len(left)} nodes in float, kept {agreement.kept:.4f}, added {agreement.added:.4f}")
        int8 = len(weighted(calibration.model, set(self._subject.candidates(calibration)) - set(left)))
        refusal = ""
        if not agreement.within(bound):
            refusal = agreement.as_text()
        elif not int8:
            whole = self._trial(method, variant, self._fixed(method))
            refusal = f"holds the bound only with every layer in float; with all in INT8 it keeps {whole.kept:.4f}"
        order = [node.name for node in calibration.model.graph.node if node.name in left]
        return QuantizedFile(variant, model, tuple(order), int8, agreement, refusal)

    def _search(self, method: str, variant: str, left: Collection[str], part: float) -> FrozenSet[str]:
        """Nodes to leave in float so that the choice uses up no more than this part of the bound."""
        nodes = [node for node in self._ordered(method) if node not in left]
        kept_out = frozenset(left)

        def good(accepted: FrozenSet[str]) -> bool:
            trial = self._trial(method, variant, kept_out | (frozenset(nodes) - accepted))
            return trial.within(self._options.bound, part)

        trials = self._trials_left.get(variant, self._options.most_trials)
        if trials <= 0 or good(frozenset(nodes)):
            return kept_out
        search = NodeSearch(good, trials)
        accepted = search.run(nodes)
        self._trials_left[variant] = trials - search.trials
        self._tell(f"{variant}: {search.trials} trials, {len(nodes) - len(accepted)} more nodes stay in float")
        return kept_out | (frozenset(nodes) - accepted)

    def _trial(self, method: str, variant: str, left: Collection[str]) -> Agreement:
        key = (method, variant, frozenset(left))
        if key not in self._known:
            model = self._subject.quantize(self._calibrations[method], left, variant)
            found = self._known[key] = self._choice.agreement(self._subject.file(variant), model)
            self._tell(f"trial {len(self._known)} ({variant}, {method}): {len(left)} nodes in float, kept {found.kept:.4f}")
        return self._known[key]

    def _ordered(self, method: str) -> List[str]:
        """Nodes in the order in which they are let in: the harmless first, where that was measured."""
        nodes = self._subject.candidates(self._calibrations[method])
        return sorted(nodes, key=lambda node: self._drops.get(node, 0.0))

    def _fixed(self, method: str) -> Collection[str]:
        return self._subject.fixed(self._calibrations[method])

    def _measure_sensitivity(self, method: str, variant: str) -> None:
        from limphome.learning.quantization.sensitivity import map_drop, sensitivity  # needs pycocotools

        calibration, classes = self._calibrations[method], self._choice.expected[0].class_names
        nodes, fixed = self._subject.candidates(calibration), list(self._fixed(method))

        def drop(node: str) -> float:
            model = self._subject.quantize(calibration, [*fixed, *(other for other in nodes if other != node)], variant)
            return map_drop(self._choice.expected, self._choice.see(self._subject.file(variant), model), classes)

        self._drops = sensitivity(nodes, drop, self._tell)


def runtimes(saturating: Optional[bool] = None) -> Sequence[str]:
    """Files to make, that of this CPU first; one whose sums would saturate here cannot be measured here, so it is not made."""
    saturating = saturates(cpu_flags()) if saturating is None else saturating
    return ["int8_avx2", "trt"] if saturating else list(FORMS)


def _best(table: Dict[str, Agreement]) -> str:
    """The method whose answers are numbers, then the one that keeps most, that adds least, the first."""
    return max(table, key=lambda name: (not table[name].not_finite, table[name].kept, -table[name].added))
