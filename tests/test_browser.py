"""What a person does, in a real Chromium: the sample site on a phone, without JavaScript, in the dark, with a keyboard,
in print, in English, in high contrast."""

from __future__ import annotations

import functools
import http.server
import shutil
import subprocess
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.conftest import ROOT
from tests.test_quality import RECORD
from tomoni.look import press

pytestmark = pytest.mark.browser
PREFIX = "some/where"


@pytest.fixture(scope="module")
def tree(tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample site, built as static files below a sub-path."""
    folder = tmp_path_factory.mktemp("site")
    community = folder / "mihon"
    shutil.copytree(ROOT / "communities" / "mihon", community, ignore=shutil.ignore_patterns(".tomoni"))
    out = folder / "www" / PREFIX
    run = subprocess.run(
        [*tomoni, "build", str(community), "-o", str(out)], env=environment, capture_output=True, text=True, check=False
    )
    assert run.returncode in (0, 1), run.stdout[-2000:] + run.stderr[-2000:]
    assert (out / "index.html").is_file()
    return out


@pytest.fixture(scope="module")
def address(tree: Path) -> Iterator[str]:
    """The tree behind the plainest static server there is."""
    handler = functools.partial(QuietHandler, directory=str(tree.parents[1]))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{PREFIX}/"
    server.shutdown()


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def page_types(tree: Path) -> dict[str, str]:
    """One path for each type of page, in both languages: by the first folder of its path and how deep it lies, and one
    card of each type; the page for a wrong address and a report of repairs."""
    types = {"404": "404.html", "offline": "offline.html"}
    for report in sorted(tree.glob("data/*/*/report.html"))[:1]:
        types["report"] = report.relative_to(tree).as_posix()
    for card in tomllib.loads((ROOT / "communities" / "mihon" / "dashboard.toml").read_text(encoding="utf-8"))["card"]:
        types.setdefault(card["type"], f"cards/{card['id']}/")
    for path in sorted(tree.rglob("index.html")):
        parts = path.relative_to(tree).parts[:-1]
        language, depth = (parts[:1], parts[1:]) if parts[:1] == ("en",) else ((), parts)
        last = depth[-1] if len(depth) == 3 and depth[0] == "cards" else ""
        if depth[:1] == ("cards",) and (
            len(depth) > 3 or last.startswith("total") or (len(depth) == 2 and not language)
        ):
            continue  # the next page of the same, another span of the same, a card (one of each type is there already)
        types.setdefault("/".join([*language, *depth[:1], str(len(depth)), last]), "/".join([*parts, ""]))
    return types


def violations(page: Page, *rules: str) -> list[str]:
    """What axe finds, by all of its rules or by those named."""
    options = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else None
    found = Axe().run(page, options=options).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found]


def test_axe_reports_no_violation_on_any_type_of_page(chromium: Browser, address: str, tree: Path) -> None:
    """In the dark, where nothing but the colours is different, only the rules on colour are asked again;
    in English, where nothing but the words is, only the first page."""
    types = page_types(tree)
    assert len(types) >= 20, types
    bad = {}
    page = chromium.new_page()
    for path in (path for name, path in types.items() if not name.startswith("en/") or name == "en/0/"):
        page.emulate_media(color_scheme="light")
        page.goto(address + path)
        found = violations(page)
        page.emulate_media(color_scheme="dark")
        found += violations(page, "color-contrast", "link-in-text-block")
        if found:
            bad[path] = found
    page.close()
    assert len(bad) <= RECORD["pages"]["axe_violations"], bad


def test_nothing_is_wider_than_a_small_phone(chromium: Browser, address: str, tree: Path) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 720})
    page = context.new_page()
    wide = {}
    for path in page_types(tree).values():
        page.goto(address + path)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 360:
            wide[path] = width
    context.close()
    assert not wide


def test_first_view_of_home_is_light(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    sizes: list[int] = []
    page.on("response", lambda response: sizes.append(len(response.body())))
    page.goto(address, wait_until="networkidle")
    context.close()
    assert sum(sizes) <= RECORD["pages"]["home_first_view_bytes"], (
        f"{sum(sizes)} bytes uncompressed in {len(sizes)} requests"
    )


def test_everything_comes_from_the_site_itself(chromium: Browser, address: str, tree: Path) -> None:
    context = chromium.new_context()
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    for path in page_types(tree).values():
        page.goto(address + path)
    context.close()
    assert not [
        url for url in asked if not url.startswith(address) and not url.startswith("data:") and "favicon.ico" not in url
    ]
    assert not errors


def test_figures_and_charts_are_there_without_javascript(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    text = page.inner_text("main")
    assert "419" in text, "the number of cases in the sample"
    assert "架空" in page.inner_text("body")
    assert page.locator("main svg").count() >= 2
    context.close()


def test_a_keyboard_reaches_the_main_part_first(chromium: Browser, address: str) -> None:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").endswith("#main")
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#main"
    context.close()


def test_a_figure_leads_to_its_trace_and_the_cells_are_marked(chromium: Browser, address: str) -> None:
    """From the first figure of the first page: a plain sentence, then the file around the first and the last cell."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.locator("a[href*='trace/']").first.click()
    page.wait_for_load_state("load")
    lead = page.locator("main .lead:visible").first.inner_text()
    assert lead.startswith("この数字は、") and "出した表" in lead and "から来ています" in lead
    marked = page.locator("main td.marked:visible")
    assert marked.count() >= 2
    assert marked.first.evaluate(BACKGROUND) != page.locator("main .sheet td:not(.marked)").first.evaluate(BACKGROUND)
    context.close()


BACKGROUND = "cell => getComputedStyle(cell).backgroundColor"


def test_a_row_leads_to_its_trace_and_only_its_own_cells_are_marked(chromium: Browser, address: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "datasets/covid19-patients/rows/1/")
    page.locator("tbody tr").nth(29).get_by_role("link").click()
    page.wait_for_url("**/trace/covid19-patients/2/#r30", wait_until="load")
    assert page.locator(".trace section[id]:visible").evaluate_all("all => all.map(s => s.id)") == ["r30"]
    cell = page.locator("main .lead:visible").inner_text().partition("の A")[2].partition(":")[0]
    rows = page.locator(".sheet tbody tr:visible")
    lines = rows.evaluate_all(
        "all => all.map(r => [r.cells[0].textContent, getComputedStyle(r.cells[1]).backgroundColor])"
    )
    plain = lines[0][1]
    assert [line for line, colour in lines if colour != plain] == [cell]
    assert 7 <= len(lines) <= 12, "the header and three lines above and below"
    done = page.locator(".trace section.k5:visible").last
    assert "直しました" in done.inner_text() and "そのまま" in done.inner_text()
    context.close()


def test_a_trace_without_an_address_of_a_row_shows_all_its_rows(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address + "trace/covid19-patients/2/")
    assert page.locator(".trace section[id]:visible").count() == 25
    assert page.locator(".trace h3:visible").count() == 25
    page.close()


def test_the_four_times_are_all_said(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address + "datasets/covid19-patients/")
    said = page.locator(".times").inner_text()
    assert [word for word in ("時点", "発表", "取込", "掲載") if word not in said] == []
    assert "記録なし" in said and "日本時間" in said
    assert not {"integer", "string", "date"} & set(page.locator("#columns + .table").inner_text().split())
    page.close()


def test_no_quantity_stands_twice_among_the_key_figures(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    figures = page.locator(".keys .fig").all_inner_texts()
    assert figures and len(set(figures)) == len(figures), figures
    lines = page.locator(".keys .fig, .keys .step").evaluate_all("all => all.map(f => f.getClientRects().length)")
    assert set(lines) == {1}, "a figure and its unit stay on one line"
    page.close()


def test_the_english_side_speaks_english(chromium: Browser, address: str, tree: Path) -> None:
    """Japanese words on English pages are data or names, and marked as Japanese; lines to paste name columns as they are."""
    page = chromium.new_page()
    page.goto(address + "en/")
    assert page.evaluate("document.documentElement.lang") == "en"
    assert "Mihon City" in page.inner_text("body")
    unmarked = {}
    for path in (path for path in page_types(tree).values() if path.startswith("en/")):
        page.goto(address + path)
        if found := page.evaluate(UNMARKED):
            unmarked[path] = found[:3]
    page.close()
    assert not unmarked


UNMARKED = """() => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  for (let node; (node = walk.nextNode()); ) {
    const where = node.parentElement;
    if (/[\\u3040-\\u30ff\\u4e00-\\u9fff]/.test(node.data) && where.closest("[lang]").lang === "en" && !where.closest("textarea, pre, script, svg, .c-box"))
      found.push(node.data.trim().slice(0, 60));
  }
  return found;
}"""


def test_a_print_has_the_figures_and_no_menus(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    page.emulate_media(media="print")
    assert page.locator("main .big:visible").count() >= 5
    assert page.locator("nav:visible, .button:visible").count() == 0
    links = page.locator("table.traced td:last-child")
    assert links.count() >= 10 and not links.first.is_visible(), "links to cells are of no use on paper"
    assert page.locator("table.traced td:nth-child(2)").first.is_visible()
    page.close()


def test_a_printed_home_begins_with_charts_and_wastes_no_paper(chromium: Browser, address: str) -> None:
    """Cards follow on the first sheet where there is room, two beside one another, and sources are no sheet of their own."""
    page = chromium.new_page(viewport={"width": 703, "height": 1009})  # A4 without its margins, at 96 dots an inch
    page.emulate_media(media="print")
    page.goto(address)
    cards = page.locator(".cards:not(.keys) > .card")
    first, second = cards.nth(0).bounding_box(), cards.nth(1).bounding_box()
    assert first and second
    assert first["y"] == second["y"] and max(box["y"] + box["height"] for box in (first, second)) < 1009
    assert press.pages(page.pdf(format="A4")) <= 5
    page.close()


def test_high_contrast_keeps_the_marked_cells_apart(chromium: Browser, address: str) -> None:
    context = chromium.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address + "trace/covid19-patients/2/#r30")
    outlines = page.locator(".sheet tbody tr:visible").evaluate_all(
        "all => all.map(r => getComputedStyle(r.cells[1]).outlineStyle)"
    )
    assert outlines.count("solid") == 1
    context.close()


def test_each_card_has_a_picture_to_share_of_the_right_size(tree: Path) -> None:
    cards = [path.parent for path in tree.glob("cards/*/index.html")]
    assert cards
    for card in cards:
        head = (card / "share.png").read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert (int.from_bytes(head[16:20]), int.from_bytes(head[20:24])) == (1200, 630), card


def test_without_a_connection_pages_opened_before_are_there_and_others_say_so(chromium: Browser, address: str) -> None:
    context = chromium.new_context(locale="ja-JP")
    page = context.new_page()
    page.goto(address)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(address + "data/")
    page.goto(address + "data/")
    context.set_offline(True)
    page.goto(address + "data/")
    assert "データの一覧" in page.inner_text("main")
    assert "前に開いたときの内容" in page.inner_text("[role=status]")
    styled = "getComputedStyle(document.querySelector('header.site')).borderTopWidth"
    assert page.evaluate(styled) == "6px"
    page.goto(address + "news/")
    assert page.url == address + "offline.html"
    assert "つながっていません" in page.inner_text("h1") and page.evaluate(styled) == "6px"
    context.set_offline(False)
    page.goto(address + "news/")
    assert page.url == address + "news/" and page.locator("[role=status]").count() == 0
    context.close()


def test_answers_of_the_guide_stay_in_the_browser(chromium: Browser, address: str) -> None:
    """Every question is answered, once with “I don’t know”; nothing is asked of anybody, nothing outlives the tab."""
    context = chromium.new_context(viewport={"width": 360, "height": 720}, locale="ja-JP")
    page = context.new_page()
    asked: list[str] = []
    page.goto(f"{address}support/guide/", wait_until="networkidle")
    page.on("request", lambda request: asked.append(request.url) if "icon" not in request.url else None)
    questions = 0
    while (form := page.locator("#guide form.question")).count() and questions < 30:
        if form.locator("fieldset").count():  # the other people of the household
            form.get_by_role("button").last.click()
        elif questions == 1:
            form.get_by_role("button", name="わからない").click()
        elif form.locator("#given").count():
            form.locator("#given").fill("３０")
            form.get_by_role("button", name="次へ").click()
        else:
            form.get_by_role("button").first.click()
        questions += 1
    said = page.locator("#guide").inner_text()
    assert questions >= 5 and "質問はこれで終わりです" in said and "可能性" in said
    assert "対象外" not in page.locator("main").inner_text()
    assert (asked, context.cookies(), page.evaluate("localStorage.length")) == ([], [], 0)
    assert page.url == f"{address}support/guide/"
    page.get_by_role("button", name="答えを全部消す").click()
    assert page.evaluate("JSON.stringify(Object.values(sessionStorage))").find("true") == -1
    context.close()


def test_a_site_beside_this_one_does_not_know_its_answers(chromium: Browser, tree: Path, address: str) -> None:
    """Two sites below one origin, as `tomoni up --sites` and free hosting have them."""
    (tree.parents[1] / "other").symlink_to(tree)
    context = chromium.new_context(locale="ja-JP")
    page = context.new_page()
    asked = []
    for site in (address, address.replace(PREFIX, "other"), address, f"{address}en/"):
        page.goto(f"{site}support/guide/", wait_until="networkidle")
        asked.append(page.locator("#guide form.question").inner_text())
        if len(asked) == 1:
            page.locator("#guide form.question").get_by_role("button").first.click()
    first, beside, again, english = asked
    assert beside == first and again != first and english != beside
    context.close()


def test_somebody_of_whom_nothing_is_said_is_not_nobody(chromium: Browser, address: str) -> None:
    """A household whose only other person was left blank may have a child: not known, rather than no."""
    context = chromium.new_context(locale="ja-JP")
    page = context.new_page()
    said = {}
    for name in ("これで全員", "ひとりで暮らしている"):
        page.goto(f"{address}support/guide/", wait_until="networkidle")
        page.evaluate("sessionStorage.clear()")
        page.reload(wait_until="networkidle")
        while (form := page.locator("#guide form.question")).count() and not form.locator("fieldset").count():
            if form.locator("#given").count():
                form.locator("#given").fill("40")
                form.get_by_role("button", name="次へ").click()
            else:
                form.get_by_role("button").first.click()
        form.get_by_role("button", name=name).click()
        page.locator("#guide details").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        said[name] = page.locator("#guide").inner_text().partition("条件に合わない可能性")
    assert "こども医療費の助成" in said["これで全員"][0]
    assert "こども医療費の助成" not in said["ひとりで暮らしている"][0]
    assert "こども医療費の助成" in said["ひとりで暮らしている"][2]
    context.close()
