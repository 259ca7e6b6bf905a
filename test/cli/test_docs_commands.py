"""Every command that the documents show has its verb and its options."""

import re
from pathlib import Path

import pytest
import typer

from limphome.cli.main import app

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CODE = re.compile(r"```[^\n]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)


def commands_of(text):
    """What stands after ``limphome`` in code, words of comments and other commands of the line left out."""
    for block, span in CODE.findall(text):
        for line in (block or span).replace("\\\n", " ").splitlines():
            shown = re.match(r"(?:\$ )?(?:torchrun \S+ -m )?limphome ([a-z].*)", line.split("#")[0].strip())
            if shown:
                yield shown[1].split()


def unknown(words):
    """Verbs and options that the command line does not have."""
    command = typer.main.get_command(app)
    while words and not words[0].startswith("-") and hasattr(command, "get_command"):
        found = command.get_command(None, words[0].rstrip(",;"))
        if found is None:
            return [words[0]]
        command, words = found, words[1:]
    options = {name for one in command.params for name in (*one.opts, *one.secondary_opts)} | {"--help"}
    asked = re.findall(r"(?<![\w-])(--[a-z][\w-]*)", " ".join(words))
    return [one for one in asked if one not in options]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_shown_is_one_that_can_be_given(page):
    shown = [(" ".join(words), unknown(words)) for words in commands_of(page.read_text(encoding="utf-8"))]
    assert [(line, names) for line, names in shown if names] == []


def test_a_wrong_verb_and_a_wrong_option_are_found():
    text = "`limphome modle train`\n```sh\nlimphome run clear_route \\\n  --pictures   # a comment\n```"
    assert [unknown(words) for words in commands_of(text)] == [["modle"], ["--pictures"]]
