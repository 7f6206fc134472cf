"""What a person says about a file on the command line, instead of detection: where the table lies, which repairs are
wanted, which schema. Each parser gives the value that `tables` takes, or click.BadParameter in both languages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import click

from tomoni.cli.output import help_text, words
from tomoni.i18n import Text

if TYPE_CHECKING:
    from tomoni.tables.region import Override


def place_options(command: Any) -> Any:
    """--sheet, --range, --header-rows: what a person says about a file, instead of detection."""
    for option in (
        click.option("--header-rows", metavar="3,4", help=help_text("見出しの行（0はなし）", "header rows (0: none)")),
        click.option("--range", "range_", metavar="A3:F120", help=help_text("表の範囲", "where the table lies")),
        click.option("--sheet", help=help_text("このシートだけ", "only this sheet")),
        click.option("--debug", is_flag=True, hidden=True),
    ):
        command = option(command)
    return command


def override_of(sheet: str | None, range_: str | None, header_rows: str | None, **more: Any) -> Override:
    """The Override of the command line. Raises click.BadParameter for what is not a range or a list of rows."""
    from tomoni.tables.grid import Rect
    from tomoni.tables.region import Override

    limits_named()
    try:
        rows = _rows(header_rows)
        if range_ is not None:
            Rect.parse(range_)
    except ValueError:
        raise click.BadParameter(
            words(Text("範囲は A3:F120、見出しの行は 3,4 の形で書いてください。", "write A3:F120 and 3,4"))
        ) from None
    return Override(sheet=sheet, range=range_, header_rows=rows, **more)


def limits_named() -> None:
    """Raises click.UsageError when the environment sets limits that there are not (docs/limits.md)."""
    from tomoni.tables.read.limits import current

    try:
        current()
    except ValueError as problem:
        raise click.UsageError(str(problem)) from None


def _rows(text: str | None) -> tuple[int, ...] | None:
    """ "3,4" or "3-4" → (3, 4); "0" or "none" → () (there is no header)."""
    if text is None:
        return None
    if text.strip() in {"0", "none", "なし"}:
        return ()
    rows: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        start, end = int(first), int(last or first)
        if not 1 <= start <= end <= start + 100:
            raise ValueError(text)
        rows.extend(range(start, end + 1))
    return tuple(rows)


def rules_in(text: str | None) -> tuple[str, ...]:
    """ "c05, D02" → ("C05", "D02"): the rule ids of --decline."""
    return tuple(word.strip().upper() for word in text.split(",") if word.strip()) if text else ()


def accepted_in(given: tuple[str, ...]) -> tuple[str, ...]:
    """The words of --accept, also several in one with commas before the next rule (D02=2020,S20).

    Raises click.BadParameter for what is no such word, or a year that is none.
    """
    from tomoni.tables import proposals

    found = [word.strip() for text in given for word in re.split(r",(?=\s*[A-Za-z]\d\d(?:[:=,]|\s*$))", text)]
    try:
        proposals.parse(found)
        proposals.year_hints(found, "")
    except ValueError as problem:
        raise click.BadParameter(
            words(Text(f"--accept は D02=2020、S20、C01:列名 の形で書いてください（{problem}）。", str(problem)))
        ) from None
    return tuple(found)


def schema_named(schema: str | None) -> str | None:
    """The schema's name, once it is sure that there is one. Raises click.BadParameter with the names there are."""
    if schema is None:
        return None
    from tomoni.tables.schema import load

    try:
        load(schema)
    except LookupError:
        from tomoni.tables.schema import library

        known = sorted(library())
        raise click.BadParameter(
            words(
                Text(
                    f"項目定義「{schema}」はありません。あるもの: {'、'.join(known)}",
                    f'there is no schema "{schema}". There are: {", ".join(known)}',
                )
            )
        ) from None
    except (ValueError, OSError) as error:
        raise click.BadParameter(
            words(Text(f"項目定義 {schema} を読めません（{error}）。", f"the schema {schema} can't be read ({error})"))
        ) from None
    return schema
