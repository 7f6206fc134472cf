"""announcements.toml of a community: `[[banner]]` (level, text, from, until), `[[telephone]]` (number with its hours) and
`[print]` (what stands on 今日のお知らせ). A fault in one entry stays with that entry: the others are read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import errors
from tomoni.registry.config import Section, read_toml

FILE = "announcements.toml"
LEVELS = {
    "info": Text("お知らせ", "Information"),
    "caution": Text("注意", "Caution"),
    "emergency": Text("緊急", "Emergency"),
}
NOTHING = Text("", "")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Banner:
    """A line on top of every page, from `starts` (inclusive) to `ends` (exclusive); None is open. `link`: a path of the
    site or an address."""

    id: str
    level: str
    text: Text
    link: str = ""
    starts: datetime | None = None
    ends: datetime | None = None

    @property
    def level_name(self) -> Text:
        return LEVELS[self.level]

    @property
    def is_path(self) -> bool:
        return bool(self.link) and ":" not in self.link.partition("?")[0]

    def state(self, now: datetime) -> str:
        """ "before", "on" or "over"."""
        if self.ends and now >= self.ends:
            return "over"
        return "before" if self.starts and now < self.starts else "on"


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number people may call, when, and in which languages they are answered there (in words)."""

    id: str
    name: Text
    number: str
    hours: Text
    note: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Notice:
    """[print]: the cards on the sheet (none named: the key figures), the day of the next one, and words of its own."""

    cards: tuple[str, ...] = ()
    next: date | None = None
    note: Text = NOTHING


@dataclass(frozen=True, slots=True)
class Announcements:
    banners: tuple[Banner, ...] = ()
    telephones: tuple[Telephone, ...] = ()
    notice: Notice = Notice()
    problems: tuple[Text, ...] = ()

    def visible(self, now: datetime) -> list[Banner]:
        """Those that are on or still to come (pages hide the latter until their time); the gravest first."""
        order = list(LEVELS)[::-1]
        shown = [banner for banner in self.banners if banner.state(now) != "over"]
        return sorted(shown, key=lambda banner: order.index(banner.level))

    def turns(self) -> list[datetime]:
        """The moments at which a banner begins or ends."""
        return sorted(turn for banner in self.banners for turn in (banner.starts, banner.ends) if turn)


def load(folder: Path) -> Announcements:
    """The file of a community folder; an absent one announces nothing. Never raises for what an author wrote."""
    path = Path(folder) / FILE
    if not path.is_file():
        return Announcements()
    problems: list[Text] = []
    try:
        top = read_toml(path)
        entries = {name: top.sections(name) for name in ("banner", "telephone")}
        notice = _kept(_notice, [top.section("print")], problems) if "print" in top.values else []
        problems += _finished(top)
    except errors.Problem as fault:
        return Announcements(problems=(fault.text,))
    return Announcements(
        tuple(_kept(_banner, entries["banner"], problems)),
        tuple(_kept(_telephone, entries["telephone"], problems)),
        notice[0] if notice else Notice(),
        tuple(problems),
    )


def _kept(read: Callable[[Section], T], sections: list[Section], problems: list[Text]) -> list[T]:
    """What could be read; what is wrong with the rest goes to `problems`."""
    made = []
    for section in sections:
        try:
            made.append(read(section))
        except errors.Problem as fault:
            problems.append(fault.text)
            continue
        problems += _finished(section)
    return made


def _finished(section: Section) -> list[Text]:
    try:
        section.finish()
    except errors.Problem as fault:
        return [fault.text]
    return []


def _banner(section: Section) -> Banner:
    starts, ends = moment(section, "from"), moment(section, "until")
    if starts and ends and ends <= starts:
        raise section.error("until", "from より後の日時にしてください。", "write a time after from.")
    text = section.words("text")
    _not_empty(section, "text", text)
    return Banner(
        section.text("id", f"banner-{section.index + 1}", pattern=r"[a-z0-9]+(-[a-z0-9]+)*", example="heat-warning"),
        section.text("level", "info", pattern="|".join(LEVELS), example="caution"),
        text,
        section.text("link", "", pattern=r"(https?://|tel:|mailto:)\S+|(?!/)[A-Za-z0-9._/#?=&%-]+", example="news/"),
        starts,
        ends,
    )


def _telephone(section: Section) -> Telephone:
    name, hours = section.words("name"), section.words("hours")
    _not_empty(section, "name", name)
    _not_empty(section, "hours", hours)
    return Telephone(
        section.text("id", f"tel-{section.index + 1}", pattern=r"[a-z0-9]+(-[a-z0-9]+)*", example="call-centre"),
        name,
        section.text("number", pattern=r"[#+*0-9０-９() （）-]{3,30}", example="078-000-0000"),
        hours,
        section.words("note", ""),
    )


def _notice(section: Section) -> Notice:
    following = moment(section, "next")
    return Notice(section.strings("cards"), following.date() if following else None, section.words("note", ""))


def _not_empty(section: Section, key: str, text: Text) -> None:
    if not text.ja.strip():
        raise section.error(key, "空です。言葉を書いてください。", "it is empty; please write words.")


def moment(section: Section, key: str) -> datetime | None:
    """A time of the file, in Japan when no zone is written: 2020-04-18T09:00, "2020-04-18 09:00" or a day (its start)."""
    value: Any = section.values.get(key)
    section.asked.add(key)
    if value is None:
        return None
    try:
        found = datetime.fromisoformat(str(value))
        return found if found.tzinfo else timezone.make_aware(found, timezone.get_default_timezone())
    except (ValueError, OverflowError):
        raise section.error(
            key,
            f"日時として読めません。例: {key} = 2020-04-18T09:00:00",
            f"this is no time. Example: {key} = 2020-04-18T09:00:00",
        ) from None
