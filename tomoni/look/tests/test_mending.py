"""Furigana on easy pages, marks on what is not translated; both leave scripts, pictures and other languages alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from tomoni.i18n import Text, speaking
from tomoni.look import mending, ruby
from tomoni.look.page import marked_ja
from tomoni.search import words

sudachi = pytest.mark.skipif(words.dictionary() == "none", reason="needs Sudachi")


def plain(pairs: tuple[ruby.Pair, ...]) -> str:
    return "".join(f"{text}({kana})" if kana else text for text, kana in pairs)


@sudachi
def test_readings_stand_over_the_characters_only() -> None:
    assert plain(ruby.pairs("引っ越しの申し込み")) == "引(ひ)っ越(こ)しの申(もう)し込(こ)み"


@sudachi
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4月1日", "4月(がつ)1日(ついたち)"),
        ("4月18日", "4月(がつ)18日(にち)"),
        ("4月20日", "4月(がつ)20日(はつか)"),
        ("7日間", "7日間(かかん)"),
        ("人", "人(にん)"),
        ("件数（人）", "件数(けんすう)（人(にん)）"),
    ],
)
def test_days_and_units(text: str, said: str) -> None:
    assert plain(ruby.pairs(text)) == said


def test_a_correction_wins(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "readings.toml").write_text('[readings]\n"三ツ木" = "みつぎ"\n"木" = ""\n', encoding="utf-8")
    own = ruby.corrections(tmp_path, "御坊市", "ごぼうし")
    assert plain(ruby.pairs("三ツ木", own)) == "三ツ木(みつぎ)"
    assert plain(ruby.pairs("木", own)) == "木"
    assert plain(ruby.pairs("御坊市", own)) == "御坊市(ごぼうし)"


def test_pieces_are_the_text_again() -> None:
    for text in ("東京都の﨑さん<b>&", "々", "", "国" * 13_000, "😀漢字\n"):
        assert "".join(piece for piece, _ in ruby.pairs(text)) == text


def test_easy_pages_keep_their_markup_and_stay_escaped() -> None:
    page = '<p>国 &lt;b&gt;</p><script>var 国;</script><svg><text>国</text></svg><p lang="en">国</p><title>国</title>'
    with speaking.speaking("ja-easy"):
        made = mending.mend(page)
    assert "&lt;b&gt;" in made and "<b>" not in made
    for kept in ("<script>var 国;</script>", "<text>国</text>", '<p lang="en">国</p>', "<title>国</title>"):
        assert kept in made
    assert "<ruby>国<rp>（</rp><rt>くに</rt>" in made or words.dictionary() == "none"


def test_what_is_not_translated_is_marked_as_english(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "vi.toml").write_text('[words]\n"お知らせ" = "Thông báo"\n', encoding="utf-8")
    with speaking.speaking("vi", tmp_path) as base:
        said = Text("お知らせ", "News")[base]
        made = mending.mend(f'<p>{said} 12 Data &amp; more</p><p lang="ja">お知らせ</p>')
    assert made == '<p>Thông báo<span lang="en"> 12 Data &amp; more</span></p><p lang="ja">お知らせ</p>'


def test_japanese_and_english_pages_are_left_alone() -> None:
    with speaking.speaking("ja"):
        assert mending.mend("<p>国</p>") == "<p>国</p>"
    assert mending.mend("<p>国</p>") == "<p>国</p>"


def test_only_what_is_japanese_is_marked_as_japanese(tmp_path: Path) -> None:
    assert marked_ja("三本松", "ja") == "三本松"
    assert marked_ja("三本松10件", "en") == '<span lang="ja">三本松10件</span>'
    mixed = marked_ja("Not on the map: 府外・調査中 and <b>.", "en")
    assert mixed == 'Not on the map: <span lang="ja">府外・調査中</span> and &lt;b&gt;.'
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "zh-Hant.toml").write_text('[words]\n"人数" = "確診人數"\n', encoding="utf-8")
    with speaking.speaking("zh-Hant", tmp_path) as base:
        assert marked_ja(Text("人数", "Cases")[base], base) == "確診人數"


def test_kana_in_brackets_are_no_reading_of_what_stands_before() -> None:
    """The dictionary would take 大切（いますぐ） for one word and set its reading over the bracket."""
    made = ruby.pairs("とても 大切（いますぐ）です")
    assert ("大切", "たいせつ") in made and "".join(piece for piece, _ in made) == "とても 大切（いますぐ）です"
