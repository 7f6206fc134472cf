"""Other communities' figures beside ours: believed only when they are whole, shown with their own day, away said so."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import pytest

from tomoni.dashboard.federation import visiting
from tomoni.dashboard.pages import neighbours
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
    assert html.count("まだありません・始め方") == 47
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
    assert "今は読めません" in html
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


def test_without_the_file_there_is_nothing(scope: Scope) -> None:
    assert list(neighbours.all_pages(scope)) == []
    assert visiting.visit_all(scope, Net()) == []
