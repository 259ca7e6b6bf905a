"""``limphome model``: train, quantize, evaluate and time networks."""

from datetime import datetime
from pathlib import Path
from typing import Any, Dict, List, Optional

import typer

from limphome.cli import exit_status
from limphome.cli.model_import import import_command
from limphome.cli.output import JSON, console, emit
from limphome.cli.verb_app import verb_app
from limphome.core import LimphomeError

app = verb_app(help="Train, quantize, evaluate and time the network.", no_args_is_help=True)
DEFAULT = "yard_detector"
MODEL = typer.Argument(DEFAULT, help="Name from models/perception, or a folder with a manifest.json.")
CACHE = typer.Option(Path("runs/frames"), help="Where rendered frames are kept and looked for.")
CONFIG = typer.Option(None, help="Recipe; without it config/training.yaml.")
app.command("import", epilog="Example: limphome model import detector.onnx --classes names.txt --image street.png")(
    import_command
)


@app.command("train", epilog="Example: limphome model train --out runs/my_detector")
def train_command(
    out: Path = typer.Option(Path("runs/yard_detector"), help="Model folder to write."),
    config: Optional[Path] = CONFIG,
    seed: Optional[int] = typer.Option(None, min=0, help="Of worlds, weights and batches."),
    frames: Optional[int] = typer.Option(None, min=32, help="Frames to learn from."),
    steps: Optional[int] = typer.Option(None, min=1, help="Batches to learn from."),
    evaluation_frames: Optional[int] = typer.Option(None, min=8, help="Held-out frames for the figures."),
    anyway: bool = typer.Option(False, help="Train although something is wrong with the frames."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> None:
    """Render, train, quantize, measure and write a model folder, from a seed.

    A run that was killed goes on where it was when the same command is given again.
    On more machines: torchrun -m limphome model train.
    """
    from limphome.learning.run import train_and_publish

    changes = {"seed": seed, "frames": frames, "steps": steps, "evaluation_frames": evaluation_frames}
    given = {key: value for key, value in changes.items() if value is not None}
    with _Bars(json) as bars:
        evaluation = train_and_publish(out, _recipe(config), given, cache, bars.show, bars.tell, datetime.now(), anyway)
    if not evaluation:
        return  # a process of torchrun that only helped
    emit({"model": str(out), "evaluation": evaluation}, json, lambda: _print_figures(evaluation))


@app.command("check", epilog="Example: limphome model check --config my_recipe.yaml")
def check_command(config: Optional[Path] = CONFIG, cache: Path = CACHE, json: bool = JSON) -> None:
    """Look for what spoils a training before it starts: labels, pictures, leaks, a batch that cannot be learned.

    Ends with status 3 if something is wrong.
    """
    from limphome.learning.run import check_training

    with _Bars(json) as bars:
        symptoms = check_training(_recipe(config), cache, bars.show)
    emit({"symptoms": [symptom.as_dict() for symptom in symptoms]}, json, lambda: _print_symptoms(symptoms))
    if symptoms:
        raise typer.Exit(exit_status.VERDICT_FAILED)


@app.command("quantize", epilog="Example: limphome model quantize yard_detector --out runs/requantized --method entropy")
def quantize_command(
    model: str = MODEL,
    out: Path = typer.Option(Path("runs/quantized"), help="Model folder to write."),
    method: str = typer.Option("percentile", help="How ranges are measured: minmax, percentile or entropy."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> None:
    """Quantize a trained network again from its checkpoint, and measure what that costs."""
    from limphome.learning.run import quantize_and_publish

    with _Bars(json) as bars:
        result = quantize_and_publish(find_model(model), out, method, cache, bars.show, bars.tell)
    emit(result, json, lambda: console(json).print(result))


@app.command("evaluate", epilog="Example: limphome model evaluate --variant int8,fp32 --frames 10000 --worlds 16")
def evaluate_command(
    model: str = MODEL,
    variant: str = typer.Option("auto", help="Files to measure: auto, or some of fp32,int8,int8_avx2,trt."),
    frames: int = typer.Option(10000, min=8, help="How many frames."),
    worlds: int = typer.Option(16, min=1, help="How many held-out worlds they are taken in."),
    cache: Path = CACHE,
    json: bool = JSON,
) -> None:
    """Measure a network on held-out worlds: mAP, and persons found at one false person in 1000 frames."""
    from limphome.learning.run import evaluate_model

    folder = find_model(model)
    with _Bars(json) as bars:
        result = evaluate_model(folder, _variants(variant), frames, worlds, cache, bars.show)
    first = next(iter(result.values()))
    emit({**first, "variants": result}, json, lambda: _print_figures(result))


@app.command("bench", epilog="Example: limphome model bench --compare int8,fp32 --threads 1 --seconds 20")
def bench_command(
    model: str = MODEL,
    compare: str = typer.Option("int8,fp32", help="Files that take turns, the one that should be faster first."),
    threads: int = typer.Option(1, min=1, help="Of one inference."),
    seconds: float = typer.Option(10.0, min=0.1, help="How long to measure."),
    json: bool = JSON,
) -> None:
    """Time a network: latency, the ratio of two files run in turn, and the work around the network."""
    import numpy as np

    from limphome.perception import bench
    from limphome.perception.cpu_flags import cpu_flags

    folder = find_model(model)
    variants = _variants(compare)
    timings = bench.compare(folder, variants, _golden_image(folder), seconds, threads)
    result: Dict[str, Any] = {
        "model": str(folder),
        "threads": threads,
        "rounds": len(timings[variants[0]].network_s),
        "latency_ms": {name: timing.latency_ms() for name, timing in timings.items()},
        "overhead": {name: round(timing.overhead(), 4) for name, timing in timings.items()},
        "vnni": bool(cpu_flags() & {"avx512_vnni", "avx_vnni"}),
    }
    if len(variants) > 1:
        result.update(bench.speedup(timings[variants[0]], timings[variants[-1]], np.random.default_rng(0)))
    emit(result, json, lambda: _print_bench(result))


def find_model(name: str) -> Path:
    """Folder of a model given by name or path; LimphomeError lists those that exist."""
    from limphome.resources.share import share_dir

    if (Path(name) / "manifest.json").is_file():
        return Path(name)
    models = share_dir() / "models" / "perception"
    if (models / name / "manifest.json").is_file():
        return models / name
    known = ", ".join(sorted(path.parent.name for path in models.glob("*/manifest.json")))
    raise LimphomeError(f"no model '{name}'", "MODEL", f"a folder with a manifest.json, or one of {known}")


def _recipe(config: Optional[Path]) -> Path:
    from limphome.resources.share import share_dir

    return config or share_dir() / "config" / "training.yaml"


def _variants(text: str) -> List[str]:
    from limphome.perception.detector import choose_variant

    return [choose_variant(name.strip()) for name in text.split(",") if name.strip()]


def _golden_image(folder: Path) -> Any:
    from limphome.perception.detector import Detector

    return Detector.load(folder).golden_image


def _print_figures(evaluation: Dict[str, Any]) -> None:
    from rich.table import Table

    table = Table("file", "mAP 50", "mAP 50:95", "person recall", "at score", "false per 1000 frames")
    for name, f in evaluation.items():
        low, high = f["recall_ci95"]
        recall = f"{f['person_recall_0p5_8m']:.4f} ({low:.4f} to {high:.4f})"
        cells = (f"{f['map50']:.4f}", f"{f['map50_95']:.4f}", recall, f"{f['person_threshold']:.3f}")
        table.add_row(name, *cells, f"{f['false_person_per_1000_frames']:.2f}")
    console(False).print(table)


def _print_symptoms(symptoms: List[Any]) -> None:
    for symptom in symptoms:
        console(False).print(f"[red]{symptom.name}[/] in {symptom.where}: {symptom.what}; {symptom.advice}")
    if not symptoms:
        console(False).print("nothing wrong: labels, pictures, leak, one batch learned by heart")


def _print_bench(result: Dict[str, Any]) -> None:
    screen = console(False)
    for name, ms in result["latency_ms"].items():
        around = 100 * result["overhead"][name]
        screen.print(
            f"{name:10} median {ms['median']:.3f} ms, p99 {ms['p99']:.3f}, CPU {ms['cpu_median']:.3f}, around it {around:.1f} %"
        )
    if "speedup" in result:
        low, high = result["speedup_ci95"]
        screen.print(f"ratio {result['speedup']:.2f} ({low:.2f} to {high:.2f}), of CPU time {result['speedup_cpu']:.2f}")


class _Bars:
    """Progress bars of the steps of a long command."""

    def __init__(self, as_json: bool) -> None:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        columns = (
            TextColumn("{task.description:20}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, TextColumn("{task.fields[details]}"), console=console(as_json))
        self._tasks: Dict[str, Any] = {}
        self._tenths: Dict[str, int] = {}

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._progress.stop()

    def show(self, name: str, done: int, total: int, details: str) -> None:
        """Set one bar."""
        if name not in self._tasks:
            self._tasks[name] = self._progress.add_task(name, total=total, details="")
        self._progress.update(self._tasks[name], completed=done, details=details)
        tenth = 10 * done // total
        if not self._progress.console.is_terminal and tenth != self._tenths.get(name):  # a log has no bars
            self._tenths[name] = tenth
            self.tell(f"{name} {done}/{total} {details}")

    def tell(self, text: str) -> None:
        """Print one line above the bars."""
        self._progress.console.print(text)
