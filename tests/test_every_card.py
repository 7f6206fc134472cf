"""A site with every type and look of card, in four languages, as a person meets it: axe, a small phone, the security
policy of the front, corrections, faults of an author, and words nobody translated."""

from __future__ import annotations

import functools
import http.server
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests import every_card
from tests.every_card_words import CARDS
from tests.real_places import named, texts
from tests.test_browser import QuietHandler, violations
from tests.test_quality import RECORD
from tomoni.tables import codes
from tomoni.tables.schema import library
from tomoni.web.headers import POLICY

LANGUAGES = ("", "easy/", "en/", "zh-hant/")
FAULTY = {"two-axes": "y2", "wrong-field": "年月日"}
"""Cards with a fault, and what is said about it."""


class Strict(QuietHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()


@pytest.fixture(scope="module")
def site(tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """(all that `tomoni publish` said, the static site)"""
    base = tmp_path_factory.mktemp("every-card")
    folder, out = base / "mimaki", base / "out"
    said = ""

    def run(*arguments: object) -> None:
        nonlocal said
        done = subprocess.run(
            [*tomoni, *map(str, arguments)], env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode in (0, 1), done.stdout + done.stderr
        said += done.stdout + done.stderr

    every_card.write(folder)
    run("publish", folder)
    every_card.correct(folder)
    run("reason", folder, "patients", "--reason", "mistake")
    run("build", folder, "-o", out)
    return said, out


@pytest.fixture(scope="module")
def tree(site: tuple[str, Path]) -> Path:
    return site[1]


@pytest.fixture(scope="module")
def address(tree: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Strict, directory=str(tree)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_no_file_names_a_real_place(tree: Path) -> None:
    """Pages of every kind, scripts, styles, schemas, feeds: this town is made up."""
    assert named(texts(tree)) == {}


def test_no_schema_of_the_library_names_one_since_it_is_published_with_the_data() -> None:
    """大分類 holds the bare name of a prefecture: of those only the whole names here."""
    bare = {entry.name[:-1] for entry in codes.all_governments() if entry.kind == "prefecture"}
    read = {name: json.dumps(schema.raw, ensure_ascii=False) for name, schema in library().items()}
    found = {name: sorted(set(hits) - bare) for name, hits in named(read).items()}
    assert {name: hits for name, hits in found.items() if hits} == {}


def cards() -> list[str]:
    return re.findall(r'^id = "([a-z-]+)"\ntype', CARDS, re.MULTILINE)


def text(tree: Path, path: str) -> str:
    return (tree / path / "index.html").read_text(encoding="utf-8")


@pytest.mark.browser
@pytest.mark.parametrize("folder", LANGUAGES)
def test_axe_and_the_policy_and_a_small_phone(chromium: Browser, address: str, folder: str) -> None:
    """The first page with all cards, and of the language with fewest words a page of every card: nothing axe finds in
    light or dark, nothing the policy of the front stops, nothing wider than 360 px, nothing that moves once shown."""
    context = chromium.new_context(viewport={"width": 360, "height": 720})
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    bad: dict[str, list[str]] = {}
    others = ["flow/fever/", "updates/", "cards/cases-by-day/versions/", *(f"cards/{card}/" for card in cards())]
    for path in ["", *(others if folder == LANGUAGES[-1] else [])]:
        page.emulate_media(color_scheme="light")
        page.goto(address + folder + path)
        found = violations(page)
        if not path:
            page.emulate_media(color_scheme="dark")
            found += violations(page, "color-contrast", "link-in-text-block")
        if (width := page.evaluate("document.documentElement.scrollWidth")) > 360:
            found.append(f"{width} px wide")
        if moved := page.evaluate(SHIFT):
            found.append(f"moved by {moved}")
        if found:
            bad[folder + path] = found
    context.close()
    assert not errors
    assert len(bad) <= RECORD["pages"]["axe_violations"], bad


@pytest.mark.browser
@pytest.mark.parametrize("width", [700, 1200])
def test_the_search_field_stands_beside_the_name_and_many_languages_below(
    chromium: Browser, address: str, width: int
) -> None:
    page = chromium.new_page(viewport={"width": width, "height": 720})
    page.goto(address)
    page.evaluate(
        "for (const li of [...document.querySelectorAll('.languages li')]) li.parentNode.append(li.cloneNode(true))"
    )
    name, seek, languages = (page.locator(f".bar {part}").bounding_box() for part in (".name", ".seek", ".languages"))
    page.close()
    assert name and seek and languages
    assert seek["y"] < name["y"] + name["height"] < seek["y"] + seek["height"]
    assert languages["y"] >= seek["y"] + seek["height"]
    assert abs(languages["x"] + languages["width"] - seek["x"] - seek["width"]) < 2


@pytest.mark.browser
@pytest.mark.parametrize("path", ["cards/cases-map/", "search/", "updates/", "flow/fever/"])
def test_a_keyboard_goes_from_the_way_to_the_text_through_all_and_out_and_is_always_seen(
    chromium: Browser, address: str, path: str
) -> None:
    """No trap, no stop without an outline or under something else."""
    page = chromium.new_page(viewport={"width": 1200, "height": 800}, reduced_motion="reduce")
    page.goto(address + path)
    stops = []
    while len(stops) < 200:
        page.keyboard.press("Tab")
        if (stop := page.evaluate(STOP)) is None:
            break
        stops.append(stop)
    page.close()
    assert 15 < len(stops) < 200
    assert stops[0][0] == "本文へ" and "届いた知らせと答え" in stops[-1][0]
    assert [name for name, outlined, seen in stops if not outlined or not seen] == []


STOP = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect(), style = getComputedStyle(at);
  const on = document.elementFromPoint(box.x + Math.min(box.width, 8) / 2, box.y + Math.min(box.height, 20) / 2);
  const name = (at.getAttribute("aria-label") || at.textContent || at.name || "").trim();
  return [name, style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0, !!on && (at.contains(on) || on.contains(at))];
}"""


SHIFT = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(e => sum += e.value)).observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


def test_a_fault_in_a_card_is_told_with_its_line_and_the_fix_and_the_rest_stands(site: tuple[str, Path]) -> None:
    said, tree = site
    lines = CARDS.splitlines()
    for card, fix in FAULTY.items():
        page = text(tree, f"cards/{card}")
        number = int(re.findall(r"dashboard\.toml:(\d+)", page)[0])
        key = "y2" if card == "two-axes" else "x"
        assert lines[number - 1].startswith(f"{key} = "), lines[number - 1]
        assert fix in page and f"dashboard.toml:{number}" in said
    home = text(tree, "")
    assert home.count("<svg") >= 9 and home.count('class="problem"') == len(FAULTY)


def test_a_corrected_value_is_told_everywhere(tree: Path) -> None:
    """On the point, in the list of versions, as it was, in the feed and in what changed."""
    day = "2020年4月6日"
    assert "▲ 4月6日 8人→7人（入力・転記の誤りの訂正" in text(tree, "cards/cases-by-day")
    assert f"{day} 8人→7人" in text(tree, "cards/cases-by-day/versions")
    feed = (tree / "feed.atom").read_text(encoding="utf-8")
    for told in (text(tree, "updates"), text(tree, "cards/cases-by-day"), feed):
        assert "公表 年月日 1か所" in told and "公表_年月日 1か所" not in told, (
            "a column is called as the tables call it"
        )
    then = text(tree, "cards/cases-by-day/versions/1")
    assert "過去の版です" in then and re.search(rf"{day}</time></th><td[^>]*>8<", then)
    changes = text(tree, "updates")
    assert "理由: 入力・転記の誤りの訂正" in changes and "理由は書かれていません" in changes
    feed = (tree / "feed.atom").read_text(encoding="utf-8")
    assert "入力・転記の誤りの訂正" in feed


def test_small_numbers_are_in_no_file(tree: Path) -> None:
    page = text(tree, "cards/calls-small")
    assert "1〜4の数は「＊」にしています" in page
    said = json.loads((tree / "cards/calls-small/card.json").read_text(encoding="utf-8"))
    figures = {value for row in said["rows"] for value in row[1:]}
    assert "*" in figures and not {"2", "3", 2, 3} & figures


def test_days_nobody_reported_are_missing_and_not_zero(tree: Path) -> None:
    rows = (tree / "cards/hospital-and-severe/card.csv").read_text(encoding="utf-8").splitlines()
    assert "2020-04-06,," in rows
    assert "0 ではなく空白" in text(tree, "cards/hospital-and-severe")


def test_parts_that_do_not_add_up_are_said(tree: Path) -> None:
    assert "合計は「入院中」より1人少なくなっています" in text(tree, "cards/status-tree")


def test_a_further_language_says_what_it_can_and_marks_the_rest(tree: Path) -> None:
    page = text(tree, "zh-hant")
    for said in (
        "三牧町的最新狀況",
        "最新資料截至2020年5月6日",
        "最近5天的數字可能因後續通報而變動。",
        "4月6日 8人→7人（更正輸入或抄寫錯誤",
    ):
        assert said in page, said
    assert '<span lang="en">The fever clinic needs an appointment.</span>' in page
    assert '<span lang="ja">確診人數' not in page and '<span lang="ja">空見川水位' not in page
    without = re.sub('<desc .*?</desc>|<span lang="en">.*?</span>', "", page)
    assert not re.search(r">[^<]*\b(?:Jan|Feb|Mar|Apr|May|Jun)\b[^<]*<", without), "a day in English"
    assert page.count("<desc ") == len(re.findall('<desc id="[^"]*" lang="en">', page)) >= 9
    assert "每天 9:00–17:00" not in page, "the hours that were translated are no longer those of today"


def test_small_charts_of_fields_without_a_unit_have_scales_of_their_own_and_say_so(tree: Path) -> None:
    """Hundreds of tests and a rate in percent: nothing says that they are of one quantity."""
    assert "目盛りは、グラフごとにちがいます。" in text(tree, "cards/tests-and-rate")
    assert "have different scales" in text(tree, "en/cards/tests-and-rate")
