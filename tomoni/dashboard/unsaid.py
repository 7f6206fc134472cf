"""Words of the product's own pages that a further language lacks: found by making one page of each kind in it and listening
to what it could not say. A sentence with days, figures or names of the community in it is told as its form, which is how a
catalogue says it: 「直近{n}日は、あとから追加報告で変わることがあります。」
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tomoni.dashboard import wording
from tomoni.dashboard.queries import Board
from tomoni.i18n import speaking
from tomoni.registry.rooms import Page, rooms

_DAY = re.compile(
    r"(?:(?:[0-9]{4}|(?:令和|平成|昭和)(?:元|[0-9]{1,2}))年)?[0-9]{1,2}月(?:[0-9]{1,2}日)?(?:（[月火水木金土日]）)?(?: [0-9]{1,2}:[0-9]{2})?|[0-9]{4}年"
)
_AUTHORS = ("dashboard.toml:", "metrics.toml:", "events.toml:")
"""Faults of a card are told to its author, in Japanese and English."""
_NUMBER = re.compile(r"[+±−]?[0-9][0-9,.]*")
_KANA = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def heard(board: Board, lang: str) -> dict[str, int]:
    """Form of the words → on how many places of those pages; the most frequent first."""
    if speaking.base_of(lang) == lang:
        return {}
    own = {text.ja for _, text in wording.texts(board) if text.ja.strip()}
    own |= {article.title.ja for articles in (board.news, board.documents) for article in articles}
    found: dict[str, int] = {}
    with speaking.listening() as unsaid:
        for page in _one_of_each(rooms.all_pages(board.scope), speaking.folder_of(lang)):
            page.render()
    for words, count in unsaid.items():
        said = form(words, own)
        if words not in own and _KANA.search(re.sub(r"\{\w+\}", "", said)) and not words.startswith(_AUTHORS):
            found[said] = found.get(said, 0) + count
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))


def form(words: str, own: Iterable[str]) -> str:
    """The words with {name} for what the community calls something, {day} for a day, {n} and {n2} for figures.

    >>> form("直近3日は変わります。", ()), form("6月29日から、1人減りました。", ()), form("みほん市の最新の状況", ["みほん市"])
    ('直近{n}日は変わります。', '{day}から、{n}人減りました。', '{name}の最新の状況')
    """
    for name in sorted((one for one in own if len(one) > 2), key=len, reverse=True):
        if name in words and name != words:
            words = words.replace(name, "{name}")
            break
    words = _DAY.sub("{day}", words, count=1)
    counted = iter(["{n}", *(f"{{n{nth}}}" for nth in range(2, 100))])
    return "".join(
        part if part.startswith("{") else _NUMBER.sub(lambda _: next(counted, "{n}"), part)
        for part in re.split(r"(\{\w+\})", words)
    )


def _one_of_each(pages: Iterable[Page], folder: str) -> Iterator[Page]:
    """One page of each kind in a language, of cards all: a kind is the first folder of its path, how deep it lies, and
    for what lies below a card its name."""
    seen = set()
    for page in pages:
        if not page.path.startswith(folder) or not page.path.endswith("index.html"):
            continue
        parts = page.path.removeprefix(folder).split("/")[:-1]
        card = parts[:1] == ["cards"]
        kind = (*parts[:1], len(parts), *(parts[1:2] if card and len(parts) == 2 else parts[2:3] if card else ()))
        if kind not in seen:
            seen.add(kind)
            yield page
