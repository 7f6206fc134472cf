"""forms: a sheet filled in by hand, with two or more names and values on each line (施設名 | 体育館 | 所在地 | 本町), rule S22.

Read as a table its first line would be the header. It is one list of names and values, put below each other.
"""

from __future__ import annotations

import re

from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.kinds import Kind, kind_of_text, squeeze, text
from tomoni.tables.layout.notes import is_note
from tomoni.tables.layout.page import Page

NAMED = re.compile(r"(?:名|名称|件名|題名|番号|ID|No\.?)$")
ABOUT = re.compile(
    r"所在地|住所|電話|FAX|ファックス|メール|URL|ホームページ|郵便番号|開館|閉館|休館|開所|休日|定休|営業|利用時間|時間$|料金|定員|面積"
    r"|構造|階数|設置|開設|設立|完成|竣工|建築|担当|所管|管理者|問い?合わ?せ|連絡先|交通|アクセス|駐車|備考|概要|目的|対象|期間|場所|会場"
    r"|(?:年月日|日時?|緯度|経度|収容人数|蔵書数)$"
)
"""Words for what is known about a place or an event."""
MOST = 60
_DIGIT = re.compile(r"[0-9０-９]")
_SENTENCE = re.compile(r"[。、]")
_LEAST_PLAIN = 3


def form(page: Page) -> tuple[Draft, list[list[int]]] | None:
    """The lines of a form and its pairs of columns; None for anything else.

    Every line begins with a name and has a value to the right of each; the names are short words without figures, each
    there once. Of the values at least three are no words (a number, a day, a telephone), and never all of one column:
    a column of figures under a name is a table.
    """
    rows = [r for r in page.rows if page.count[r] > 1]
    if not 3 <= len(rows) <= MOST or len(rows) + 6 < len(page.rows):
        return None
    cols = sorted({c for r in rows for c in page.held(r)})
    if len(cols) not in (4, 6) or sum(page.count[r] == len(cols) for r in rows) < max(2, 0.5 * len(rows)):
        return None
    pairs = [cols[i : i + 2] for i in range(0, len(cols), 2)]
    names: list[str] = []
    plain_ = 0
    for row in rows:
        held = page.held(row)
        if len(held) % 2 or any((a in held) != (b in held) for a, b in pairs):
            return None
        for name, value in ((a, b) for a, b in pairs if a in held):
            names.append(squeeze(text(page.value(row, name))))
            plain_ += _no_word(text(page.value(row, value)))
            if held[name] is not Kind.WORDS:
                return None
    if len(set(names)) < len(names) or any(_DIGIT.search(n) or _SENTENCE.search(n) or len(n) > 14 for n in names):
        return None
    known = sum(bool(ABOUT.search(name) or NAMED.search(name)) for name in names)
    if known < max(_LEAST_PLAIN, 0.5 * len(names)):
        return None
    if plain_ < _LEAST_PLAIN or not all(_differ(page, rows, value) for _, value in pairs):
        return None
    others = [r for r in page.rows if page.count[r] == 1]
    if any(rows[0] < r < rows[-1] for r in others):
        return None
    above = [r for r in others if r < rows[0]]
    below = [r for r in others if r > rows[-1]]
    if any(not is_note(text(page.value(r, min(page.held(r))))) for r in below):
        return None
    return Draft(above=above, body=rows, below=below, words_only=True), pairs


def _no_word(value: str) -> bool:
    """A value that a name does not look like: a number, a day, a telephone, an amount with its unit."""
    return kind_of_text(value) is not Kind.WORDS or bool(_DIGIT.search(value))


def _differ(page: Page, rows: list[int], col: int) -> bool:
    """The values below each other are of several kinds, as those of a table are not below its header."""
    kinds = set()
    for row in [r for r in rows if col in page.held(r)][1:]:
        kind = page.kind(row, col)
        kinds.add((kind, kind is Kind.WORDS and bool(_DIGIT.search(text(page.value(row, col))))))
    return len(kinds) > 1
