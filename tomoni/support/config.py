"""support.toml of a community: telephones to show first, when to doubt, and where jGrants is asked. All may be left out.

unverified_days = 180

[[telephone]]
title = "生活の相談窓口"
number = "0120-000-000"
hours = "平日 9:00–17:00"

[jgrants]
url = "https://api.jgrants-portal.go.jp/exp/v1/public/"
keywords = ["補助", "事業"]
schedule = "daily 06:00"
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tomoni.i18n import Text
from tomoni.registry.config import Section, read_toml
from tomoni.registry.errors import Problem
from tomoni.registry.fetching import schedule

FILE = "support.toml"
KEYWORD = r"\S.{0,253}\S"


@dataclass(frozen=True, slots=True)
class Telephone:
    title: Text
    number: str
    hours: Text = field(default_factory=lambda: Text("", ""))
    note: Text = field(default_factory=lambda: Text("", ""))
    languages: tuple[str, ...] = ()

    @property
    def dial(self) -> str:
        """For tel: links."""
        return "".join(char for char in self.number if char.isdigit() or char in "+#*")


@dataclass(frozen=True, slots=True)
class JGrants:
    """`keywords`: each is asked for (the API can't list everything) and what comes is united by id."""

    url: str
    keywords: tuple[str, ...]
    dataset: str = "jgrants"
    most: int = 500
    schedule: str = ""
    """As in sources (registry.fetching.schedule); "": only by `tomoni fetch`."""


@dataclass(frozen=True, slots=True)
class Config:
    telephones: tuple[Telephone, ...] = ()
    unverified_days: int = 180
    jgrants: JGrants | None = None
    problems: tuple[Text, ...] = ()


def load(folder: Path) -> Config:
    """What the file says; a file that can't be read is as if it weren't there, and says why in `problems`."""
    path = Path(folder) / FILE
    if not path.is_file():
        return Config()
    try:
        top = read_toml(path)
        made = Config(
            tuple(_telephone(section) for section in top.sections("telephone")),
            top.number("unverified_days", 180),
            _jgrants(top.section("jgrants")) if "jgrants" in top.values else None,
        )
        top.finish()
    except Problem as problem:
        return Config(problems=(problem.text,))
    return made


def _telephone(section: Section) -> Telephone:
    one = Telephone(
        section.words("title"),
        section.text("number", pattern=r"[0-9+#*][0-9 ()+#*-]{2,20}", example="0120-000-000"),
        section.words("hours", ""),
        section.words("note", ""),
        section.strings("languages"),
    )
    section.finish()
    return one


def _jgrants(section: Section) -> JGrants:
    keywords = section.strings("keywords", ("補助",))
    if not keywords or any(not 2 <= len(word) <= 255 for word in keywords):
        raise section.error(
            "keywords",
            'keywords は2〜255文字の言葉を並べてください（例: keywords = ["補助", "事業"]）。',
            'keywords is a list of words of 2 to 255 characters, e.g. ["補助", "事業"].',
        )
    one = JGrants(
        section.text("url", pattern=r"https?://\S+", example="https://api.jgrants-portal.go.jp/exp/v1/public/"),
        keywords,
        section.text("dataset", "jgrants", pattern=r"[a-z0-9]+(-[a-z0-9]+)*", example="jgrants"),
        section.number("most", 500),
        section.text("schedule", "", pattern=r"(\S.*)?", example="daily 06:00"),
    )
    try:
        if one.schedule:
            schedule.parse(one.schedule)
    except ValueError:
        raise section.error(
            "schedule",
            '"daily 06:00"、"every 2 hours" のように書いてください。',
            'write it like "daily 06:00" or "every 2 hours".',
        ) from None
    section.finish()
    return one
