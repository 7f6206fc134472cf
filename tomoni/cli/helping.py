"""Help in the reader's language throughout: the words that Click itself writes, short lines for the list of commands.

Click's own words are few and known; where a release of Click has others, they simply stay English.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import click

from tomoni.i18n import cli_language

HEADINGS = {"Options": "オプション", "Commands": "コマンド", "Usage: ": "使い方: "}
WORDS = {
    "Show this message and exit.": "この説明を表示",
    "Show the version and exit.": "版を表示",
    "[required]": "[必須]",
    "[OPTIONS]": "[オプション]",
}


class Formatter(click.HelpFormatter):
    """Click's formatter with Japanese words where the locale is Japanese."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        if cli_language() == "ja":
            args, prefix = _japanese(args), HEADINGS["Usage: "]
        super().write_usage(prog, args, prefix)

    def write_heading(self, heading: str) -> None:
        super().write_heading(HEADINGS.get(heading, heading) if cli_language() == "ja" else heading)

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        if cli_language() == "ja":
            rows = [(name, _japanese(text)) for name, text in rows]
        super().write_dl(rows, col_max, col_spacing)


def _japanese(text: str) -> str:
    for english, japanese in WORDS.items():
        text = text.replace(english, japanese)
    return re.sub(r"\[default: ([^\];]+)", r"[指定がなければ \1", text)


def first_sentence(command: click.Command) -> str:
    """What a command does, for the list of commands."""
    text = " ".join((command.short_help or command.help or "").split())
    end = re.search(r"。|\.(\s|$)|;", text)
    return text[: end.start()] if end else text


class Context(click.Context):
    formatter_class = Formatter


def speak(group: click.Group) -> None:
    """From now on the group and every command under it explain themselves in the reader's language."""
    group.context_class = Context
    click.Command.context_class = Context
