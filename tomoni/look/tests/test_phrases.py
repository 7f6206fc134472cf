from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tomoni.look.phrases import phrases


@pytest.mark.parametrize(
    "text",
    [
        "6月30日18時現在の|データにしました",
        "今日の|お知らせ",
        "ご協力を|お願いします。",
        "なお|注意してください",
        "ワクチン|（2回目）の|予約",
        "受付時間:| |毎日| |9時から|21時まで|（英語・中国語でも|話せます）",
        "「水」を|配ります。|川から|離れてください！",
        "くわしくは| |https://mimaki.example/",
    ],
)
def test_a_line_may_end_between_phrases(text: str) -> None:
    assert phrases(text.replace("|", "")) == text.split("|")


@given(st.text(st.sampled_from("おご知の。、（）「」ーデあ a1:\n　々"), max_size=12))
def test_nothing_is_lost_and_no_phrase_is_empty(text: str) -> None:
    made = phrases(text)
    assert "".join(made) == text and all(made)
