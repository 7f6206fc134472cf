"""Where a line of Japanese may end on paper: after a phrase, as a person would write it on a poster, not within a word.

Told from the letters alone — a phrase is what is not hiragana with the hiragana after it — so that no dictionary has to
be read to print a sheet. A line that is narrower than a phrase still breaks it.
"""

from __future__ import annotations

import re

_KANA, _WORD, _OPEN = "ぁ-ゖ", "一-龠々〆ヵヶァ-ヺA-Za-z0-9", "「『（(〔【"
_POLITE = rf"(?:(?<=[のをにはがとでもやへ])|(?<![{_KANA}]))[おご](?=[{_WORD}])"
"""お and ご that belong to the word after them: 「今日の｜お知らせ」, not 「今日のお｜知らせ」."""
_CLOSE, _STOP = "」』）)〕】", "、。，．,:：；！？!?…"
_TAIL = rf"(?:(?!{_POLITE})[{_KANA}ー])*"
_PHRASE = re.compile(
    rf"\s+|[{_OPEN}]*(?:{_POLITE})?[^{_KANA}\s{_OPEN}{_CLOSE}、。，．：；！？…]*{_TAIL}(?:[{_CLOSE}]+{_TAIL})*[{_STOP}]*"
)


def phrases(text: str) -> list[str]:
    """The phrases of a text in Japanese, spaces apart; put together they are the text again.

    >>> phrases("6月30日のデータに、しました。")
    ['6月30日の', 'データに、', 'しました。']
    """
    return [found for found in _PHRASE.findall(text) if found]
