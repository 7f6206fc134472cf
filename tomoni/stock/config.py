"""`stock/<feed>.toml` in the community folder: one file a feed. What the public file is called, what is counted and
whether as a number or in bands, where the figures come from, and how often.

    [feed]
    title = { ja = "マスクの在庫", en = "Masks in stock" }
    [[item]]
    id = "adult"
    title = { ja = "大人用マスク", en = "Masks for adults" }
    publish = "band"
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tomoni.i18n import Text
from tomoni.registry.config import Section, read_toml
from tomoni.registry.errors import Problem
from tomoni.registry.scope import Scope

FOLDER = "stock"
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
KINDS = ("taiwan", "korea", "table", "dataset", "push")
PUBLISH = ("count", "band", "both")
BANDS = ((0, "empty"), (2, "few"), (30, "some"), (100, "plenty"))
"""From how many on, and the word: those that Korea prescribed in 2020."""

JAPAN = ZoneInfo("Asia/Tokyo")
AREA = Text("地区", "Area")


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is counted. `publish`: the exact count, only its band, or both."""

    id: str
    title: Text
    unit: Text
    publish: str = "count"
    bands: tuple[tuple[int, str], ...] = BANDS
    columns: tuple[str, ...] = ()
    """Names of its column in tables that are read."""

    def band(self, on_hand: int) -> str:
        """The word for a number."""
        return next(word for least, word in reversed(self.bands) if on_hand >= least)

    def shown(self, on_hand: int | None, reserved: int | None, band: str) -> tuple[int | None, int | None, str]:
        """What readers may see of a count and its band. Where only a band is known it is not kept back: it says less."""
        if self.publish == "band":
            return None, None, band
        if self.publish == "count" and on_hand is not None:
            return on_hand, reserved, ""
        return on_hand, reserved, band


@dataclass(frozen=True, slots=True)
class FeedConfig:
    """One feed. Times in seconds; `hold_share`: a source that loses more of its sites than this is not believed."""

    id: str
    title: Text
    items: tuple[Item, ...]
    kind: str = "push"
    url: str = ""
    stores_url: str = ""
    dataset: str = ""
    positions: str = ""
    """A file of the folder (GeoJSON or CSV with id) that knows where sites are."""
    encoding: str = ""
    every: int = 300
    ttl: int = 60
    heartbeat: int = 300
    pushes_per_minute: int = 120
    """How many requests a minute each key may send; 0 for no limit."""
    zone: ZoneInfo = JAPAN
    hold_share: int = 30
    tiles: str = ""
    tiles_credit: str = ""
    area_title: Text = AREA

    def item(self, name: str) -> Item | None:
        return next((item for item in self.items if item.id == name), None)

    @property
    def file(self) -> str:
        return f"{FOLDER}/{self.id}.toml"

    @property
    def page(self) -> str:
        """Where its pages stand in the site."""
        return f"stock/{self.id}/"

    @property
    def map_path(self) -> str:
        return f"{self.page}map/"

    @property
    def apps_path(self) -> str:
        return f"{self.page}apps/"

    @property
    def data_path(self) -> str:
        return f"data/{self.id}/data.json"

    @property
    def csv_path(self) -> str:
        return f"data/{self.id}/data.csv"

    @property
    def geojson_path(self) -> str:
        return f"data/{self.id}/data.geojson"


def feeds(scope: Scope) -> list[FeedConfig]:
    """Every feed of the community, by id. Problem for a file with a mistake in it."""
    return [load(path) for path in sorted((scope.community.dir / FOLDER).glob("*.toml"))]


def feed(scope: Scope, name: str) -> FeedConfig:
    """One feed. Problem when there is none of that id."""
    path = scope.community.dir / FOLDER / f"{name}.toml"
    if not NAME.fullmatch(name) or not path.is_file():
        known = "、".join(one.stem for one in sorted((scope.community.dir / FOLDER).glob("*.toml"))) or "—"
        raise Problem(
            Text(
                f"「{name}」という在庫フィードはありません。あるもの: {known}",
                f'There is no stock feed "{name}". There is: {known}',
            )
        )
    return load(path)


def problems(scope: Scope) -> list[Text]:
    """What is wrong in the files, in words: for `check_config`."""
    found = []
    datasets = {path.stem for path in (scope.community.dir / "sources").glob("*.toml")}
    for path in sorted((scope.community.dir / FOLDER).glob("*.toml")):
        try:
            load(path)
        except Problem as problem:
            found.append(problem.text)
        if path.stem in datasets:
            found.append(
                Text(
                    f"{path}: 「{path.stem}」というデータがもうあります。フィードの名前を変えてください。",
                    f'{path}: there is a dataset "{path.stem}" already. Give the feed another name.',
                )
            )
    return found


def load(path: Path) -> FeedConfig:
    """Reads one file. Problem names file, line, key and the fix."""
    top = read_toml(path)
    if not NAME.fullmatch(path.stem):
        raise Problem(
            Text(
                f"{path}: ファイル名は小文字の英数字とハイフンだけにしてください（例: masks.toml）。",
                f"{path}: name the file with lower-case letters, digits and hyphens, e.g. masks.toml.",
            )
        )
    section = top.section("feed")
    items = tuple(_items(top.sections("item"), section))
    made = FeedConfig(
        id=path.stem,
        title=section.words("title"),
        items=items,
        ttl=_between(section, "ttl", 60, 1, 86_400),
        heartbeat=_between(section, "heartbeat", 300, 1, 86_400),
        pushes_per_minute=_between(section, "pushes_per_minute", 120, 0, 1_000_000),
        zone=_zone(section),
        area_title=section.words("area_title", {"ja": "地区", "en": "Area"}),
        **_source(top, path),
        **_map(top),
    )
    section.finish()
    top.finish()
    return made


def _items(sections: Iterable[Section], feed: Section) -> Iterable[Item]:
    seen: set[str] = set()
    for one in sections:
        name = one.text("id", pattern=r"[a-z0-9_]{1,40}", example="adult")
        if name in seen:
            raise one.error("id", f"「{name}」が二つあります。", f'"{name}" stands twice.')
        seen.add(name)
        publish = one.text("publish", "count", pattern="|".join(PUBLISH), example="band")
        bands = one.string_table("bands")
        yield Item(
            name,
            one.words("title"),
            one.words("unit", {"ja": "個", "en": ""}),
            publish,
            _bands(one, bands),
            one.strings("columns"),
        )
        one.finish()
    if not seen:
        raise feed.error(
            "title",
            "[[item]] がありません。数えるものを一つは書いてください。",
            "there is no [[item]]. Name at least one thing that is counted.",
        )


def _bands(section: Section, given: dict[str, str]) -> tuple[tuple[int, str], ...]:
    """`bands = { empty = "0", few = "2" }` as thresholds; the first must be 0."""
    if not given:
        return BANDS
    try:
        found = tuple(sorted((int(least), word) for word, least in given.items()))
    except ValueError:
        found = ()
    words = all(re.fullmatch(r"[a-z_]{1,20}", word) for _, word in found)
    if not found or found[0][0] != 0 or not words or len({least for least, _ in found}) < len(found):
        raise section.error(
            "bands",
            'bands = { empty = "0", few = "2", plenty = "30" } のように、0 から始めて書いてください。',
            'write bands = { empty = "0", few = "2", plenty = "30" }, beginning with 0.',
        )
    return found


def _source(top: Section, path: Path) -> dict[str, object]:
    if "source" not in top.values:
        return {}
    section = top.section("source")
    found: dict[str, object] = {
        "kind": section.text("kind", pattern="|".join(KINDS), example="table"),
        "url": section.text("url", ""),
        "stores_url": section.text("stores_url", ""),
        "dataset": section.text("dataset", "", pattern=NAME.pattern, example="water"),
        "positions": section.text("positions", ""),
        "encoding": section.text("encoding", "", pattern=r"[A-Za-z0-9_-]{1,30}", example="big5"),
        "every": _between(section, "every", 300, 10, 86_400),
        "hold_share": _between(section, "hold_share", 30, 1, 100),
    }
    for key in ("url", "stores_url"):
        address = str(found[key])
        if address and urlsplit(address).scheme not in ("http", "https"):
            raise section.error(
                key, "https:// から始まる宛先を書いてください。", "write an address beginning with https://."
            )
    positions = Path(str(found["positions"]))
    if positions.is_absolute() or ".." in positions.parts:
        raise section.error("positions", "フォルダーの中のファイルを書いてください。", "name a file inside the folder.")
    if found["kind"] == "dataset" and not found["dataset"]:
        raise section.error("dataset", "データの名前を書いてください。", "name the dataset.")
    section.finish()
    return found


def _map(top: Section) -> dict[str, object]:
    if "map" not in top.values:
        return {}
    section = top.section("map")
    made: dict[str, object] = {
        "tiles": section.text("tiles", "", pattern=r"https?://\S+", example="https://…/{z}/{x}/{y}.png"),
        "tiles_credit": section.text("credit", ""),
    }
    section.finish()
    return made


def _between(section: Section, key: str, default: int, least: int, most: int) -> int:
    value = section.number(key, default)
    if not least <= value <= most:
        raise section.error(key, f"{least} から {most} までにしてください。", f"must be from {least} to {most}.")
    return value


def _zone(section: Section) -> ZoneInfo:
    name = section.text("timezone", "Asia/Tokyo")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # OSError: a folder of the database of zones
        raise section.error(
            "timezone", f"「{name}」という時間帯はありません。", f'there is no time zone "{name}".'
        ) from None
