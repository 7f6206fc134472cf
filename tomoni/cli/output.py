"""How every command speaks: in the locale's language, progress on a terminal only, JSON for machines, errors without
a traceback and with the exit codes of DESIGN §4.
"""

from __future__ import annotations

import functools
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ParamSpec, Protocol, TypeVar

import click

from tomoni.i18n import Text, cli_language

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

INTERNAL_ERROR = 3


class TwoLanguages(Protocol):
    """Whatever has the same words in ja and en: `i18n.Text`, `finding.Message`."""

    @property
    def ja(self) -> str: ...
    @property
    def en(self) -> str: ...


def words(text: TwoLanguages | str) -> str:
    """The text in the language of the locale."""
    if isinstance(text, str):
        return text
    return text.en if cli_language() == "en" else text.ja


def say(text: TwoLanguages | str, *, err: bool = False) -> None:
    click.echo(words(text), err=err)


def say_json(value: Any) -> None:
    """One JSON object on stdout, and nothing else may go there."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def help_text(ja: str, en: str) -> str:
    """For `help=`: chosen once, when the command is defined."""
    return words(Text(ja, en))


def progress(items: Iterable[T], label: TwoLanguages | str, total: int | None = None) -> Iterator[T]:
    """Passes the items through with a bar on stderr when a person is watching; silent otherwise."""
    if not sys.stderr.isatty():
        yield from items
        return
    from rich.console import Console
    from rich.progress import track

    count = total if total is not None else len(items) if hasattr(items, "__len__") else None
    yield from track(items, description=words(label), total=count, console=Console(stderr=True), transient=True)


def plain_errors(command: Callable[P, R]) -> Callable[P, R]:
    """Decorator for commands: a `Problem` or an unreadable file becomes words on stderr and an exit code; a bug of ours
    says so, keeps the traceback for TOMONI_DEBUG=1 and exits with 3."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        from tomoni.registry.errors import Problem
        from tomoni.tables.finding import Unreadable

        try:
            return command(*args, **kwargs)
        except Problem as error:
            say(error.text, err=True)
            raise click.exceptions.Exit(error.code) from None
        except Unreadable as error:
            say(error.message, err=True)
            raise click.exceptions.Exit(2) from None
        except OSError as error:
            if os.environ.get("TOMONI_DEBUG") or isinstance(error, BrokenPipeError) or not error.filename:
                raise
            say(_out_of_reach(error), err=True)
            raise click.exceptions.Exit(2) from None
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except Exception as error:
            if os.environ.get("TOMONI_DEBUG"):
                raise
            say(_bug(error), err=True)
            raise click.exceptions.Exit(INTERNAL_ERROR) from None

    return guarded


def _out_of_reach(error: OSError) -> Text:
    """A file or folder that can't be read or written: the disk's words, not a fault of ours."""
    from tomoni.registry.errors import why

    reason = why(error)
    return Text(
        f"{error.filename} を読み書きできません（{reason.ja}）。公開中のデータは変わっていません。場所と権限、空き容量を確かめてください。",
        f"{error.filename} can't be read or written ({reason.en}). What is public has not changed. Check the place, its permissions and the free space.",
    )


def _bug(error: Exception) -> Text:
    what = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    return Text(
        f"tomoni の内部の誤りです（{what}）。公開中のデータは変わっていません。TOMONI_DEBUG=1 を付けて実行した表示を添えて知らせてください。",
        f"This is a bug in tomoni ({what}). What is public has not changed. Please report it with the output of TOMONI_DEBUG=1.",
    )
