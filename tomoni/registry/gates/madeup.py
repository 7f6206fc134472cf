"""The file itself says that its data are made up: such data can't be published as a real place's.

Samples and test files travel: they are copied, mailed, taken for the real thing. Codes 99xxxx are the area gate's
matter; here the words count that people write above or below a table, or on most of its rows.
"""

from __future__ import annotations

import re

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import held, refused

MADE_UP = re.compile(
    r"架空の|(ダミー|テスト用?の?|見本の?|サンプル(用の)?)データ|ダミーの|"
    r"\b(dummy|fictitious|made-up|synthetic|sample|test) data\b",
    re.IGNORECASE,
)
"""Words that say so by themselves. サンプル数 (sample size), 見本市 (trade fair) and テスト件数 do not."""


def says_so(candidate: Candidate) -> list[Verdict]:
    if candidate.community.synthetic:
        return []
    texts = [candidate.table.title, *candidate.table.notes] if candidate.table else []
    for text in texts:
        if found := MADE_UP.search(text):
            return [
                refused(
                    "made-up",
                    f"表の題名か注記に「{found[0]}」とあります（{text[:60]}）。見本のデータは本物として公開できません。本物のデータなら、元のファイルからその言葉を消して入れ直してください。",
                    f'The title or a note of the table says "{found[0]}" ({text[:60]}). Sample data can\'t be published as real. If they are real, take these words out of the file and add it again.',
                    words=found[0],
                )
            ]
    return _on_most_rows(candidate)


def _on_most_rows(candidate: Candidate) -> list[Verdict]:
    frame = candidate.frame
    for name in frame.columns:
        if frame[name].dtype != pl.Utf8 or not frame.height:
            continue
        rows = int(frame[name].str.contains(f"(?i){MADE_UP.pattern}").sum())
        if rows * 2 > frame.height:
            return [
                held(
                    "made-up",
                    f"「{name}」の{rows:,}行に、作りもののデータだと書いてあります。本物か確かめてください。",
                    f'{rows:,} rows of "{name}" say that the data are made up. Check that they are real.',
                    column=name,
                    rows=rows,
                )
            ]
    return []


GATES = [Gate("made-up", Text("作りもののデータでないか", "The data are not made up"), says_so)]
