"""Wrong usage in the words of the locale: Click speaks English only, this says the same in Japanese beside it."""

from __future__ import annotations

import re

import click

from tomoni.cli.output import words
from tomoni.i18n import Text


def show(error: click.UsageError) -> None:
    """Prints the error on stderr, with the command's usage line and where its help is."""
    if error.ctx is not None:
        click.echo(words(Text("使い方: ", "Usage: ")) + _line(error.ctx), err=True)
        path = error.ctx.command_path
        click.echo(words(Text(f"{path} --help で説明が出ます。", f"Try '{path} --help' for help.")), err=True)
    click.echo(words(spoken(error)), err=True)


def _line(context: click.Context) -> str:
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def spoken(error: click.UsageError) -> Text:
    """What is wrong. Our own messages are in the right language already and stand for both."""
    english = f"Error: {error.format_message()}"
    match error:
        case click.MissingParameter():
            return Text(f"{_name(error)} がありません。指定してください。", english)
        case click.NoSuchOption():
            near = f" 近いもの: {'、'.join(error.possibilities)}" if error.possibilities else ""
            return Text(f"{error.option_name} というオプションはありません。{near}", english)
        case click.BadParameter():
            name = _name(error)
            return Text(f"{name}: {_reason(error.message)}" if name else _reason(error.message), english)
    return Text(_reason(error.message), english)


PATTERNS = (
    (r"No such command '(.*)'\.", "「{}」というコマンドはありません。tomoni --help で一覧が出ます。"),
    (r"Got unexpected extra arguments? \((.*)\)", "余分な引数があります: {}"),
    (r"Option '(.*)' requires an argument\.", "{} には値が要ります。"),
    (r"Option '(.*)' does not take a value\.", "{} に値は付けられません。"),
    (r"\w+ '(.*)' does not exist\.", "「{}」がありません。"),
    (r"\w+ '(.*)' is a file\.", "「{}」はフォルダーではなくファイルです。"),
    (r"\w+ '(.*)' is a directory\.", "「{}」はファイルではなくフォルダーです。"),
    (r"\w+ '(.*)' is not readable\.", "「{}」を読む権限がありません。"),
    (r"'(.*)' is not a valid integer\.", "「{}」は整数ではありません。"),
    (r"'(.*)' is not one of (.*)\.", "「{}」は使えません。使えるもの: {}"),
)
"""What Click says of its own accord, and how it is said here."""


def _reason(message: str) -> str:
    for english, japanese in PATTERNS:
        if found := re.match(english, message):
            return japanese.format(*found.groups())
    return message


def _name(error: click.BadParameter) -> str:
    """The parameter as it is written on the command line; "" when the message is of none."""
    if isinstance(error.param, click.Option):
        return " / ".join(error.param.opts)
    if error.param is not None and error.ctx is not None:
        return error.param.make_metavar(error.ctx).strip("[]")
    return ""
