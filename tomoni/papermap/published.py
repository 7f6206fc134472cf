"""A published dataset of the community as a source: what went through the desk, its checks and its gates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tomoni.papermap import read
from tomoni.papermap.model import Reading
from tomoni.papermap.read.table import LATITUDES, LONGITUDES
from tomoni.publish import queries
from tomoni.publish.queries import Published
from tomoni.registry.errors import problem
from tomoni.registry.scope import Scope

if TYPE_CHECKING:
    from tomoni.papermap.page import Page


def reading(page: Page, dataset: str, title: str, about: Mapping[str, str]) -> Reading:
    """The rows of its newest publication. Who published it says that it may be reused, by the licence of the community."""
    from tomoni.registry.community import load

    home = page.community
    if home is None:
        raise problem(
            f"データ「{dataset}」を使うには、設定を運営団体の papermap フォルダーに置いてください。",
            f'To print the dataset "{dataset}" the page must lie in the folder papermap of a community.',
        )
    scope = Scope(None, load(home))
    current = queries.current(scope, dataset)
    if current is None:
        raise problem(
            f"データ「{dataset}」はまだ公開されていません。", f'The dataset "{dataset}" is not published yet.', code=1
        )
    known = {key: value for key, value in about.items() if value}
    said = {
        "reuse": "open" if scope.community.license else "",
        "as_of": current.publication.as_of,
        "credit": f"{current.source.title.ja}（{scope.community.attribution.ja}、{scope.community.license}）",
        "link": f"{scope.community.address}/datasets/{dataset}/" if scope.community.address else "",
    } | known
    return read.read(_bytes(current), f"{dataset}.csv", title or current.source.title.ja, **said)


def _bytes(current: Published) -> bytes:
    from tomoni.publish.versions import storage

    with storage().open(f"{current.place}/data.csv") as stream:
        data: bytes = stream.read()
    return data


def lists(scope: Scope) -> list[Published]:
    """The published datasets that say where their rows lie: those a sheet can be made of."""
    return [one for one in queries.published(scope) if _has_places({field["name"] for field in one.schema["fields"]})]


def _has_places(columns: set[str]) -> bool:
    return bool(columns & set(LATITUDES)) and bool(columns & set(LONGITUDES))
