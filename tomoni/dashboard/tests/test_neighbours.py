"""Other communities' figures beside ours: believed only when they are whole, shown with their own day, away said so."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tomoni.dashboard import queries
from tomoni.dashboard.federation import config, visiting
from tomoni.dashboard.pages import home, neighbours
from tomoni.publish import memory
from tomoni.registry.fetching.transport import Answer, refusal
from tomoni.registry.scope import Scope

ONE, TWO = "https://one.example/data/cases/latest.json", "https://two.example/sub/data/cases/latest.json"
TOML = f"""
title = {{ ja = "市町村の状況", en = "Municipalities" }}
unit = {{ ja = "人", en = "people" }}
every = "prefecture"
site = [
  {{ code = "282103", latest = "{ONE}" }},
  {{ code = "282014", latest = "{TWO}", show = "last", column = "累計" }},
]
"""
CSV = {ONE: "a\n1\n2\n3\n", TWO: "日,累計\n1,5\n2,8\n3,\n"}


class Net:
    """Two sites; what the tests change in `pages` is what is answered."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        for url, code, day in ((ONE, "282103", "2020-04-18"), (TWO, "282014", "2020-04-20")):
            data = CSV[url].encode()
            sha256 = hashlib.sha256(data).hexdigest()
            said = {
                "community": {"id": "x", "code": code},
                "as_of": day,
                "official": True,
                "synthetic": False,
                "held": None,
                "files": {"data.csv": {"url": f"{sha256}/data.csv", "sha256": sha256}},
            }
            self.pages[url] = json.dumps(said).encode()
            self.pages[url.replace("latest.json", f"{sha256}/data.csv")] = data

    def get(self, url: str, headers: Mapping[str, str]) -> Answer:
        if url not in self.pages:
            raise refusal(f"{url} が見つかりません。", f"{url} can't be found.")
        return Answer(200, url, {}, self.pages[url])

    def change(self, url: str, **said: Any) -> None:
        self.pages[url] = json.dumps(json.loads(self.pages[url]) | said).encode()


@pytest.fixture
def net(scope: Scope) -> Net:
    (scope.community.dir / "federation.toml").write_text(TOML, encoding="utf-8")
    scope.community.home.mkdir(exist_ok=True)
    return Net()


def page(scope: Scope) -> str:
    made = {page.path: page for page in neighbours.all_pages(scope)}
    return made["neighbours/index.html"].render().decode()


def test_each_figure_stands_with_its_day_and_the_sum_says_that_days_differ(scope: Scope, net: Net) -> None:
    assert all(good for _, good in visiting.visit_all(scope, net))
    html = page(scope)
    for words in ("加古川市", "姫路市", ">3 人<", ">8 人<", "2020-04-18", "2020-04-20", ">11 人<", "時点の違う"):
        assert words in html, words
    assert 'href="https://two.example/sub/"' in html


def test_missing_prefectures_stand_there(scope: Scope, net: Net) -> None:
    html = page(scope)
    assert html.count('まだありません・<a href="#begin">始め方</a>') == 47
    assert "<code>010006</code>" in html and "tomoni new my-site --code 010006" in html
    assert "まだ読めません" in html


@pytest.mark.parametrize("harm", ["data", "owner", "gone", "elsewhere", "nonsense", "no json"])
def test_what_is_not_whole_leaves_the_last_good_figure(scope: Scope, net: Net, harm: str) -> None:
    visiting.visit_all(scope, net)
    if harm == "data":
        net.pages = {
            url: b"a\n9\n" if "one" in url and url.endswith(".csv") else data for url, data in net.pages.items()
        }
    elif harm == "owner":
        net.change(ONE, community={"code": "130001"})
    elif harm == "gone":
        del net.pages[ONE]
    elif harm == "elsewhere":
        net.change(ONE, files={"data.csv": {"url": "https://bad.example/data.csv", "sha256": "0" * 64}})
    elif harm == "nonsense":
        net.change(ONE, files=[1])
    else:
        net.pages[ONE] = b"<!doctype html>"
    said = visiting.visit_all(scope, net)
    assert [good for _, good in said] == [False, True]
    html = page(scope)
    assert ">3 人<" in html, "the last good figure"
    assert "今は読めません" in html and "2020年4月18日時点のものです" in html
    (told,) = [text.ja for text, good in said if not good]
    assert told and told.partition(": ")[2] not in html, "why is for the operator"
    assert "SHA-256 が合いません" not in html and "bad.example" not in html
    seen = next(iter(visiting.visits(scope).values()))
    assert (seen.value, seen.as_of) == (3, "2020-04-18")


def test_a_column_without_figures_is_said(scope: Scope, net: Net) -> None:
    path = scope.community.dir / "federation.toml"
    path.write_text(TOML.replace('column = "累計"', 'column = "ない"'), encoding="utf-8")
    assert [good for _, good in visiting.visit_all(scope, net)] == [True, False]
    assert "まだ読めません" in page(scope)


def test_a_fault_in_the_file_names_the_line_and_takes_no_page_down(scope: Scope, net: Net) -> None:
    (scope.community.dir / "federation.toml").write_text('site = [{ code = "28" }]', encoding="utf-8")
    assert list(neighbours.all_pages(scope)) == []
    (text,) = neighbours.check(scope)
    assert "federation.toml" in text.ja


CARDS = """
[[card]]
id = "day"
type = "bar"
dataset = "cases"
x = "日"
value = "sum:数"
unit = { ja = "人", en = "people" }

[[card]]
id = "all"
type = "stacked"
dataset = "cases"
title = { ja = "合わせて", en = "Together" }
x = "日"
value = "sum:数"

[[card]]
id = "beside"
type = "compare"
dataset = "cases"
title = { ja = "くらべる", en = "Beside" }
x = "日"
value = "sum:数"
"""
COUNTS = {ONE: [3, 4, 5], TWO: [10, 20, 30, 40]}
FIELDS = [{"name": "日", "type": "date"}, {"name": "数", "type": "integer"}]


@pytest.fixture
def drawn(scope: Scope, net: Net) -> Net:
    """The two sites with three and four days; cards of each, of both together, and beside each other."""
    path = scope.community.dir / "federation.toml"
    path.write_text(TOML + CARDS, encoding="utf-8")
    for url, counts in COUNTS.items():
        days = [date(2020, 4, 16) + timedelta(n) for n in range(len(counts))]
        out = io.BytesIO()
        pl.DataFrame({"日": days, "数": counts}).write_parquet(out)
        serve(net, url, "data.parquet", out.getvalue())
        serve(net, url, "schema.json", json.dumps({"fields": FIELDS}).encode())
        net.change(url, attribution={"ja": f"{url[8:11]}の市", "en": "a city"}, license="CC-BY-4.0")
    return net


def serve(net: Net, url: str, name: str, data: bytes) -> None:
    """Puts a file behind a latest.json, which names its hash."""
    sha256 = hashlib.sha256(data).hexdigest()
    files = json.loads(net.pages[url])["files"] | {name: {"url": f"{sha256}/{name}", "sha256": sha256}}
    net.change(url, files=files)
    net.pages[url.replace("latest.json", f"{sha256}/{name}")] = data


def box(scope: Scope, card: str) -> str:
    return page(scope).partition(f'aria-labelledby="card-{card}"')[2].partition("</article>")[0]


def test_a_card_for_each_place_with_its_day_and_its_source(scope: Scope, drawn: Net) -> None:
    assert all(good for _, good in visiting.visit_all(scope, drawn))
    one, two = box(scope, "day-282103"), box(scope, "day-282014")
    assert "加古川市" in one and "<b>12</b>人" in one and "<svg" in one and "<table" in one
    assert (
        "2020年4月18日時点" in one and "oneの市" in one and "CC-BY-4.0" in one and 'href="https://one.example/"' in one
    )
    assert "姫路市" in two and "<b>100</b>人" in two and "2020年4月20日時点" in two


def test_together_is_added_up_as_far_as_all_places_speak(scope: Scope, drawn: Net) -> None:
    visiting.visit_all(scope, drawn)
    html = box(scope, "all")
    assert "<b>72</b>" in html, "3+4+5 and 10+20+30; the fourth day is that of one place only"
    assert "そろう2020年4月18日まで" in html and "2020年4月20日時点" in html
    beside = box(scope, "beside")
    assert "加古川市" in beside and "姫路市" in beside and "<b>" not in beside


def test_what_is_hidden_somewhere_is_neither_added_nor_compared(scope: Scope, drawn: Net) -> None:
    hidden = {"fields": FIELDS, "tomoni:suppress": 5}
    serve(drawn, TWO, "schema.json", json.dumps(hidden).encode())
    visiting.visit_all(scope, drawn)
    for card in ("all", "beside"):
        assert "小さい数を伏せている" in box(scope, card) and "<svg" not in box(scope, card)
    assert "<svg" in box(scope, "day-282103")


@pytest.mark.parametrize("harm", ["hash", "gone", "form"])
def test_rows_that_are_not_whole_leave_the_last_good_card(scope: Scope, drawn: Net, harm: str) -> None:
    visiting.visit_all(scope, drawn)
    before = box(scope, "day-282103")
    (rows,) = (url for url in drawn.pages if "one" in url and url.endswith(".parquet"))
    if harm == "hash":
        drawn.pages[rows] += b" "
    elif harm == "gone":
        del drawn.pages[rows]
    else:
        serve(drawn, ONE, "data.parquet", b"PAR1 and nothing that can be read")
    assert [good for _, good in visiting.visit_all(scope, drawn)] == [harm == "form", True]
    html = box(scope, "day-282103")
    if harm == "form":
        assert "このデータの形は読めません" in html, "it is what the site publishes; the other places stand"
    else:
        assert "<b>12</b>" in html and "今は読めません" in html and "今は読めません" not in before
    assert "<b>100</b>" in box(scope, "day-282014")


def test_a_file_that_was_changed_on_the_disk_is_not_drawn(scope: Scope, drawn: Net) -> None:
    visiting.visit_all(scope, drawn)
    kept = scope.community.home / visiting.KEPT
    for file in kept.iterdir():
        file.write_bytes(file.read_bytes()[:-1])
    assert "まだ取り込んでいません" in box(scope, "day-282103")
    visiting.visit_all(scope, drawn)
    assert "<b>12</b>" in box(scope, "day-282103")
    serve(drawn, ONE, "schema.json", json.dumps({"fields": FIELDS, "title": "x"}).encode())
    visiting.visit_all(scope, drawn)
    assert len(list(kept.iterdir())) == 4, "what is not used any more is taken away"


@pytest.fixture
def exported(scope: Scope, drawn: Net, tmp_path: Path) -> Path:
    """The pages of a night when both sites were there; the machine that made them is gone, and one site is away."""
    visiting.visit_all(scope, drawn)
    tree = tmp_path / "tree"
    for made in neighbours.all_pages(scope):
        path = tree / made.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(made.render())
    (tree / "data").mkdir()
    shutil.rmtree(scope.community.home / visiting.KEPT)
    (scope.community.home / visiting.STATE).unlink()
    del drawn.pages[ONE]
    return tree


def test_an_empty_machine_keeps_the_last_good_figures_and_cards(scope: Scope, drawn: Net, exported: Path) -> None:
    assert [good for _, good in visiting.visit_all(scope, drawn)] == [False, True]
    assert "まだ取り込んでいません" in box(scope, "day-282103")
    memory.go_on_from(scope, exported)
    one = box(scope, "day-282103")
    assert "<b>12</b>" in one and "今は読めません" in one and "2020年4月18日時点" in one and ">3 人<" in page(scope)
    assert "<b>100</b>" in box(scope, "day-282014")


@pytest.mark.parametrize("harm", ["file", "record", "type"])
def test_what_is_kept_in_a_tree_is_not_taken_on_trust(scope: Scope, drawn: Net, exported: Path, harm: str) -> None:
    visiting.visit_all(scope, drawn)
    folder = exported / "neighbours" / "kept"
    record = folder / "visits.json"
    if harm == "file":
        for file in folder.glob("[0-9a-f]*"):
            file.write_bytes(file.read_bytes() + b" ")
    elif harm == "record":
        record.write_bytes(b"[1]")
    else:
        said = json.loads(record.read_text(encoding="utf-8"))
        record.write_text(json.dumps({key: one | {"value": "9"} for key, one in said.items()}), encoding="utf-8")
    memory.go_on_from(scope, exported)
    assert "まだ取り込んでいません" in box(scope, "day-282103")
    assert (">3 人<" in page(scope)) == (harm == "file"), "the figure is that of the record"


def test_a_fault_in_a_card_names_its_line_and_the_others_stand(scope: Scope, drawn: Net) -> None:
    path = scope.community.dir / "federation.toml"
    path.write_text(TOML + CARDS.replace('type = "stacked"', 'type = "stackd"'), encoding="utf-8")
    visiting.visit_all(scope, drawn)
    line = 1 + path.read_text(encoding="utf-8").splitlines().index('type = "stackd"')
    (text,) = neighbours.check(scope)
    assert f"federation.toml:{line}" in text.ja
    assert "表示できません" in box(scope, "all") and "<svg" in box(scope, "day-282014")


def test_a_card_of_no_line_says_so(scope: Scope, drawn: Net) -> None:
    path = scope.community.dir / "federation.toml"
    path.write_text(TOML + CARDS.replace('dataset = "cases"', 'dataset = "beds"', 1), encoding="utf-8")
    assert "を持つ行がありません" in box(scope, "day")


def test_without_the_file_there_is_nothing(scope: Scope) -> None:
    assert list(neighbours.all_pages(scope)) == []
    assert visiting.visit_all(scope, Net()) == []


def test_why_a_site_is_away_stays_inside(scope: Scope, drawn: Net) -> None:
    visiting.visit_all(scope, drawn)
    del drawn.pages[ONE]
    visiting.visit_all(scope, drawn)
    record = json.loads((scope.community.home / visiting.STATE).read_text(encoding="utf-8"))
    assert "見つかりません" in json.dumps(record, ensure_ascii=False), "the operator can look it up"
    public = [made.render() for made in neighbours.all_pages(scope)]
    assert all("見つかりません".encode() not in body and b"can't be found" not in body for body in public)


def test_a_site_of_others_alone_does_not_say_that_there_is_nothing(scope: Scope, net: Net) -> None:
    (said,) = neighbours.instead(scope)
    assert "2か所" in said.ja and "取り込み済み 0" in said.ja
    visiting.visit_all(scope, net)
    (said,) = neighbours.instead(scope)
    assert "取り込み済み 2" in said.ja
    board = queries.board(scope)
    first = next(one for one in home.pages(replace(board, sets={})) if one.path == "index.html").render().decode()
    assert 'href="neighbours/"' in first and "市町村の状況" in first and "公開中のデータはまだありません" not in first
    (scope.community.dir / "federation.toml").unlink()
    assert neighbours.instead(scope) == []
    first = next(one for one in home.pages(replace(queries.board(scope), sets={})) if one.path == "index.html")
    assert "公開中のデータはまだありません" in first.render().decode()


def test_a_prefecture_is_not_missing_on_its_own_page() -> None:
    everything = config.Federation(every="prefecture")
    codes = [one.code for one in everything.missing("280003")]
    assert len(codes) == 46 and "280003" not in codes


def test_a_new_federation_is_in_the_menu_of_every_page(scope: Scope, net: Net) -> None:
    with_it = queries.board(scope).furniture
    (scope.community.dir / "federation.toml").unlink()
    assert queries.board(scope).furniture != with_it
