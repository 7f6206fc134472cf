"""Where sites are: from a source, from a file of the folder, by staff, by a correction from anyone."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import here
from tomoni.registry.errors import Problem, problem
from tomoni.registry.people.roles import require
from tomoni.registry.scope import Scope
from tomoni.stock import queries
from tomoni.stock.config import FeedConfig
from tomoni.stock.intake.base import column, decode, position_of
from tomoni.stock.intake.table import COLUMNS
from tomoni.stock.models import Entry, Site

BY_PEOPLE = ("hand", "correction")
_files: dict[Path, tuple[int, str, dict[str, tuple[float, float]]]] = {}


def file_positions(config: FeedConfig) -> dict[str, tuple[float, float]]:
    """Positions by site id from the file the feed names; {} when it names none. Problem when it can't be read."""
    return _file(config)[1]


def with_file(digest: str, config: FeedConfig) -> str:
    """The digest of a reading together with the file of positions: a new file is something new to take."""
    mark = _file(config)[0]
    return hashlib.sha256(f"{digest} {mark}".encode()).hexdigest() if mark else digest


def _file(config: FeedConfig) -> tuple[str, dict[str, tuple[float, float]]]:
    """(SHA-256, positions); ("", {}) when the feed names no file."""
    if not config.positions:
        return "", {}
    path = here.community().dir / config.positions
    if not path.is_file():
        raise problem(
            f"{config.file} の positions「{config.positions}」がありません。",
            f'{config.file}: positions "{config.positions}" is not there.',
        )
    stamp = path.stat().st_mtime_ns
    if (known := _files.get(path)) and known[0] == stamp:
        return known[1:]
    data = path.read_bytes()
    found = (hashlib.sha256(data).hexdigest(), read_positions(data))
    _files[path] = (stamp, *found)
    return found


def read_positions(data: bytes) -> dict[str, tuple[float, float]]:
    """From GeoJSON points (id in `id` or properties) or a CSV with id, lat, lon. Problem when it is neither."""
    text = decode(data)
    found: dict[str, tuple[float, float]] = {}
    if text.lstrip().startswith("{"):
        try:
            features = json.loads(text)["features"]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise problem(
                "位置のファイルが GeoJSON として読めません。", "The file of positions is no GeoJSON."
            ) from None
        for feature in features:
            try:
                properties = feature.get("properties") or {}
                code = str(properties.get("id") or properties.get("code") or feature.get("id"))
                lon, lat = feature["geometry"]["coordinates"][:2]
            except (AttributeError, KeyError, TypeError, ValueError):
                continue
            if place := position_of(lat, lon):
                found[code] = place
        return found
    rows = list(csv.DictReader(io.StringIO(text)))
    names = list(rows[0]) if rows else []
    key, lat_name, lon_name = (column(names, COLUMNS[name]) for name in ("id", "lat", "lon"))
    if not (key and lat_name and lon_name):
        raise problem(
            "位置のファイルに id・lat・lon の列がありません。", "The file of positions has no columns id, lat, lon."
        )
    for row in rows:
        if place := position_of(row[lat_name], row[lon_name]):
            found[row[key]] = place
    return found


def set_position(
    scope: Scope, config: FeedConfig, code: str, latitude: object, longitude: object, by: str = "hand", source: str = ""
) -> Site:
    """A person says where a site is; sources don't change it any more. Problem for no position or no such site."""
    require(scope, "answer")
    place = position_of(latitude, longitude)
    if place is None:
        raise Problem(bad_position())
    feed = queries.row(scope, config)
    with transaction.atomic():
        site = Site.objects.select_for_update().filter(feed=feed, code=code, gone_at="").first()
        if site is None:
            raise problem(f"「{code}」という場所はありません。", f'There is no site "{code}".')
        if (site.latitude, site.longitude, site.position_by) == (*place, by):
            return site
        site.latitude, site.longitude = place
        site.position_by = by
        site.save(update_fields=["latitude", "longitude", "position_by"])
        now = timezone.now()
        said = source or f"hand:{scope.actor or 'machine'}"
        Entry.objects.create(feed=feed, source=said, key=f"position:{code}:{now.isoformat()}"[:100], digest="", at=now)
    return site


def bad_position() -> Text:
    return Text(
        "緯度は -90〜90、経度は -180〜180 の数で書いてください（例: 35.6812, 139.7671）。",
        "Latitude must be from -90 to 90 and longitude from -180 to 180, e.g. 35.6812, 139.7671.",
    )
