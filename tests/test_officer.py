"""An officer at the desk, in a real Chromium, from the printed one-time link to published: the first visit, the next
day's edition, files that can't be read, a large one, two editors at once. Every step is filmed into shots/."""

from __future__ import annotations

import io
import re
import tomllib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect

from tests.conftest import ROOT
from tests.office import MEGABYTES, WINDOW, Film, House, faults, tab_to

pytestmark = pytest.mark.browser
NAME = "patients_and_inspections.xlsx"
NEXT = "main .button.first"
"""The one next step of a page."""
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600
"""What Excel writes for a workbook with a password: an OLE file around an encrypted package."""


@pytest.fixture(scope="module")
def house(tomoni: list[str], environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    running = House(tmp_path_factory.mktemp("house") / "city", tomoni, environment)
    yield running
    running.end()


@pytest.fixture
def film(request: pytest.FixtureRequest) -> Iterator[Film]:
    reel = Film(f"officer-{request.node.name.removeprefix('test_')[:40]}")
    yield reel
    assert reel.found == []


def new_page(chromium: Browser) -> Page:
    page = chromium.new_context(locale="ja-JP", viewport=WINDOW).new_page()
    page.set_default_timeout(60_000)
    return page


@pytest.fixture(scope="module")
def officer(house: House, chromium: Browser) -> Iterator[Page]:
    """The owner, signed in by the printed link."""
    page = new_page(chromium)
    film = Film("officer-sign-in")
    page.goto(house.link)
    film(page, "link")
    page.fill("#id_name", "山田 花子")
    page.fill("#id_username", "yamada")
    page.click("main .people-main")
    page.wait_for_url("**/accounts/welcome/")
    film(page, "welcome")
    page.click("nav >> text=データ受付")
    expect(page.locator("h1")).to_have_text("データ受付")
    film(page, "desk")
    yield page
    assert film.found == []


@pytest.fixture(scope="module")
def osaka(shared: Path) -> bytes:
    path = shared / "data" / "dashboard" / "osaka" / "patients_and_inspections.xlsx"
    if not path.is_file():
        pytest.skip("Osaka's workbook is not here")
    return path.read_bytes()


def give(page: Page, house: House, name: str, data: bytes, field: str = "files") -> None:
    """From the desk's first page: choose the file and press the button below it."""
    page.goto(f"{house.url}/desk/")
    page.set_input_files(f"#{field}", {"name": name, "mimeType": "application/octet-stream", "buffer": data})
    page.locator(f"form:has(#{field}) button").click()
    page.wait_for_url(re.compile(r"/desk/(work|look)/.+|/desk/look/$"))


def go_on(page: Page) -> None:
    """Presses the one next step."""
    assert page.locator(NEXT).count() == 1, page.url
    page.locator(NEXT).click()
    page.wait_for_load_state()


def published(page: Page) -> str:
    """Waits until the draft is at its end; what the page then says."""
    page.wait_for_selector(".state.published, .state.stopped")
    expect(page.locator(".state").first).to_have_class("state published")
    return page.inner_text("main")


def next_day(data: bytes) -> bytes:
    """Tomorrow's edition of Osaka's workbook: one more patient, and the day after as its date."""
    book = load_workbook(io.BytesIO(data), data_only=True)
    for sheet in book.worksheets:
        for cell in sheet[1]:
            if isinstance(cell.value, datetime):
                cell.value += timedelta(days=1)
    sheet = next(sheet for sheet in book.worksheets if "陽性者ベース" in sheet.title)
    last = max(row for row in range(1, sheet.max_row + 1) if isinstance(sheet.cell(row, 1).value, int))
    for col in range(1, sheet.max_column + 1):
        sheet.cell(last + 1, col).value = sheet.cell(last, col).value
    sheet.cell(last + 1, 1).value = sheet.cell(last, 1).value + 1
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def days(first: int, last: int, more: int = 0) -> bytes:
    """A small CSV in Shift_JIS as a city writes it."""
    lines = [f"令和2年4月{day}日,{day * 3 + more * (day == last)}" for day in range(first, last + 1)]
    return "\r\n".join(["日付,相談件数", *lines, ""]).encode("cp932")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [("患者一覧.xlsx", LOCKED, "パスワード"), ("発表資料.xlsx", PDF, "PDF")],
    ids=["password", "pdf"],
)
def test_unreadable(officer: Page, house: House, film: Film, name: str, data: bytes, words: str) -> None:
    give(officer, house, name, data)
    film(officer, "told")
    said = officer.inner_text("[role=alert]")
    assert words in said and "公開中のデータは変わっていません" in said
    go_on(officer)
    expect(officer.locator("h1")).to_have_text("データ受付")


def test_too_large(officer: Page, house: House, film: Film) -> None:
    """It is said before anything is sent, and the page is still usable."""
    officer.goto(f"{house.url}/desk/")
    large = {"name": "大きい表.csv", "mimeType": "text/csv", "buffer": b"0" * (MEGABYTES * 1_000_000 + 1)}
    officer.set_input_files("#files", large)
    officer.locator("form:has(#files) button").click()
    told = officer.locator("form:has(#files) .progress span")
    expect(told).to_contain_text("大きすぎるため受け取れません")
    film(officer, "told")
    assert "公開中のデータは変わっていません" in told.inner_text()


def test_large(officer: Page, house: House, film: Film) -> None:
    """Read by a worker while the page waits; closed and opened again, the work is where it was."""
    line = "施設{0},大阪市北区中之島一丁目{0}番,3"
    text = "\r\n".join(["名称,住所,件数", *(line.format(number) for number in range(130_000))])
    give(officer, house, "大きめの表.csv", text.encode("cp932"))
    film(officer, "reading", checked=False)
    address = officer.url
    officer.goto(f"{house.url}/desk/")
    film(officer, "desk")
    officer.click("#work a:has-text('大きめの表.csv')")
    assert officer.url.startswith(address.removesuffix("choose/"))
    officer.wait_for_url("**/choose/")
    film(officer, "choose")
    officer.click("text=この作業をやめる")
    expect(officer.locator(".messages")).to_contain_text("作業をやめました")


def test_two_editors(officer: Page, house: House, chromium: Browser, film: Film) -> None:
    """Each is told of the other; the second is stopped, sees the difference, and loses nothing."""
    give(officer, house, "相談件数.csv", days(1, 12))
    go_on(officer)
    go_on(officer)
    published(officer)
    other = invited(officer, house, chromium, "approver", "鈴木 一郎", "suzuki")
    give(officer, house, "相談件数.csv", days(1, 13))
    give(other, house, "相談件数（訂正）.csv", days(1, 13, more=5))
    film(other, "told-of-the-first")
    assert "山田 花子さん" in other.inner_text("main .note")
    go_on(officer)
    published(officer)
    go_on(other)
    other.wait_for_selector(".state.stopped")
    film(other, "stopped")
    assert "公開中のデータは変わっていません" in other.inner_text("[role=alert]")
    go_on(other)
    film(other, "the-difference-now")
    assert "変わる値" in other.inner_text("main")
    go_on(other)
    film(other, "asked-for-a-reason")
    assert "理由" in other.inner_text("[role=alert]")
    other.locator("select[name^=why-]").select_option("mistake")
    go_on(other)
    published(other)
    other.context.close()


def invited(officer: Page, house: House, chromium: Browser, role: str, name: str, username: str) -> Page:
    """Somebody whom the owner invites by a link, signed in in a browser of their own."""
    officer.goto(f"{house.url}/accounts/people/")
    form = officer.locator("form.people-box")
    form.locator("[name=role]").select_option(role)
    form.locator("button").click()
    page = new_page(chromium)
    page.goto(officer.locator("#link").input_value())
    page.fill("#id_name", name)
    page.fill("#id_username", username)
    page.click("main .people-main")
    page.wait_for_url("**/accounts/welcome/")
    return page


def test_approval(officer: Page, house: House, chromium: Browser, film: Film) -> None:
    """An editor asks, the approver sees it waiting, sets a release time, takes it back and returns it."""
    editor = invited(officer, house, chromium, "editor", "佐藤 三郎", "satou")
    give(editor, house, "窓口の混雑.csv", days(1, 12).replace("相談".encode("cp932"), "来庁".encode("cp932")))
    go_on(editor)
    film(editor, "ask")
    editor.fill("#comment", "4月分です。お願いします。")
    go_on(editor)
    film(editor, "asked")
    officer.goto(f"{house.url}/desk/")
    film(officer, "desk")
    officer.click("text=確かめて承認する")
    film(officer, "waiting")
    assert "4月分です。お願いします。" in officer.inner_text("main")
    officer.check("input[name=when][value=later]")
    officer.fill("input[name=release-at]", "2099-04-14T09:00")
    go_on(officer)
    film(officer, "scheduled")
    assert "2099年4月14日 09:00に公開します" in officer.inner_text("main")
    go_on(officer)
    assert "公開の準備にもどしました" in officer.inner_text("main")
    officer.click("text=この作業をやめる")
    editor.context.close()


def test_keyboard_alone_publishes(officer: Page, house: House, film: Film) -> None:
    """From the chosen file to published with Tab, Space and Enter: the focus is always seen and runs down the page."""
    officer.on("dialog", lambda dialog: pytest.fail(dialog.message))
    officer.goto(f"{house.url}/desk/")
    file = {
        "name": "貸出冊数.csv",
        "mimeType": "text/csv",
        "buffer": days(1, 9).replace(b"\x91\x8a\x92k", b"\x91\xdd\x8fo"),
    }
    officer.set_input_files("#files", file)
    officer.focus("#files")
    tab_to(officer, "form:has(#files) button")
    officer.keyboard.press("Enter")
    officer.wait_for_url("**/choose/")
    tab_to(officer, NEXT)
    film(officer, "focus")
    officer.keyboard.press("Enter")
    officer.wait_for_url(re.compile(r"/work/[0-9a-f-]+/$"))
    tab_to(officer, NEXT)
    officer.keyboard.press("Enter")
    published(officer)


def test_every_page_for_staff_is_free_of_faults(officer: Page, house: House, chromium: Browser) -> None:
    """All pages below /desk/, /accounts/ and /inbox/ that need no number in their address."""
    table = tomllib.loads((ROOT / "tests" / "permissions.toml").read_text(encoding="utf-8"))
    pages = [
        address
        for address, row in table.items()
        if "GET" in row and "<" not in address and address.startswith(("desk/", "accounts/", "inbox/"))
    ]
    assert len(pages) > 8, pages
    found = []
    for address in pages:
        answer = officer.request.get(f"{house.url}/{address}", max_redirects=0)
        if answer.status != 200 or "html" not in answer.headers["content-type"]:
            continue
        officer.goto(f"{house.url}/{address}")
        found += faults(officer)
    for dataset in officer.locator("main a[href*='/desk/data/']").all()[:1]:
        dataset.click()
        found += faults(officer)
    give(officer, house, "y.csv", days(1, 12), "look")
    found += faults(officer)
    go_on(officer)
    found += faults(officer)
    officer.click("text=この作業をやめる")
    stranger = new_page(chromium)
    stranger.goto(f"{house.url}/accounts/login/")
    found += faults(stranger)
    stranger.context.close()
    assert found == []


def test_first_visit(officer: Page, house: House, osaka: bytes, film: Film) -> None:
    """Look first, then go on with the same file; only the one next step is ever pressed."""
    give(officer, house, NAME, osaka, "look")
    film(officer, "looked", checked=False)
    assert "公開も保存もしていません" in officer.inner_text("main")
    go_on(officer)
    film(officer, "choose", checked=False)
    go_on(officer)
    film(officer, "review", checked=False)
    said = officer.inner_text("main")
    assert "初めての公開です" in said
    assert "1,163" in said and "1,075" in said, "that the sheets disagree is said before publication"
    go_on(officer)
    film(officer, "publishing", checked=False)
    said = published(officer)
    film(officer, "published", checked=False)
    assert "陽性患者属性" in said and "1,163行" in said
    officer.click("li:has-text('陽性患者属性') >> text=公開されたページを見る")
    film(officer, "public")
    assert "1,163" in officer.inner_text("main")


def test_next_day(officer: Page, house: House, osaka: bytes, film: Film) -> None:
    """Nothing is asked: give the file, see the difference, publish."""
    give(officer, house, NAME, next_day(osaka))
    film(officer, "review", checked=False)
    said = officer.inner_text("main")
    assert officer.locator(".way [aria-current]").inner_text() == "違いとチェック"
    assert "1,164" in said and "追加1行" in said and "2020年4月19日" in said
    go_on(officer)
    said = published(officer)
    film(officer, "published", checked=False)
    assert "1,164行" in said
    officer.goto(f"{house.url}/desk/")
    film(officer, "desk", checked=False)
