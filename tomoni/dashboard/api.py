"""/api/v1/metrics: what each figure of the site counts, as it is published in metrics.json."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from tomoni.i18n import Text
from tomoni.publish.api import asking, site
from tomoni.publish.api.routes import reading
from tomoni.registry.api_problems import ApiProblem

PATH = "metrics.json"
FORMAT = Query("", description="応答の形式 / format of the answer", enum=["json", ""])


class Metric(Schema):
    """A quantity: its words in each language, and the cards that show it."""

    id: str
    title: dict[str, str] | None = None
    definition: dict[str, str] | None = None
    unit: dict[str, str] | None = None
    source: dict[str, str] | None = None
    cards: list[str]


class MetricCard(Schema):
    """A card, and what it counts."""

    id: str
    metric: str | None = None
    title: dict[str, str]
    dataset: str
    unit: dict[str, str] | None = None
    definition: dict[str, str] | None = None
    address: str


class Metrics(Schema):
    metrics: list[Metric]
    cards: list[MetricCard]


def router() -> Router:
    made = Router(tags=["metrics"])

    @made.get("", response=Metrics, operation_id="metrics", summary="数字の定義 / what each figure counts")
    @reading()
    def metrics(request: HttpRequest, format: str = FORMAT) -> HttpResponse:
        """公開中の数字の定義と、それを出しているカードを返します。 / Definitions, and the cards that show each."""
        return asking.as_json(_published())

    return made


def _published() -> dict[str, Any]:
    found = site.public().file(PATH)
    if found is None:
        raise ApiProblem("not-found", Text("グラフ・表はまだ公開されていません。", "No cards are published yet."))
    return dict(found)
