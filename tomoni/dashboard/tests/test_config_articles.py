"""News and pages: languages, dates, titles, and nothing that could run."""

from datetime import date

from tomoni.dashboard.config import articles

NEWS = """---
date: 2020-06-30
title:
  ja: 更新しました
  en: Updated
---
本文です。

---en---

The text.
"""


def test_news_hold_both_languages(tmp_path):
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "2020-06-30-a.md").write_text(NEWS, encoding="utf-8")
    (tmp_path / "news" / "2020-07-01-b.md").write_text("# 七月\n本文", encoding="utf-8")
    newest, older = articles.news(tmp_path)
    assert (newest.title.ja, newest.day, newest.languages) == ("七月", date(2020, 7, 1), ("ja",))
    assert older.title.en == "Updated" and older.day == date(2020, 6, 30)
    assert "The text." in older.body("en")[0] and "本文" not in older.body("en")[0]


def test_a_missing_translation_falls_back_and_says_so(tmp_path):
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "flow.ja.md").write_text("# 受診の目安\n1. **休む**", encoding="utf-8")
    (page,) = articles.documents(tmp_path)
    html, lang = page.body("en")
    assert (page.slug, lang) == ("flow", "ja") and "<strong>休む</strong>" in html and "<h" not in html


def test_nothing_that_could_run_comes_through():
    html = articles.to_html(
        '<script>alert(1)</script>\n\n[a](javascript:alert(1))\n\n<b onclick="x">b</b>\n\n![p](http://x/p.png)'
    )
    assert "<script" not in html and 'href="javascript' not in html and "<b" not in html and "<img" not in html


def test_headings_leave_room_for_the_pages_own():
    assert "<h2>" in articles.to_html("# 一") and "<h3>" in articles.to_html("## 二")


def test_a_community_without_articles_has_none(tmp_path):
    assert articles.news(tmp_path) == [] and articles.documents(tmp_path) == []
