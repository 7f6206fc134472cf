"""What every reader shares: the reading it gives, notices, and plain parsers of counts, times, positions and tables."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tomoni.geo.sphere import is_position
from tomoni.i18n import Text
from tomoni.registry.errors import problem
from tomoni.stock.feed.state import Sale

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
MOST = 100_000_000
"""A count above this is a mistake."""
LARGEST = 64 * 1024 * 1024
ENCODINGS = ("utf-8-sig", "cp932", "big5", "cp949")
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class Notice:
    """Something about the source that people should know: how often, and a few of the sites concerned."""

    code: str
    count: int
    text: Text
    examples: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        said = {"code": self.code, "count": self.count, **self.text.to_json()}
        return said | ({"examples": list(self.examples)} if self.examples else {})


class Notices:
    """Collects notices while a file is read."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._texts: dict[str, tuple[str, str]] = {}
        self._examples: dict[str, list[str]] = {}

    def add(self, code: str, ja: str, en: str, example: str = "", count: int = 1) -> None:
        self._counts[code] += count
        self._texts[code] = (ja, en)
        if example and len(self._examples.setdefault(code, [])) < EXAMPLES:
            self._examples[code].append(example[:80])

    def all(self) -> list[Notice]:
        return [
            Notice(code, count, Text(*self._texts[code]), tuple(self._examples.get(code, ())))
            for code, count in self._counts.items()
        ]


@dataclass(frozen=True, slots=True)
class Place:
    """A site as a source describes it; "" and None are "not said"."""

    code: str
    name: str
    address: str = ""
    area: str = ""
    kind: str = ""
    hours: str = ""
    phone: str = ""
    url: str = ""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of one item at one site. `sale_state` "" is worked out from the count or the band."""

    site: str
    item: str
    on_hand: int | None = None
    reserved: int | None = None
    sale_state: str = ""
    band: str = ""
    observed_at: str = ""
    note: str = ""


@dataclass(slots=True)
class Reading:
    """`whole`: the source lists every site there is, so that one that is missing has left."""

    places: dict[str, Place] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    as_of: str = ""
    whole: bool = True
    notices: list[Notice] = field(default_factory=list)


def decode(data: bytes, encoding: str = "") -> str:
    """Text of a file. Problem when it is too large or in no encoding that is known here."""
    if len(data) > LARGEST:
        raise problem(
            f"ファイルが大きすぎます（{len(data):,} バイト）。", f"The file is too large ({len(data):,} bytes)."
        )
    for name in (encoding,) if encoding else ENCODINGS:
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    raise problem(
        "文字コードが分かりません。UTF-8 で保存し直すか、source.encoding に書いてください。",
        "The encoding is not known. Save it as UTF-8 or name it in source.encoding.",
    )


def records(text: str, notices: Notices, surplus: int | None = None) -> list[dict[str, str]]:
    """Rows of a CSV as {column: value}, trimmed. A row that is too long is put right when `surplus` names the column
    whose commas were not quoted; others that don't fit are left out and said."""
    text = text.replace("\x00", "")
    try:
        rows = [row for row in csv.reader(io.StringIO(text)) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise problem(f"CSV として読めません（{error}）。", f"It can't be read as CSV ({error}).") from None
    if not rows:
        raise problem(
            "中身がありません。公開中の在庫は変わっていません。", "It is empty. What is public has not changed."
        )
    head = [unicodedata.normalize("NFKC", cell).strip() for cell in rows[0]]
    found = []
    for row in rows[1:]:
        over = len(row) - len(head)
        if over > 0 and surplus is not None:
            row = [*row[:surplus], ",".join(row[surplus : surplus + over + 1]), *row[surplus + over + 1 :]]
            notices.add("comma-in-cell", "囲まれていないコンマを住所の一部として読みました。", "Commas without quotes were read as part of the address.", row[0])  # fmt: skip
        elif over:
            notices.add("odd-row", "列の数が違う行は使っていません。", "Rows with another number of columns were left out.", row[0])  # fmt: skip
            continue
        found.append({name: cell.strip() for name, cell in zip(head, row, strict=True)})
    return found


def json_value(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise problem(
            "JSON として読めません。途中で切れていないか確かめてください。公開中の在庫は変わっていません。",
            "It can't be read as JSON. It may be cut off. What is public has not changed.",
        ) from None


def text_of(value: Any, most: int = 200) -> str:
    """A cell as clean text of at most `most` characters."""
    if value is None or isinstance(value, dict | list):
        return ""
    made = unicodedata.normalize("NFC", str(value))
    return " ".join("".join(c if c.isprintable() else " " for c in made).split())[:most]


def count_of(value: Any) -> int | None:
    """A count; None when it is none (also negative or absurd ones)."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int):
        return value if 0 <= value <= MOST else None
    text = unicodedata.normalize("NFKC", str(value)).strip().replace(",", "")
    if match := re.fullmatch(r"([0-9]{1,9})(\.0+)?", text):
        return count_of(int(match[1]))
    return None


FORMS = ("%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d", "%Y-%m-%d")


def moment_of(value: Any, zone: ZoneInfo) -> str:
    """A time as RFC 3339 with an offset, in `zone` when it names none; "" when it is no time."""
    text = unicodedata.normalize("NFKC", str(value or "")).strip()[:40]
    try:
        when = datetime.fromisoformat(text) if "T" in text else None
    except ValueError:
        return ""
    for form in FORMS:
        if when:
            break
        try:
            when = datetime.strptime(text, form)
        except ValueError:
            continue
    if when is None or not 1990 <= when.year <= 2200:
        return ""
    if when.tzinfo is None:
        when = when.replace(tzinfo=zone)
    return when.replace(microsecond=0).isoformat()


def instant(moment: str) -> float:
    """Seconds since 1970 of an RFC 3339 time, for comparing; minus infinity for ""."""
    return datetime.fromisoformat(moment).timestamp() if moment else float("-inf")


def position_of(latitude: Any, longitude: Any) -> tuple[float, float] | None:
    """Degrees to six places (11 cm); None when blank, not numbers, not on the earth, or 0,0 (nobody's shop)."""
    try:
        lat, lon = round(float(latitude), 6), round(float(longitude), 6)
    except (TypeError, ValueError, OverflowError):
        return None
    return (lat, lon) if is_position(lat, lon) and (lat, lon) != (0.0, 0.0) else None


def place_of(latitude: Any, longitude: Any, code: str, notices: Notices) -> tuple[float, float] | None:
    """`position_of` a row, with a notice when something stands there that is no position, or only the other way round."""
    if place := position_of(latitude, longitude):
        return place
    said = [str(one).strip() for one in (latitude, longitude) if one is not None and str(one).strip()]
    if place := position_of(longitude, latitude):
        notices.add("turned-position", "緯度と経度が逆でした。入れかえて使っています。", "Latitude and longitude stood the other way round and were exchanged.", code)  # fmt: skip
    elif said:
        notices.add("bad-position", "地球上の位置として読めない緯度・経度は使っていません。", "Positions that are none were left out.", f"{code}: {', '.join(said)}")  # fmt: skip
    return place


def sale_of(on_hand: int | None, band: str = "") -> str:
    """What a count or a band alone says about selling."""
    if on_hand is not None:
        return Sale.ON_SALE if on_hand else Sale.SOLD_OUT
    return {"": Sale.UNKNOWN, "empty": Sale.SOLD_OUT}.get(band, Sale.ON_SALE)


def column(names: Iterable[str], known: Sequence[str]) -> str:
    """The first of the `known` spellings that is there; "" for none."""
    there = {name.lower(): name for name in names}
    return next((there[word.lower()] for word in known if word.lower() in there), "")


def missing_positions(places: Mapping[str, Place], notices: Notices) -> None:
    """Says which places have none, and which share one with another."""
    without = [place for place in places.values() if place.latitude is None]
    for place in without:
        notices.add("no-position", "位置（緯度・経度）のない場所があります。一覧には出ますが、近い順には出ません。", "Sites without a position are listed, but not among the nearest.", place.code)  # fmt: skip
    shared = Counter((p.latitude, p.longitude) for p in places.values() if p.latitude is not None)
    for place in places.values():
        if place.latitude is not None and shared[place.latitude, place.longitude] > 1:
            notices.add("same-position", "ほかの場所と同じ位置になっています。確かめてください。", "Sites that share their position with another. Please check.", place.code)  # fmt: skip
