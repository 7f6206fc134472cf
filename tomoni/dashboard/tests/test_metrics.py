"""What a figure counts is written once and read everywhere: page, home, embedding, files, API."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import polars as pl
import pytest
from django.test import Client

from tomoni.dashboard.tests.conftest import Pages
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope

METRICS = """
[cases]
title = { ja = "陽性者数", en = "Confirmed cases" }
definition = { ja = "公表日ごとの<陽性者>の数です。", en = "Confirmed cases by day of announcement." }
unit = { ja = "人", en = "people" }
source = { ja = "保健所の発表", en = "Health office" }
"""
CARDS = """
[[card]]
id = "by-day"
type = "bar"
metric = "cases"
dataset = "covid19-patients"
x = "公表_年月日"

[[card]]
id = "ages"
type = "bar"
dataset = "covid19-patients"
x = "患者_年代"
definition = "年代ごとの数です。"
"""
SAID = "公表日ごとの&lt;陽性者&gt;の数です。"


@pytest.fixture
def pages(site: Callable[..., Pages]) -> Pages:
    return site(40, {"dashboard.toml": CARDS, "metrics.toml": METRICS})


@pytest.mark.parametrize("path", ["cards/by-day/index.html", "index.html", "cards/by-day/embed/index.html"])
def test_it_stands_on_every_page_of_the_card(pages: Pages, path: str) -> None:
    assert SAID in pages.text(path)
    assert "Confirmed cases by day of announcement." in pages.text(f"en/{path}")


def test_it_goes_with_every_file(pages: Pages) -> None:
    said = json.loads(pages.text("cards/by-day/card.json"))
    assert (said["metric"], said["definition"]["ja"]) == ("cases", "公表日ごとの<陽性者>の数です。")
    beside = json.loads(pages.text("cards/by-day/card.csv-metadata.json"))
    assert beside["url"] == "card.csv" and beside["dc:description"]["ja"] == said["definition"]["ja"]
    names = [column["name"] for column in beside["tableSchema"]["columns"]]
    assert ",".join(names) == pages.text("cards/by-day/card.csv").splitlines()[0]
    inside = pl.read_parquet_metadata(io.BytesIO(pages["cards/by-day/card.parquet"]))
    assert json.loads(inside["tomoni"])["definition"] == said["definition"]["ja"]


def test_metrics_json_lists_quantities_and_cards(pages: Pages) -> None:
    said = json.loads(pages.text("metrics.json"))
    (cases,) = said["metrics"]
    assert (cases["id"], cases["cards"], cases["source"]["en"]) == ("cases", ["by-day"], "Health office")
    ages = next(card for card in said["cards"] if card["id"] == "ages")
    assert ages["metric"] is None and ages["definition"]["ja"] == "年代ごとの数です。"


def test_the_api_answers_with_them(
    site: Callable[..., Pages], scope: Scope, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tomoni.dashboard.pages import all_pages
    from tomoni.publish.api import site as public
    from tomoni.publish.services import publish

    monkeypatch.setattr(public, "LOOK_AGAIN", -1.0)
    monkeypatch.setattr(rooms, "page_sources", {"dashboard": all_pages})
    site(40, {"dashboard.toml": CARDS, "metrics.toml": METRICS})
    assert [one.status for one in publish(scope)] == ["unchanged"]
    answer = client.get("/api/v1/metrics")
    assert answer.status_code == 200, answer.content
    assert answer.json()["metrics"][0]["definition"]["ja"] == "公表日ごとの<陽性者>の数です。"
    assert client.get("/api/v1/metrics?format=csv").status_code == 406


def test_a_site_without_cards_has_no_such_file(scope: Scope) -> None:
    from tomoni.dashboard.pages import all_pages

    assert "metrics.json" not in Pages(all_pages(scope))
