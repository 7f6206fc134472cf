"""Cards over the data of other sites: one for each place, or one of all ("stacked" adds them up, "compare" sets them side
by side). Drawn here, by our own declaration, from the files that were fetched and checked: nothing of another site's HTML
or pictures is taken over.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from types import SimpleNamespace
from typing import Any, cast

import polars as pl

from tomoni.dashboard.cards.base import View, title_of
from tomoni.dashboard.compute.select import CardError
from tomoni.dashboard.config.model import Card, Problem, Side
from tomoni.dashboard.dataset import Data
from tomoni.dashboard.federation import visiting
from tomoni.dashboard.federation.config import FILE, Federation, Site
from tomoni.dashboard.federation.visiting import Visit
from tomoni.dashboard.queries import Board, card_type, guarded
from tomoni.i18n import Text, format
from tomoni.publish.queries import Published
from tomoni.registry.sources import SourceEntry

PLACE = "tomoni:place"
PLACES = Text("地域", "Place")
MOST_ROWS, MOST_COLUMNS = 300_000, 200
UNREAD = Text(
    "このデータはまだ取り込んでいません。",
    "These data have not been fetched yet.",
)
TOO_LARGE = Text(
    f"{MOST_ROWS:,}行より大きいデータは、ここには描けません。",
    f"Data of more than {MOST_ROWS:,} rows are not drawn here.",
)
OLD_FORM = Text("このデータの形は読めません。", "The form of these data can't be read.")


@dataclass(frozen=True, slots=True)
class Shown:
    """One card as it stands on the page: of one place, or of all. `sites`: whose data it shows, with what is known of each."""

    card: Card
    title: Text
    view: View | Problem
    sites: tuple[tuple[Site, Visit], ...]


@dataclass
class Visited:
    """The data of one line, as `dataset.Data` reads a publication. The frame is read when first asked for."""

    site: Site
    visit: Visit
    rows: bytes
    schema: Mapping[str, Any]

    @property
    def dataset(self) -> str:
        return self.site.code

    @property
    def version(self) -> str:
        return self.visit.rows

    @property
    def latest(self) -> Mapping[str, Any]:
        return {"as_of": self.visit.as_of}

    @property
    def source(self) -> SourceEntry:
        return SourceEntry(dataset=self.site.code, title=self.site.name)

    @cached_property
    def frame(self) -> pl.DataFrame:
        try:
            found = pl.scan_parquet(io.BytesIO(self.rows))
            large = found.select(pl.len()).collect().item() > MOST_ROWS
            if large or len(found.collect_schema()) > MOST_COLUMNS:
                raise CardError("dataset", TOO_LARGE.ja, TOO_LARGE.en)
            return found.collect()
        except pl.exceptions.PolarsError:
            raise CardError("dataset", OLD_FORM.ja, OLD_FORM.en) from None


def shown(board: Board, federation: Federation) -> Iterator[Shown]:
    """All cards of federation.toml, in its order. Never raises for what another site says."""
    known = visiting.visits(board.scope)
    for card in federation.cards:
        lines = tuple((site, visiting.of(known, site)) for site in federation.sites_of(card))
        if card.problems or not lines:
            yield Shown(card, card.title, card.problems[0] if card.problems else _nobody(card), ())
        elif card.type == "compare" or (card.type == "stacked" and not card.split and not card.series):
            yield _together(board, card, lines)
        else:
            yield from (_alone(board, card, site, visit) for site, visit in lines)


def _nobody(card: Card) -> Problem:
    return _problem(
        card,
        "dataset",
        Text(
            f"「{card.dataset}」を持つ行がありません。site の as か latest を確かめてください。",
            f'No line has "{card.dataset}". See `as` and `latest` of the sites.',
        ),
    )


def _problem(card: Card, key: str, message: Text) -> Problem:
    return card.problem(FILE, key, message)


def _alone(board: Board, card: Card, site: Site, visit: Visit) -> Shown:
    own = replace(card, id=f"{card.id}-{site.code}")
    try:
        data = _data(board, site, visit)
        own = guarded(own, data)
        view = own.problems[0] if own.problems else card_type(own).build(own, data, "")
        title = title_of(own, data)
    except CardError as error:
        view, title = _problem(card, error.key, error.message), card.title
    if title == site.name or not title.ja:
        return Shown(own, site.name, view, ((site, visit),))
    return Shown(own, Text(f"{site.name.ja}: {title.ja}", f"{site.name.en}: {title.en}"), view, ((site, visit),))


def _together(board: Board, card: Card, lines: Sequence[tuple[Site, Visit]]) -> Shown:
    try:
        sets = {site.code: _data(board, site, visit) for site, visit in lines}
        if card.type == "compare":
            sides = tuple(Side(site.name, site.code, population=site.population) for site, _ in lines)
            if any(data.suppress for data in sets.values()):
                raise CardError("suppress", *_pair(HIDDEN))
            view = card_type(card).build_of(replace(card, dataset="", compare=sides), sets)  # type: ignore[attr-defined]
        else:
            view = _added(board, card, sets, dict(lines))
    except CardError as error:
        view = _problem(card, error.key, error.message)
    return Shown(card, card.title, view, tuple(lines))


HIDDEN = Text(
    "小さい数を伏せているデータがあるため、足したり比べたりできません。",
    "Some of the data hide small numbers, so they can be neither added up nor compared.",
)


def _pair(text: Text) -> tuple[str, str]:
    return text.ja, text.en


def _added(board: Board, card: Card, sets: Mapping[str, Data], lines: Mapping[Site, Visit]) -> View:
    """All places in one chart, a part for each, as far as all of them speak: a day that one place has not told yet would
    look like a day with nothing."""
    if any(data.suppress for data in sets.values()):
        raise CardError("suppress", *_pair(HIDDEN))
    names = card.fields()
    frames, schema = [], {}
    for site, data in zip(lines, sets.values(), strict=True):
        if missing := [name for name in names if name not in data.columns]:
            raise CardError(
                "x",
                f"{site.name.ja}のデータに「{missing[0]}」がありません。",
                f'The data of {site.name.en} have no "{missing[0]}".',
            )
        frames.append(data.frame.select(names).with_columns(pl.lit(site.name.ja).alias(PLACE)))
        schema = dict(data.schema)
    until = _until(card, frames, list(lines.values()))
    cut = [frame.filter(pl.col(card.x) <= until) if until else frame for frame in frames]
    try:
        merged = pl.concat(cut, how="vertical_relaxed")
    except pl.exceptions.PolarsError:
        raise CardError("x", *_pair(OLD_FORM)) from None
    codes = [{"value": site.name.ja, "en": site.name.en} for site in lines]
    place = {"name": PLACE, "title": PLACES.ja, "tomoni:en": PLACES.en, "type": "string", "tomoni:codes": codes}
    schema["fields"] = [*schema.get("fields", []), place]
    made = SimpleNamespace(
        dataset=card.dataset,
        version="",
        latest={"as_of": until.isoformat() if until else ""},
        schema=schema,
        frame=merged,
        source=SourceEntry(dataset=card.dataset, title=card.title),
    )
    own = replace(card, split=PLACE, dataset=card.dataset)
    view = card_type(own).build(own, Data(cast(Published, made), board.community), "")
    return replace(view, notes=(*view.notes, *([_whole(until)] if until else [])))


def _until(card: Card, frames: Sequence[pl.DataFrame], visits: Sequence[Visit]) -> date | None:
    """The last day of which all places speak; None where the axis is not of days."""
    if any(frame.schema[card.x] != pl.Date for frame in frames if card.x):
        return None
    ends = []
    for frame, visit in zip(frames, visits, strict=True):
        said = [date.fromisoformat(visit.as_of[:10])] if _is_day(visit.as_of[:10]) else []
        newest = frame[card.x].max()
        ends.append(max([*said, *([newest] if isinstance(newest, date) else [])], default=None))
    known = [end for end in ends if end is not None]
    return min(known) if len(known) == len(ends) and known else None


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _whole(until: date) -> Text:
    day = format.day_text(until)
    return Text(
        f"すべての地域の数がそろう{day.ja}までを足しています。",
        f"Added up to {day.en}, the last day of which all places speak.",
    )


def _data(board: Board, site: Site, visit: Visit) -> Data:
    """CardError when nothing was fetched, or it can't be read."""
    rows, schema = visiting.kept(board.scope, visit.rows), visiting.kept(board.scope, visit.schema)
    if not visit.rows or rows is None or schema is None:
        raise CardError("dataset", f"{site.name.ja}: {UNREAD.ja}", f"{site.name.en}: {UNREAD.en}")
    try:
        said = json.loads(schema)
    except ValueError:
        said = None
    fields = said.get("fields") if isinstance(said, dict) else None
    if not isinstance(fields, list) or not all(
        isinstance(one, dict) and isinstance(one.get("name"), str) for one in fields
    ):
        raise CardError("dataset", f"{site.name.ja}: {OLD_FORM.ja}", f"{site.name.en}: {OLD_FORM.en}")
    return Data(cast(Published, Visited(site, visit, rows, said)), board.community)
