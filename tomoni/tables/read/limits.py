"""Limits: how much of a file we are willing to take in, so that no file can take the machine down.

The defaults carry every municipal file we know of and a CSV of 1 GB; whoever accepts files from strangers sets lower
ones, for all of Tomoni at once: `TOMONI_LIMITS="cells=2000000,file_bytes=50000000"`. What goes over a limit is refused
as F06, in words that say which limit and what to do.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache

from tomoni.tables.finding import Unreadable

VARIABLE = "TOMONI_LIMITS"


def _limit(default: int, ja: str, en: str) -> int:
    number: int = field(default=default, metadata={"ja": ja, "en": en})
    return number


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; bytes, cells and characters. All are inclusive. What each means stands in its metadata."""

    file_bytes: int = _limit(2_000_000_000, "ファイルの大きさ（バイト）", "size of the file as it came, bytes")
    unpacked_bytes: int = _limit(
        1_500_000_000,
        "圧縮された中身（xlsx・ods・zip）の展開後の合計（バイト）",
        "all parts of a packed file (xlsx, ods, zip) together, bytes",
    )
    ratio: int = _limit(
        400,
        "10MBを超える部分の圧縮率（ふつうの表は60まで）。目次に書かれた大きさと、展開しはじめた部分の両方で確かめます",
        "unpacked : packed size, for parts over 10 MB (real sheets stay under 60); judged by the directory of the archive, "
        "then by what has been unpacked so far",
    )
    parts: int = _limit(10_000, "圧縮ファイルの中のファイル数", "files inside a packed file")
    cells: int = _limit(
        20_000_000,
        "1シートの使用範囲のセル数（行×列）。1セル30～60バイトのメモリを使います",
        "cells of the used range (rows × columns) of one sheet; each takes 30–60 bytes while it is read",
    )
    book_cells: int = _limit(40_000_000, "全シートのセル数の合計", "cells of all sheets together")
    merged_cells: int = _limit(
        2_000_000, "1シートの、結合の中にあるセル数", "cells of one sheet that lie inside merges"
    )
    text_cells: int = _limit(
        150_000_000,
        "CSV・TSVのセル数（メモリはファイルの大きさで決まります）",
        "cells of a CSV or TSV, whose memory is bounded by the size of the file",
    )
    sheets: int = _limit(500, "シート数", "sheets")
    rows: int = _limit(10_000_000, "CSV・TSVの行数", "rows of a CSV or TSV")
    columns: int = _limit(
        16_384,
        "列数。CSVでは、行をセルに分ける前に確かめます",
        "columns; of a CSV, before a line is cut into cells",
    )
    cell_chars: int = _limit(
        1_000_000, "1つのセルの文字数（Excelは32,767まで）", "characters in one cell (Excel stops at 32,767)"
    )
    json_depth: int = _limit(60, "JSONの入れ子の深さ", "nesting of JSON")
    json_bytes: int = _limit(300_000_000, "JSONの大きさ（バイト）", "size of a JSON file, bytes")


DEFAULT = Limits()


def current() -> Limits:
    """The limits of this process: the defaults, changed by the environment variable `TOMONI_LIMITS`.

    Raises ValueError, in both languages, when the variable names no limit or no number.
    """
    return parse(os.environ.get(VARIABLE, ""))


@lru_cache(maxsize=8)
def parse(text: str) -> Limits:
    """ "cells=2000000,sheets=50" → the defaults with these changed. Raises ValueError for anything else."""
    known = {one.name for one in fields(Limits)}
    given: dict[str, int] = {}
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        name, _, number = (piece.strip() for piece in part.partition("="))
        digits = number.replace("_", "")
        if name not in known or not (digits.isascii() and digits.isdecimal()) or int(digits) < 1:
            raise ValueError(
                f"{VARIABLE} の「{part}」は使えません。cells=2000000 の形で書いてください。名前: {'、'.join(sorted(known))} / "
                f"{VARIABLE}: can't use {part!r}; write cells=2000000. There are: {', '.join(sorted(known))}"
            )
        given[name] = int(digits)
    return replace(DEFAULT, **given)


def page() -> str:
    """docs/limits.md."""
    lines = [
        "# Limits / 読み込みの上限",
        "",
        "ともには、どんなファイルを渡されても止まらないように、読む前に大きさを確かめます。上限を超えたファイルは読まずに、どの上限を超えたかと、どうすればよいかを伝えます（F06）。",
        "上限は環境変数ひとつで、コマンド・サーバー・ライブラリのすべてに効きます。知らない人からファイルを受け取るサーバーでは、小さくしてください。",
        "",
        "Before a file is read its sizes are checked, so that no file can take the machine down. What goes over a limit is refused with a message that names the limit (F06).",
        "One environment variable sets them for the command line, the server and the library alike; set lower ones where strangers send files.",
        "",
        "```sh",
        f'{VARIABLE}="cells=2_000_000,file_bytes=50_000_000" tomoni check 表.xlsx',
        "```",
        "",
        "| name | default | 意味 | meaning |",
        "|---|--:|---|---|",
        *(
            f"| `{one.name}` | {one.default:,} | {one.metadata['ja']} | {one.metadata['en']} |"
            for one in fields(Limits)
        ),
        "",
        "From Python: `read(path, limits=Limits(cells=2_000_000))`, in `tomoni.tables.read`.",
    ]
    return "\n".join([*lines, ""])


def too_large(what_ja: str, what_en: str) -> Unreadable:
    """The refusal of something over a limit; `what` names the thing with its size."""
    return Unreadable(
        "F06",
        f"大きすぎるため読み込みませんでした（{what_ja}）。必要な表だけのファイルに分けて入れ直してください。",
        f"Too large to be read ({what_en}). Please split it into files that hold only the tables needed.",
    )
