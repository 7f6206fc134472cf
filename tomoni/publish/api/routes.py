"""The reads of /api/v1, made for a site: the public one, and the sandbox with the same addresses below `sandbox/`.

Every function is thin: it turns parameters into a question, asks the module that answers it, and sends the answer.
"""

from __future__ import annotations

import functools
import inspect
import json
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tomoni.i18n import Text
from tomoni.publish import files
from tomoni.publish.api import asking, cursor, describing, differences, origin, places, rows, shapes, words
from tomoni.publish.api.site import Site, is_feed
from tomoni.registry.api_problems import parameter

LIMIT = Query(100, ge=1, le=1000, description="一度に返す数 / how many at once", examples=[100])
CURSOR = Query("", description="前の応答の next / `next` of the answer before", max_length=cursor.LONGEST)
COUNT = Query(False, description="true なら全部の数も返す / also say how many there are")
FORMAT = Query("", description="応答の形式 / format of the answer", enum=["json", ""])
FORMATS = Query("", description="応答の形式 / format", enum=["json", "csv", "ndjson", ""])
WHERE = Query(
    [],
    description=(
        "条件。列名:値、または 列名:演算子:値（eq ne gt gte lt lte contains is:null not:null）。くり返すと「かつ」 / "
        "a condition: column:value or column:operator:value; repeat for AND"
    ),
    examples=[["性別:女性", "日付:gte:2020-04-01"]],
)
COLUMNS = Query([], description="返す列（コンマ区切りか、くり返し） / columns to answer with", examples=[["日付,性別"]])
SORT = Query("", description="並べる列。先頭の - で大きい順 / column to sort by; - for descending", examples=["-日付"])
VERSION = Query("", description="版。なければ今の版 / a version; without it the current one", max_length=64)
SET = Query([], alias="dataset", description="このデータだけ（くり返せます） / only these datasets")
Asking = Callable[[HttpRequest], Site]


def reading(formats: tuple[str, ...] = ("json",), more: tuple[str, ...] = ()) -> Callable[[Any], Any]:
    """Checks format and parameter names before the function is called."""

    def around(function: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        known = [*more, "format"]
        for name, parameter_ in inspect.signature(function).parameters.items():
            if parameter_.default is not parameter_.empty and name != "format":
                known.append(getattr(parameter_.default, "alias", None) or name)

        @functools.wraps(function)
        def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            request.wanted = asking.wanted(request, formats)  # type: ignore[attr-defined]
            asking.only(request, known)
            return function(request, *args, **kwargs)

        return call

    return around


def make(site_of: Asking, tag: str, more: tuple[str, ...] = (), extra: dict[str, Any] | None = None) -> Router:
    """The router of a site. `more`: names of parameters that `site_of` reads; `extra`: how OpenAPI describes them."""
    router = Router(tags=[tag])
    one = reading(more=more)
    prefix = "" if tag == "data" else f"{tag}-"

    def get(path: str, name: str, summary: str, response: Any) -> Callable[[Any], Any]:
        return router.get(
            path,
            response=response,
            by_alias=True,
            operation_id=f"{prefix}{name}",
            summary=summary,
            openapi_extra=json.loads(json.dumps(extra or {})),
        )

    @get("/datasets", "datasets", "データの一覧 / datasets", shapes.DatasetPage)
    @one
    def datasets(
        request: HttpRequest, limit: int = LIMIT, cursor: str = CURSOR, count: bool = COUNT, format: str = FORMAT
    ) -> HttpResponse:
        """公開中のデータを番号順に返します。 / All published datasets, by id."""
        site = site_of(request)
        return _list(
            request, *describing.datasets(site, limit, cursor), len(site.datasets() + site.feeds()) if count else None
        )

    @get("/datasets/{dataset}", "dataset", "一つのデータ / one dataset", shapes.DatasetDetail)
    @one
    def dataset(request: HttpRequest, dataset: str, format: str = FORMAT) -> HttpResponse:
        """今の版、列、ファイルを返します。 / The current version, its columns and files."""
        return asking.as_json(describing.detail(site_of(request), dataset))

    @get("/datasets/{dataset}/rows", "rows", "行 / rows", shapes.RowPage)
    @reading(("json", "csv", "ndjson"), more)
    def rows_(
        request: HttpRequest,
        dataset: str,
        where: list[str] = WHERE,
        columns: list[str] = COLUMNS,
        sort: str = SORT,
        limit: int = LIMIT,
        cursor: str = CURSOR,
        count: bool = COUNT,
        version: str = VERSION,
        format: str = FORMATS,
    ) -> HttpResponse:
        """条件に合う行を返します。cursor は同じ版を最後まで読み続けます。 /
        Rows that meet the conditions. A cursor keeps reading the version it began with."""
        asked = rows.Asked(dataset, version, where, sort, columns, limit, cursor, count)
        return _rows(request, site_of(request), asked)

    @get("/datasets/{dataset}/publications", "publications", "公開の履歴 / history", shapes.PublicationPage)
    @one
    def publications(
        request: HttpRequest,
        dataset: str,
        limit: int = LIMIT,
        cursor: str = CURSOR,
        count: bool = COUNT,
        format: str = FORMAT,
    ) -> HttpResponse:
        """新しい順に、いつ・何を・なぜ公開したか。 / What was published when and why, newest first."""
        site = site_of(request)
        items, following = describing.publications(site, dataset, limit, cursor)
        total = len(site.publications(dataset)) if count else None
        return _list(request, items, following, total, {"dataset": dataset})

    @get("/datasets/{dataset}/diff", "diff", "二つの版の違い / difference", shapes.DifferencePage)
    @one
    def diff(
        request: HttpRequest,
        dataset: str,
        from_: str = Query(
            "", alias="from", description="回数か版。なければ to の前 / number or version", max_length=64
        ),
        to: str = Query("", description="回数か版。なければ今の版 / number or version", max_length=64),
        key: list[str] = Query([], description="行を結びつける列。なければ自動 / columns that tell rows apart"),  # noqa: B008
        limit: int = LIMIT,
        cursor: str = CURSOR,
        format: str = FORMAT,
    ) -> HttpResponse:
        """変わった行、増えた行、減った行を順に返します。 / Rows changed, then added, then removed."""
        found = differences.answer(
            site_of(request), differences.Asked(dataset, from_, to, [one for one in key if one], limit, cursor)
        )
        return asking.as_json(
            found, pinned=bool(from_ and to), following=asking.next_address(request, found["next"] or "")
        )

    @get("/datasets/{dataset}/trace", "trace", "この数字の元 / trace", shapes.Trace)
    @one
    def trace(
        request: HttpRequest,
        dataset: str,
        row: int = Query(..., ge=1, le=2**40, description="行（1から） / row, from 1", examples=[1]),
        column: str = Query(..., description="列名 / name of the column", examples=["日付"]),
        version: str = VERSION,
        format: str = FORMAT,
    ) -> HttpResponse:
        """値が、どのファイルのどのセルから、どう直されて来たか。 / File, sheet, cells and repairs of one value."""
        site = site_of(request)
        which = version or rows.current(site, dataset)
        return asking.as_json(origin.trace(site, dataset, which, row, column), pinned=bool(version))

    @get("/near", "near", "近いところ / near a point", shapes.PlacePage)
    @one
    def near(
        request: HttpRequest,
        lat: float | None = Query(None, ge=-90, le=90, description="緯度 / latitude", examples=[34.69]),
        lon: float | None = Query(None, ge=-180, le=180, description="経度 / longitude", examples=[135.2]),
        bbox: str = Query("", description="西,南,東,北 / west,south,east,north", max_length=120),
        within: float | None = Query(None, gt=0, le=21_000_000, description="メートル以内 / within metres"),
        dataset: list[str] = SET,
        limit: int = LIMIT,
        cursor: str = CURSOR,
        format: str = FORMAT,
    ) -> HttpResponse:
        """位置のあるデータから、近い順に（点がなければ bbox の中を）返します。距離は大円距離です。 /
        Rows nearest to a point, or all in a box; great-circle distance in metres."""
        site = site_of(request)
        asked = places.Asked(_point(lat, lon, bbox), _box(bbox), _sets(site, dataset), limit, within, cursor)
        items, following = places.near(site, asked)
        return _list(request, items, following, None, {"datasets": places.with_positions(site)})

    @get("/search", "search", "さがす / search", shapes.FoundPage)
    @one
    def search(
        request: HttpRequest,
        q: str = Query(..., min_length=1, max_length=200, description="言葉（空白は「かつ」） / words, all of them"),
        dataset: list[str] = SET,
        limit: int = LIMIT,
        cursor: str = CURSOR,
        format: str = FORMAT,
    ) -> HttpResponse:
        """データの名前、列、行の文字からさがします。全角・半角、大文字・小文字は区別しません。 /
        Looks in titles, columns and rows; width and case of letters do not matter."""
        site = site_of(request)
        return _list(request, *words.search(site, q, _sets(site, dataset), limit, cursor), None)

    return router


def _list(
    request: HttpRequest, items: list[Any], following: str, count: int | None, more: dict[str, Any] | None = None
) -> HttpResponse:
    value = {**(more or {}), "items": items, "next": following or None}
    if count is not None:
        value["count"] = count
    return asking.as_json(value, following=asking.next_address(request, following))


def _rows(request: HttpRequest, site: Site, asked: rows.Asked) -> HttpResponse:
    found = rows.answer(site, asked)
    following = asking.next_address(request, found.next)
    pinned = bool(asked.version or asked.cursor)
    wanted: str = request.wanted  # type: ignore[attr-defined]
    if wanted == "json":
        return asking.as_json(describing.page(site, asked.dataset, found), pinned=pinned, following=following)
    more = {"Tomoni-Version": found.version, "Content-Disposition": f'inline; filename="{asked.dataset}.{wanted}"'}
    if found.count is not None:
        more["Tomoni-Count"] = str(found.count)
    if wanted == "csv":
        body = files.csv(found.frame)
    else:
        lines = (json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in files.records(found.frame))
        body = "".join(f"{line}\n" for line in lines).encode()
    return asking.sent(body, asking.FORMATS[wanted], pinned=pinned, following=following, more=more)


def _point(lat: float | None, lon: float | None, bbox: str) -> tuple[float, float] | None:
    if lat is not None and lon is not None:
        return lat, lon
    if (lat is None) != (lon is None):
        missing = "lat" if lat is None else "lon"
        raise parameter(missing, Text("lat と lon は組で送ってください。", "Send lat and lon together."))
    if not bbox:
        raise parameter("lat", Text("lat と lon か、bbox が要ります。", "lat and lon, or bbox, are needed."))
    return None


def _box(text: str) -> places.Box | None:
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise parameter(
            "bbox", Text("西,南,東,北 の順に度で書いてください。", "Write west,south,east,north in degrees.")
        )
    return west, south, east, north


def _sets(site: Site, asked: list[str]) -> tuple[str, ...]:
    """The datasets asked for; 404 or 410 for one that is not there."""
    for name in asked:
        site.latest(name)
        if name in site.feeds():
            raise is_feed(name)
    return tuple(dict.fromkeys(asked))


def about_router(about: Callable[[], dict[str, Any]]) -> Router:
    """GET /: what this is, under which terms."""
    router = Router(tags=["about"])

    @router.get("", response=shapes.About, operation_id="about", summary="この API について / about")
    @reading()
    def about_(request: HttpRequest, format: str = FORMAT) -> HttpResponse:
        """運営団体、利用条件、回数の制限、廃止の予定。 / Who runs it, licence, limits, what will end."""
        return asking.as_json(about())

    return router
