"""The pages as a reader, a machine and an author meet them."""

from __future__ import annotations

import io
import json
import posixpath
import re
from collections.abc import Callable

import polars as pl
import pytest

from tomoni.dashboard import dataset, queries
from tomoni.dashboard.pages import all_pages
from tomoni.dashboard.tests.conftest import Pages

Site = Callable[..., Pages]
OF_PUBLISH = re.compile(
    r"(data/[^/]+/|data/current|catalog\.|feed\.|assets/(tomoni|favicon|watermark)|inbox/(new/\?|$)|(en/)?developers/)"
)
"""What publish and the inbox write beside the rooms' pages (tests of the whole site follow links there)."""
pytestmark = pytest.mark.django_db


class TestReader:
    def test_the_figures_stand_in_the_html(self, site: Site):
        pages = site(40)
        home = pages.text("index.html")
        assert re.search(r"<b>.*?40.*?</b>", home) and "<svg" in home
        card = pages.text("cards/covid19-patients-by-day/index.html")
        assert '<time datetime="2020-04-20">2020年4月20日</time></th><td class="n">2</td>' in card

    def test_every_row_of_a_table_leads_to_its_source(self, site: Site):
        pages = site(40)
        for path in ("cards/covid19-patients-by-day/index.html", "cards/covid19-patients-table/index.html"):
            body = re.search(r"<tbody>(.*?)</tbody>", pages.text(path), re.S)
            assert body
            rows = body[1].count("<tr>")
            assert rows >= 20 and body[1].count("元のセル</a>") == rows

    def test_every_link_leads_somewhere(self, site: Site):
        pages = site(30)
        known = {path.removesuffix("index.html") for path in pages} | set(pages)
        broken = []
        for path, page in pages.html().items():
            for target in re.findall(r'(?:href|src)="([^"]*)"', page):
                if "://" in target or target.startswith("mailto:"):
                    continue
                place, _, anchor = target.partition("#")
                full = posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
                full = path.removesuffix("index.html") if not place else full + "/" * place.endswith("/")
                full = full.removeprefix("./")
                if OF_PUBLISH.match(full):
                    continue
                there = pages.text(full + "index.html") if full + "index.html" in pages else ""
                if full not in known or (anchor and f'id="{anchor}"' not in there):
                    broken.append((path, target))
        assert broken == []

    def test_a_large_dataset_has_pages_for_its_first_rows_and_says_where_the_others_are(
        self, site: Site, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(dataset, "PAGED_ROWS", 25)
        pages = site(40)
        assert [path for path in pages if path.startswith("trace/")] == ["trace/covid19-patients/1/index.html"]
        about = pages.text("datasets/covid19-patients/index.html")
        assert 'id="beyond"' in about and "25行目まで" in about and "40行のデータ" in about
        rows = pages.text("datasets/covid19-patients/rows/1/index.html")
        assert rows.count("元のセル</a>") == 25 and "このほかの15行" in rows
        card = pages.text("cards/covid19-patients-table/index.html")
        assert "datasets/covid19-patients/#beyond" in card and "trace/covid19-patients/1/#r1" in card

    def test_a_trace_says_in_a_sentence_where_the_figures_come_from(self, site: Site):
        page = site(40).text("trace/covid19-patients/2/index.html")
        said, done = re.findall(r'<section(?: id="r30")? class="k5">(.*?)</section>', page, re.S)
        assert re.search(r'<p class="lead">この数字は、てすと市が.*の A32:[E-F]32 から来ています。</p>', said)
        assert re.search(r'<tr class="[^"]*\bn5\b[^"]*\bk5"><th scope="row">32</th><td>30</td>', page)
        assert "<del>2020/4/15</del> → <ins>2020-04-15</ins> 日付を西暦の標準の形に直しました" in done

    def test_a_count_names_its_range_and_rows(self, site: Site):
        page = site(40).text("cards/covid19-patients-total/trace/index.html")
        assert "B3:B42 から来ています（40行を数えました）。" in page

    def test_a_count_shows_the_file_around_its_first_and_last_cell(self, site: Site):
        page = site(40).text("cards/covid19-patients-total/trace/index.html")
        lines = dict(re.findall(r'<tr><th scope="row">(\d+)</th>(.*?)</tr>', page))
        marked = {row for row, cells in lines.items() if 'class="marked"' in cells}
        assert {"3", "42"} <= marked and "2" not in marked and "20" not in lines

    def test_steps_say_what_was_done_not_what_was_wrong(self, site: Site):
        from tomoni.tables.rules import CATALOGUE

        wrong = {rule.title.ja for rule in CATALOGUE.values()} | {rule.title.en for rule in CATALOGUE.values()}
        pages = site(40).html()
        steps = [step for page in pages.values() for step in re.findall(r"</ins> (.*?) <code>", page)]
        assert len(steps) >= 80 and not wrong & set(steps)

    def test_other_looks_are_pages_of_their_own(self, site: Site):
        pages = site(120)
        all_days = pages.text("cards/covid19-patients-by-day/index.html")
        total = pages.text("cards/covid19-patients-by-day/total/index.html")
        recent = pages.text("cards/covid19-patients-by-day/30d/index.html")
        assert 'href="./total/"' in all_days and 'href="./30d/"' in all_days
        assert '<td class="n">120</td>' in total
        assert recent.count("</time></th>") == 30

    def test_both_languages_say_the_same_figures(self, site: Site):
        pages = site(40)
        english = pages.text("en/cards/covid19-patients-by-day/index.html")
        assert '<html lang="en">' in english and "Confirmed cases" in english and "20 April 2020" in english
        assert set(re.findall(r'<td class="n">([\d.,]+)</td>', english)) == set(
            re.findall(r'<td class="n">([\d.,]+)</td>', pages.text("cards/covid19-patients-by-day/index.html"))
        )

    def test_made_up_data_are_marked_on_every_page(self, site: Site):
        assert [path for path, page in site(10).html().items() if "架空" not in page and "Made-up" not in page] == []


class TestSafety:
    def test_nothing_from_a_file_runs(self, site: Site):
        pages = site(40).html()
        assert any("&lt;script&gt;alert(1)" in page for page in pages.values())
        assert [path for path, page in pages.items() if "<script>alert" in page] == []

    def test_pages_obey_a_strict_policy(self, site: Site):
        for path, page in site(40).html().items():
            scripts = re.findall(r"<script(?![^>]*(?:src=|ld\+json))", page)
            assert not scripts and not re.search(r'<[^>]+\s(?:style|on\w+)="', page), path

    def test_columns_that_are_not_ticked_appear_nowhere(self, site: Site):
        pages = site(40, ticked=["No", "公表_年月日", "患者_年代"])
        assert [name for name, data in pages.items() if "甲町".encode() in data or b"alert(1)" in data] == []
        assert "2020/4/15" in pages.text("trace/covid19-patients/2/index.html")


class TestAuthor:
    def test_a_card_with_a_fault_says_so_and_the_page_stays_up(self, site: Site):
        broken = '[[card]]\nid = "x"\ntype = "bar"\ndataset = "covid19-patients"\nx = "公表日"\n\n[[card]]\nid = "y"\ntype = "pie"\n'
        pages = site(40, {"dashboard.toml": broken})
        home = pages.text("index.html")
        assert "dashboard.toml:5 x" in home and "公表_年月日" in home
        assert "dashboard.toml:9 type" in home and "公開中のデータは変わっていません" in home
        assert "cards/x/index.html" in pages

    def test_news_and_pages(self, site: Site):
        written = {"news/2020-04-01-open.md": "# 開設\n**はじめました**", "pages/flow.ja.md": "# 受診の目安\n本文"}
        pages = site(10, written)
        assert "開設" in pages.text("index.html")
        assert "<strong>はじめました</strong>" in pages.text("news/2020-04-01-open/index.html")
        assert "has not been translated yet" in pages.text("en/pages/flow/index.html")
        assert '<div class="prose" lang="ja">' in pages.text("en/pages/flow/index.html")

    @pytest.mark.parametrize(("rows", "shown"), [(240, {"other"}), (40, {"other", "again"})])
    def test_a_figure_no_chance_repeats_stands_once_on_the_first_page(self, site: Site, scope, rows, shown):
        card = '\n[[card]]\nid = "{}"\ntype = "number"\ndataset = "covid19-patients"\nmetric = "cases"\nkey = true\n{}'
        same = card.format("again", 'x = "公表_年月日"\n')
        other = card.format("other", 'filter = { "患者_性別" = "男性" }\n')
        site(rows)
        path = scope.community.dir / "dashboard.toml"
        path.write_text(path.read_text(encoding="utf-8") + same + other, encoding="utf-8")
        cards = [one.id for one in queries.board(scope).home_cards if one.metric == "cases"]
        assert set(cards) == {"covid19-patients-total", *shown}
        assert "cards/again/index.html" in Pages(all_pages(scope)), "its own page stays"


class TestMachines:
    def test_a_cards_files_agree(self, site: Site):
        pages = site(40)
        folder = "cards/covid19-patients-by-day"
        rows = json.loads(pages[f"{folder}/card.json"])["rows"]
        frame = pl.read_parquet(io.BytesIO(pages[f"{folder}/card.parquet"]))
        assert sum(row[1] for row in rows) == 40 == frame[frame.columns[1]].sum()
        assert pages[f"{folder}/card.csv"].decode().splitlines()[1].startswith("2020-04-20,2,")
        assert pages[f"{folder}/card.svg"].startswith(b"<svg") and pages[f"{folder}/card.png"][:4] == b"\x89PNG"

    def test_a_dataset_page_describes_itself(self, site: Site):
        page = site(40).text("datasets/covid19-patients/index.html")
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
        assert found and json.loads(found[1])["@type"] == "Dataset"

    def test_the_first_view_is_light(self, site: Site):
        pages = site(400)
        style = sum(len(data) for path, data in pages.items() if path.endswith(".css"))
        assert len(pages["index.html"]) + style < 100_000

    def test_a_page_that_would_not_change_keeps_its_digest(self, site: Site, scope):
        site(40)
        before = {page.path: page.depends for page in all_pages(scope)}
        assert all(before.values())
        assert {page.path: page.depends for page in all_pages(scope)} == before
        (scope.community.dir / "dashboard.toml").write_text("", encoding="utf-8")
        after = {page.path: page.depends for page in all_pages(scope)}
        assert after["index.html"] != before["index.html"]
        assert after["trace/covid19-patients/1/index.html"] == before["trace/covid19-patients/1/index.html"]

    def test_equal_input_gives_equal_bytes(self, site: Site, scope):
        first = site(40)
        assert dict(Pages(all_pages(scope))) == dict(first)


def test_a_community_without_data_says_what_to_do(scope):
    pages = Pages(all_pages(scope))
    assert "公開中のデータはまだありません" in pages.text("index.html")
    assert pages.text("start/index.html").count('class="door"') == 4
    assert queries.board(scope).sets == {}
