"""The notes of a sheet that go out with its data: footnotes and remarks, after the check for personal data.

A page that shows figures without their footnote misleads, so notes are published in schema.json. Left out are stamps
(the as-of says the same), notes with a person's data or words like 「内部資料」, and notes on columns nobody ticked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

from tomoni.registry.gates import personal
from tomoni.tables import Table
from tomoni.tables.layout.notes import moment_of

MOST, LONGEST = 30, 600
INSIDE = re.compile(
    r"氏名|担当者?\s*[:：]|(記入|作成|入力|連絡)者\s*[:：]|社外秘|庁内限|部外秘|内部(資料|限り|用)|非公開|取扱(い)?注意"
)
MOMENT = re.compile(r"(令和|平成|昭和|[RHS])?\s*(\d+|元)\s*([年月日分]|時(?!点))?")
STAMP = re.compile(r"([-/.:()・\sT]|最終|更新|作成|公表|時点|現在|日時|日)*")


@dataclass(frozen=True, slots=True)
class Notes:
    """`public`: as written, in the order of the sheet, each once. `withheld`: how many may hold what is not public."""

    public: tuple[str, ...] = ()
    withheld: int = 0


def of_table(table: Table, hidden: Collection[str] = ()) -> Notes:
    """The notes of a table. `hidden`: columns that do not leave the house, about which notes do not either."""
    texts = [text for note in table.notes if (text := " ".join(note.split())) and not _only_a_stamp(text)]
    public = [text for text in dict.fromkeys(texts) if not _private(text, hidden)]
    withheld = sum(_private(text, hidden) for text in dict.fromkeys(texts))
    return Notes(tuple(text[:LONGEST] for text in public[:MOST]), withheld)


def _only_a_stamp(text: str) -> bool:
    """「2020-04-18 時点」「最終更新日時 2020/12/25 20:00」: nothing but the as-of."""
    plain = unicodedata.normalize("NFKC", text)
    return bool(moment_of(text)) and STAMP.fullmatch(MOMENT.sub("", plain)) is not None


def _private(text: str, hidden: Collection[str]) -> bool:
    plain = unicodedata.normalize("NFKC", text)
    if INSIDE.search(plain) or re.search(personal.MOBILE, plain) or re.search(personal.MAIL, plain):
        return True
    return any(len(name) > 1 and unicodedata.normalize("NFKC", name) in plain for name in hidden)
