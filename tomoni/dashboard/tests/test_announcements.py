"""Banners, flows, the sheet and the report of texts: good files, bad files, and what readers get."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tomoni.dashboard import paper, queries, services, unsaid, wording
from tomoni.dashboard.cards.base import Headline
from tomoni.dashboard.config import announcements, flows
from tomoni.dashboard.pages import all_pages, told
from tomoni.dashboard.tests.conftest import Pages
from tomoni.i18n import Text, speaking
from tomoni.look import press
from tomoni.registry import community
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

Site = Callable[..., Pages]

GOOD = """\
[[banner]]
id = "heat"
level = "emergency"
text = { ja = "暑い日です </script><b>", en = "A hot day" }
from = 2020-07-01T09:00:00
until = "2020-07-02 09:00"

[[telephone]]
id = "center"
name = { ja = "相談センター", en = "Call centre" }
number = "000-000-0000"
hours = { ja = "毎日 9時から21時", en = "daily" }
"""
FLOW = """\
title = "受診の目安"
[[step]]
id = "fever"
question = "熱がありますか。"
[[step.answer]]
text = "はい"
go = "call"
[[step.answer]]
text = "いいえ"
go = "rest"
[[outcome]]
id = "call"
title = "電話してください"
telephones = ["center"]
[[outcome]]
id = "rest"
title = "休んでください"
"""


def write(folder: Path, text: str = GOOD, flow: str = "") -> announcements.Announcements:
    (folder / announcements.FILE).write_text(text, encoding="utf-8")
    if flow:
        (folder / "flows").mkdir(exist_ok=True)
        (folder / "flows" / "consult.toml").write_text(flow, encoding="utf-8")
    return announcements.load(folder)


@pytest.mark.parametrize(
    ("now", "state"), [("2020-06-30T23:59Z", "before"), ("2020-07-01T00:00Z", "on"), ("2020-07-02T00:00Z", "over")]
)
def test_a_banner_has_its_time_in_japan(tmp_path: Path, now: str, state: str) -> None:
    found = write(tmp_path)
    assert not found.problems
    assert found.banners[0].state(datetime.fromisoformat(now.replace("Z", "+00:00"))) == state


@pytest.mark.parametrize(
    "bad",
    [
        '[[banner]]\nlevel = "loud"\ntext = "x"\n',
        "[[banner]]\nlevel = 'info'\n",
        '[[banner]]\ntext = "x"\nfrom = 2020-07-02\nuntil = 2020-07-01\n',
        '[[banner]]\ntext = "x"\nfrom = "tomorrow"\n',
        '[[banner]]\ntext = "x"\nlink = "javascript:alert(1)"\n',
        '[[telephone]]\nname = "x"\nnumber = "call me"\nhours = "y"\n',
        '[[telephone]]\nname = "x"\nnumber = "110"\n',
        '[[banner]]\ntext = "x"\ncolour = "red"\n',
        "[[banner\n",
    ],
)
def test_a_fault_is_named_and_stays_alone(tmp_path: Path, bad: str) -> None:
    found = write(tmp_path, bad + ("" if bad == "[[banner\n" else GOOD))
    assert len(found.problems) == 1
    assert announcements.FILE in found.problems[0].ja
    assert bad == "[[banner\n" or "heat" in [banner.id for banner in found.banners]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('go = "rest"', 'go = "nowhere"'),
        ('go = "rest"', 'go = "fever"'),
        ('go = "rest"', 'go = "call"'),
        ('telephones = ["center"]', 'telephones = ["nobody"]'),
        ('id = "rest"', 'id = "call"'),
        ("[[outcome]]", "[[outcom]]"),
    ],
)
def test_a_flow_with_a_fault_is_not_shown(tmp_path: Path, old: str, new: str) -> None:
    told_ = write(tmp_path, GOOD, FLOW.replace(old, new))
    found = flows.load(tmp_path, told_.telephones)
    assert (len(found.flows), len(found.problems)) == (0, 1)
    write(tmp_path, GOOD, FLOW)
    assert len(flows.load(tmp_path, told_.telephones).flows) == 1


def test_pages_show_banners_flows_and_safe_json(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    write(scope.community.dir, GOOD, FLOW)
    monkeypatch.setattr("django.utils.timezone.now", lambda: datetime(2020, 7, 1, 1, tzinfo=UTC))
    made = Pages(all_pages(scope))
    home = made["index.html"].decode()
    assert 'class="banner emergency"' in home
    assert 'data-until="2020-07-02T09:00:00+09:00"' in home
    block = re.findall(r'<script type="application/ld\+json">(.*?)</script>', home, re.DOTALL)
    said = json.loads(block[0])
    assert said["@type"] == "SpecialAnnouncement"
    needed = {"name", "text", "datePosted", "expires", "category", "spatialCoverage", "inLanguage", "publisher"}
    assert needed <= {key for key, value in said.items() if value}
    assert "<b>" not in block[0]
    flow = made["flow/consult/index.html"].decode()
    assert 'href="#call"' in flow
    assert 'href="tel:000-000-0000"' in flow
    assert told.atom(queries.board(scope)).count(b"<entry>") == 1


def test_what_has_no_day_is_no_announcement_for_machines(scope: Scope) -> None:
    """A search engine refuses one without the day of its posting."""
    write(scope.community.dir, GOOD.replace("from = 2020-07-01T09:00:00\nuntil", "# until"))
    home = Pages(all_pages(scope))["index.html"].decode()
    assert 'class="banner emergency"' in home and "SpecialAnnouncement" not in home


def test_news_tell_machines_their_text_and_its_language(scope: Scope) -> None:
    (scope.community.dir / "news").mkdir()
    text = "---\ndate: 2020-07-01\ntitle: 水\ncategory: 施設\n---\n**三か所** です。\n"
    (scope.community.dir / "news" / "2020-07-01-water.md").write_text(text, encoding="utf-8")
    pages = Pages(all_pages(scope))
    for path in ("news/2020-07-01-water/index.html", "en/news/2020-07-01-water/index.html"):
        block = re.findall(r'<script type="application/ld\+json">(.*?)</script>', pages[path].decode(), re.DOTALL)
        said = json.loads(block[0])
        assert (said["text"], said["inLanguage"], said["datePosted"]) == ("三か所 です。", "ja", "2020-07-01")
        assert said["category"] == "施設"


def test_the_sheet_is_in_one_language_or_marks_what_is_not(scope: Scope) -> None:
    """Dates and fixed phrases are said in the sheet's language; a text nobody translated is English, and marked so."""
    write(scope.community.dir, GOOD + "[print]\nnext = 2099-07-07\n")
    board = queries.board(scope)
    with speaking.speaking("zh-Hant", scope.community.dir) as base:
        made = paper.content(board, "zh-Hant", base, "A4", paper.ROOM[0])
    assert made["last"][0] == [["下一期：2099年7月7日", "", ""]]
    (telephone,) = made["telephones"]
    assert telephone["name"] == [["Call centre", "", "en"]]
    assert [part for part in telephone["hours"] if part[0].strip(": ")] == [["受理時間", "", ""], ["daily", "", "en"]]


def test_what_was_only_written_in_japanese_is_marked_as_japanese_and_says_so(scope: Scope) -> None:
    """Not as English, the language a text without a translation is else in; 漢字 alone would not be noticed in 中文."""
    write(scope.community.dir)
    (scope.community.dir / "news").mkdir()
    for day, title in (("05", "\n  ja: 開きます\n  en: It opens"), ("06", " 検査について")):
        text = f"---\ndate: 2020-05-{day}\ntitle:{title}\n---\n本文\n"
        (scope.community.dir / "news" / f"2020-05-{day}-x.md").write_text(text, encoding="utf-8")
    board = queries.board(scope)
    for lang, other in (("zh-Hant", "en"), ("en", "")):
        with speaking.speaking(lang, scope.community.dir, board.headings(lang)) as base:
            made = paper.content(board, lang, base, "A4", paper.ROOM[0])
        assert [title for _, title in made["news"]] == [
            [["検査について", "", "ja"], [" [日本語]", "", "ja"]],
            [["It opens", "", other]],
        ]
        assert made["fonts"]["ja"][0] == "Noto Sans JP"
    with speaking.speaking("ja-easy", scope.community.dir) as base:
        (first, *_) = paper.content(board, "ja-easy", base, "A4", paper.ROOM[0])["news"]
    assert "日本語" not in str(first) and not any(part[2] for part in first[1])


def test_no_brackets_around_nothing_and_no_space_after_a_chinese_full_stop(scope: Scope) -> None:
    write(scope.community.dir)
    board = queries.board(scope)
    for lang in ("ja", "ja-easy", "en"):
        with speaking.speaking(lang, scope.community.dir) as base:
            (telephone,) = paper.content(board, lang, base, "A4", paper.ROOM[0])["telephones"]
        assert "（" not in str(telephone["hours"]) and "(" not in "".join(part[0] for part in telephone["hours"])
    assert paper._between([["截至2020年。", "", ""]]) == ""
    assert paper._between([["Up to.", "", ""]]) == " "


@pytest.mark.parametrize("lang", ["ja", "ja-easy", "en", "ko", "vi", "pt", "zh-Hans", "zh-Hant"])
def test_a_sheet_can_be_printed_in_every_language_the_product_speaks(scope: Scope, lang: str) -> None:
    """With their own letters: hangul and simplified characters are not in a Japanese font."""
    write(scope.community.dir)
    made = paper.sheet(queries.board(scope), lang)
    assert press.pages(made) == 1
    own = {"ko": b"NotoSansKR", "zh-Hans": b"NotoSansSC", "zh-Hant": b"NotoSansTC"}.get(lang, b"NotoSansJP")
    assert own in made


@pytest.mark.parametrize("size", ["A4", "A3"])
def test_lines_of_a_sheet_end_between_phrases_and_the_day_stays_in_one(
    scope: Scope, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: str
) -> None:
    """With the largest letters, where a line holds fewest: neither the weekday nor the end of a verb stands alone."""
    if not shutil.which("pdftotext"):
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)("poppler's pdftotext is not here")
    write(scope.community.dir)
    (scope.community.dir / "news").mkdir()
    news = "---\ndate: 2020-06-30\ntitle: 6月30日18時現在のデータにしました\n---\n本文\n"
    (scope.community.dir / "news" / "2020-06-30-x.md").write_text(news, encoding="utf-8")
    monkeypatch.setattr(paper, "edition", lambda board: (128, datetime(2020, 10, 28, 9, tzinfo=UTC)))
    monkeypatch.setattr(paper, "ROOM", paper.ROOM[:1])
    file = tmp_path / "sheet.pdf"
    file.write_bytes(paper.sheet(queries.board(scope), "ja", size))
    done = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True)
    lines = [line.strip() for line in done.stdout.splitlines()]
    assert any(line.endswith("令和2年10月28日（水）") for line in lines), lines
    assert any(line.endswith("データにしました") for line in lines), lines


@pytest.mark.parametrize(
    ("step", "label", "ja", "zh"),
    [
        (3, Text("6月29日", "29 Jun"), "6月29日に、3人増えました。", "6月29日增加3人。"),
        (-1, Text("6月28日から", "since 28 Jun"), "6月28日から、1人減りました。", "自6月28日減少1人。"),
        (0, Text("", ""), "変わっていません。", "Unchanged."),
    ],
)
def test_a_figure_in_words(step: int, label: Text, ja: str, zh: str) -> None:
    head = Headline(Text("", ""), 9, Text("人", "people"), date(2020, 6, 29), step, label)
    day, change = paper.sentences(head, "")
    assert (day.ja, change.ja) == ("2020年6月29日までの数です。", ja)
    with speaking.speaking("zh-Hant") as base:
        assert (day[base], change[base]) == ("截至2020年6月29日的數字。", zh)


def test_a_banner_to_come_is_hidden_and_one_that_is_over_is_gone(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    write(scope.community.dir)
    for month, shown in ((6, True), (8, False)):
        monkeypatch.setattr("django.utils.timezone.now", lambda month=month: datetime(2020, month, 1, tzinfo=UTC))
        home = Pages(all_pages(scope))["index.html"].decode()
        assert ("A hot day" in home or "暑い日です" in home) is shown
        assert (" hidden>" in home) is shown


def test_the_clock_asks_for_pages_when_a_banner_turns(scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
    write(scope.community.dir)
    asked: list[str] = []
    monkeypatch.setattr(services.here, "community", lambda: scope.community)
    monkeypatch.setattr(services.jobs, "ask", lambda kind, key, due: asked.append(f"{kind} {due.isoformat()}"))
    services.announce_turns(datetime(2020, 6, 30, 12, tzinfo=UTC))
    assert asked == ["publish.show 2020-07-01T09:00:00+09:00"]
    services.announce_turns(datetime(2021, 1, 1, tzinfo=UTC))
    assert len(asked) == 1


def test_the_sheet_is_one_page_and_a_missing_glyph_is_named(scope: Scope) -> None:
    write(scope.community.dir, GOOD + '[print]\nnote = "手洗い"\n')
    board = queries.board(scope)
    for size in ("A4", "A3"):
        made = paper.sheet(board, "ja", size)
        assert press.pages(made) == 1
        assert b"pdfuaid" in made
    write(scope.community.dir, GOOD + '[print]\nnote = "手洗い \U0001f600"\n')
    board = queries.board(scope)
    with pytest.raises(press.CannotPrint) as stopped:
        paper.sheet(board, "ja")
    assert "U+1F600" in stopped.value.text.ja
    assert "note" in stopped.value.text.ja
    assert press.pages(paper.published(board, "ja")) == 1


def test_the_report_tells_untranslated_from_stale(scope: Scope) -> None:
    write(scope.community.dir, GOOD, FLOW)
    board = queries.board(scope)
    before = wording.report(board, "ne")
    assert before.missing["banner.heat"].startswith("暑い日です")
    wording.append(board, before)
    path = scope.community.dir / "texts" / "ne.toml"
    whole = path.read_text(encoding="utf-8")
    wording.append(board, wording.report(board, "ne"))
    assert path.read_text(encoding="utf-8") == whole, "nothing is added twice"
    path.write_text(
        '[[text]]\nid = "telephone.center.name"\nsource = "古い名"\ntext = "पुरानो"\n'
        '[[text]]\nid = "flow.consult.title"\nsource = "受診の目安"\ntext = "जाँच"\n'
        '[[text]]\nid = "gone"\nsource = "ない"\ntext = "x"\n',
        encoding="utf-8",
    )
    after = wording.report(board, "ne")
    assert after.stale == {"telephone.center.name": ("古い名", "相談センター")}
    assert (after.done, after.unused) == (1, ["gone"])


def test_the_report_names_every_word_of_a_card(scope: Scope) -> None:
    """Levels, boxes of a tree, sides of a comparison, events and the alternative text, each once."""
    card = (
        '[[card]]\nid = "a"\ntype = "bar"\ndataset = "d"\nx = "日"\nalt = "説明"\n'
        'thresholds = [{ value = 1, label = "目安" }]\nnodes = [{ label = "親", nodes = [{ label = "子" }] }]\n'
        'compare = [{ label = "となり", dataset = "d" }]\n'
    )
    (scope.community.dir / "dashboard.toml").write_text(card, encoding="utf-8")
    event = '[[event]]\nday = 2020-04-07\ntext = "宣言"\n[[event]]\nday = 2020-04-07\ntext = "休校"\n'
    (scope.community.dir / "events.toml").write_text(event, encoding="utf-8")
    missing = wording.report(queries.board(scope), "ne").missing
    told_ = {name: text for name, text in missing.items() if name.startswith(("card.", "event."))}
    assert told_ == {
        "card.a.alt": "説明",
        "card.a.threshold-1": "目安",
        "card.a.node-1": "親",
        "card.a.node-2": "子",
        "card.a.compare-1": "となり",
        "event.2020-04-07": "宣言",
        "event.2020-04-07-2": "休校",
    }


def test_the_report_lists_words_of_the_product_that_a_language_lacks(scope: Scope, site: Site) -> None:
    """What a page in it shows in English; a sentence with figures as its form, so that it can be translated once."""
    config = scope.community.dir / "community.toml"
    config.write_text(config.read_text(encoding="utf-8") + 'languages = ["ja", "en", "vi"]\n', encoding="utf-8")
    spoken = Scope(None, community.load(scope.community.dir))
    card = '[[card]]\nid = "a"\ntype = "bar"\ndataset = "covid19-patients"\ntitle = "公表日別"\nx = "公表_年月日"\n'
    site(240, {"dashboard.toml": card})
    rooms.page_sources["dashboard"] = all_pages
    board = queries.board(spoken)
    before = unsaid.heard(board, "vi")
    assert {"ほかに{n}行あります。", "埋め込みコード", "すべての行"} <= set(before)
    assert not {"お知らせ", "公表日別", "てすと市", "{name}"} & set(before), "said in vi, or the community's own"
    assert unsaid.heard(board, "en") == {}

    path = scope.community.dir / "texts" / "vi.toml"
    path.parent.mkdir()
    path.write_text('[words]\n"埋め込みコード" = "Tải về"\n\n[format]\nday = "{d}.{m}.{y}"\n', encoding="utf-8")
    after = unsaid.heard(board, "vi")
    assert set(before) - set(after) == {"埋め込みコード"}

    found = wording.report(board, "vi")
    found.product = after
    assert "  . すべての行" in found.words("ja") and f"製品の言葉で訳のないもの {len(after)}" in found.words("ja")
    wording.append(board, found)
    whole = path.read_text(encoding="utf-8")
    told_ = tomllib.loads(whole)
    assert told_["words"]["ほかに{n}行あります。"] == "" and told_["words"]["埋め込みコード"] == "Tải về"
    assert told_["format"] == {"day": "{d}.{m}.{y}"}
    assert set(unsaid.heard(board, "vi")) == set(after), "an empty entry says nothing"
    wording.append(board, found)
    assert path.read_text(encoding="utf-8") == whole, "nothing is added twice"
