"""``limphome doctor``: what this machine has and lacks, each gap with its mend."""

import importlib
from typing import Iterator, List, Tuple

from limphome.cli.checks.finding import Finding
from limphome.cli.output import JSON, emit
from limphome.cli.verb_app import verb_app

CHECKS = (
    "python_check",
    "share",
    "ros",
    "messages",
    "dds_profile",
    "ros_domain",
    "shared_memory",
    "mujoco_check",
    "opengl",
    "onnx_runtime",
    "tensorrt",
    "gpu",
    "cameras",
    "disk",
)
_MARK = {"ok": "[green]ok     [/]", "limited": "[yellow]limited[/]", "missing": "[red]missing[/]", "absent": "[dim]absent [/]"}

app = verb_app()


@app.command()
def doctor(as_json: bool = JSON) -> None:
    """Tell what this machine has and lacks, each gap with its mend.

    ok: there. limited: works, with the loss that the line names. missing: a part of limphome will not run.
    absent: an option that nothing needs. The exit status is 0 whatever was found.
    """
    findings = list(examine())
    result = {
        "findings": [finding.as_dict() for finding in findings],
        "missing": _missing(findings),
    }
    emit(result, as_json, lambda: _show(findings))


def examine(checks: Tuple[str, ...] = CHECKS) -> Iterator[Finding]:
    """Run the checks one after the other."""
    for name in checks:
        yield importlib.import_module(f"limphome.cli.checks.{name}").check()


def _show(findings: List[Finding]) -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False, soft_wrap=True)
    for finding in findings:
        console.print(f"{_MARK[finding.state]}  {finding.name:<14} {escape(finding.found)}")
        if finding.mend:
            console.print(f"{'':24}[cyan]mend:[/] {escape(finding.mend)}")
    lacking = ", ".join(_missing(findings))
    console.print(f"\nMissing: {lacking}." if lacking else "\nNothing is missing: limphome demo tells the whole story.")


def _missing(findings: List[Finding]) -> List[str]:
    return [finding.name for finding in findings if finding.state == "missing"]
