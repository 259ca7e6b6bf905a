"""Entry point: finds the verb, runs it, and turns every way of ending into an exit status."""

import errno
import json
import os
import sys
from contextlib import contextmanager
from typing import Any, Iterator, List, Optional

import typer

from limphome.cli import exit_status
from limphome.cli.missing_package import missing_package
from limphome.cli.verb_group import VerbGroup
from limphome.core import LimphomeError
from limphome.nodes.farewell import leave

_STDOUT = 1
UsageError: Any = typer.BadParameter.__mro__[1]  # typer carries its own click since 0.27; this finds either

app = typer.Typer(
    cls=VerbGroup,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from limphome.resources.machine import package_version

        typer.echo(f"limphome {package_version('limphome')}")
        raise typer.Exit


_VERSION = typer.Option(False, "--version", callback=_print_version, is_eager=True, help="Print the version and end.")


@app.callback(
    epilog="Exit status: 0 it ran, 1 it could not run, 2 wrong usage, 3 it ran and a verdict failed. "
    "With --json the last line of the output is one JSON object. Start with: limphome doctor, limphome demo."
)
def limphome(version: bool = _VERSION) -> None:
    """A quantized network in a robot's control loop: watched, broken on purpose, kept safe, and told why it broke."""


def call(arguments: List[str]) -> int:
    """Run the command line ``arguments`` (without the program's name); the exit status."""
    as_json = "--json" in arguments
    result: Any = None
    try:
        with _whoever_reads():
            result = app(args=arguments or ["--help"], prog_name="limphome", standalone_mode=False)
        return result if isinstance(result, int) else exit_status.RAN
    except LimphomeError as error:
        return _report(error, as_json, exit_status.COULD_NOT_RUN)
    except ImportError as error:
        return _report(missing_package(error), as_json, exit_status.COULD_NOT_RUN)
    except UsageError as error:
        return _report_usage(error, as_json)
    except (KeyboardInterrupt, typer.Abort):
        return _report(LimphomeError("interrupted"), as_json, exit_status.INTERRUPTED)
    except OSError as error:
        return _report(_refused_file(error), as_json, exit_status.COULD_NOT_RUN)


@contextmanager
def _whoever_reads() -> Iterator[None]:
    """A reader of our output that has gone (limphome doctor | head) is no failure; nobody reads on, so nothing more is said."""
    try:
        yield
        sys.stdout.flush()  # the interpreter, at its end, would make a status of its own of it
    except (BrokenPipeError, SystemExit) as error:
        broken = error.__context__ if isinstance(error, SystemExit) else error  # typer and rich make an exit of it
        if not isinstance(broken, BrokenPipeError):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)


def _refused_file(error: OSError) -> LimphomeError:
    """The readable form of a file that the system refuses: no permission, a folder in its place, a full disk.

    Raises:
        OSError: the error itself, when it names no file and no full disk (then it is a defect).
    """
    if error.filename is None and error.errno not in (errno.ENOSPC, errno.EDQUOT):
        raise error
    return LimphomeError(error.strerror or str(error), str(error.filename or "disk"), "a path that you may use, with free space")


def _report(error: LimphomeError, as_json: bool, status: int) -> int:
    with _whoever_reads():
        if as_json:
            print(json.dumps({"error": error.as_dict()}))
        else:
            print(f"limphome: {error}", file=sys.stderr)
    return status


def _report_usage(error: Any, as_json: bool) -> int:
    command = error.ctx.command_path if error.ctx else "limphome"
    what = error.format_message()
    if what.startswith("Usage:"):  # for a group without a command click has the group's help to say
        if not as_json:
            with _whoever_reads():
                print(what)
        what = "Missing command."
    if as_json:
        return _report(LimphomeError(what, command, f"{command} --help"), as_json, exit_status.WRONG_USAGE)
    print(f"{command}: {what} (see: {command} --help)", file=sys.stderr)
    return exit_status.WRONG_USAGE


def main(arguments: Optional[List[str]] = None) -> None:
    """The console script."""
    leave(call(sys.argv[1:] if arguments is None else arguments))


if __name__ == "__main__":
    main()
