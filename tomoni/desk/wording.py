"""Words for officers: what the floors below say to people at a command line, without its commands and file names."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tomoni.i18n import Text

_INSIDE = re.compile(r"sources/|\.toml|--[a-z]|\btomoni (add|check|publish|new)\b")
_ACCEPT = re.compile(r"\s*[（(]\s*(?:例: |Name the year )?--accept [^）)]*[）)]")


def plain(text: str) -> str:
    """The sentences that an officer can do something with.

    >>> plain("「氏名」に人の名前が3個あります。公開しない列なら、sources/x.toml の columns から外してください。")
    '「氏名」に人の名前が3個あります。'
    """
    text = _ACCEPT.sub("", text)
    if not _INSIDE.search(text):
        return text
    kept = "".join(part for part in _split(text) if not _INSIDE.search(part)).strip()
    return kept or text


def sentences(text: str) -> list[str]:
    """One after the other, for a list.

    >>> sentences("数が違います。「総数」は3、4（表2）。どれが正しいか確かめてください。")
    ['数が違います。', '「総数」は3、4（表2）。', 'どれが正しいか確かめてください。']
    """
    return [part.strip() for part in _split(text)]


def _split(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[。!?])|(?<=\.)\s+(?=[A-Z\"])", text) if part]


def both(text: Text | Mapping[str, str] | object) -> dict[str, str]:
    """{ja, en}, each as `plain`; takes a Text, a finding's Message or a table of the two."""
    ja, en = (text["ja"], text["en"]) if isinstance(text, Mapping) else (text.ja, text.en)  # type: ignore[attr-defined]
    return {"ja": plain(ja), "en": plain(en)}


WORK = {
    "desk.look": Text("調べるファイルの読み取り", "Reading a file that is looked at"),
    "desk.read": Text("ファイルの読み取り", "Reading a file"),
    "desk.compare": Text("公開中のデータとの比較", "Comparing with what is public"),
    "desk.publish": Text("公開", "Publishing"),
    "desk.release": Text("理由を付けた公開", "Publishing with a reason"),
    "publish.dataset": Text("取り込んだデータの公開", "Publishing what was taken in"),
    "publish.show": Text("ページの作り直し", "Making the pages again"),
    "source.fetch": Text("入手元の取得", "Fetching from a source"),
    "support.jgrants": Text("Jグランツの取得", "Fetching from jGrants"),
}


def work_words(kind: str) -> Text:
    """What background work of a kind does, for people."""
    return WORK.get(kind) or Text(f"自動の処理（{kind}）", f"Background work ({kind})")


def size(count: int) -> str:
    """Bytes as people say them: 63.9 kB, 200 MB."""
    for unit, step in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= step:
            value = count / step
            return f"{value:.0f} {unit}" if value >= 100 else f"{value:.1f} {unit}"
    return f"{count} B"
