"""Languages beside Japanese and English. A page in one is made in its base (ja for やさしい日本語, en for the others) while
`speaking` is on: every `Text` that is then asked for in the base is answered from the language's catalogue when it has
the words. What has none stays in the base, and the page marks it as such (`look.mending`).

Words come from two files, the second before the first: the product's `data/<lang>.toml` and the community's
`texts/<lang>.toml`. Both hold `[words]` (Japanese = translation, for the words of the pages) and the second also
`[[text]]` (id, source, text) for the community's own texts. A translation is found by its Japanese source as a whole: words
whose source has changed since are never shown. A community may reword Japanese and English pages in the same way.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

EASY = "ja-easy"
CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
NAMES = {
    "ja": "日本語", "en": "English", EASY: "やさしい日本語", "zh": "中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "ko": "한국어",
    "vi": "Tiếng Việt", "pt": "Português", "pt-BR": "Português (Brasil)", "es": "Español", "tl": "Tagalog", "fil": "Filipino",
    "id": "Bahasa Indonesia", "ne": "नेपाली", "th": "ไทย", "my": "မြန်မာဘာသာ", "fr": "Français", "de": "Deutsch", "ru": "Русский",
    "uk": "Українська", "it": "Italiano", "tr": "Türkçe", "hi": "हिन्दी", "bn": "বাংলা", "si": "සිංහල", "mn": "Монгол", "km": "ខ្មែរ",
}  # fmt: skip
PERIODS = {"zh": ("{y}年{m}月", "{y}年"), "ko": ("{y}년 {m}월", "{y}년")}
"""How a month and a year are written; elsewhere 2020-04 and 2020."""
DAYS = {
    "zh": "{y}年{m}月{d}日",
    "ko": "{y}년 {m}월 {d}일",
    "vi": "{d}/{m}/{y}",
    "pt": "{d}/{m}/{y}",
    "es": "{d}/{m}/{y}",
}
"""How a day is written; elsewhere 2020-04-18, which nobody misreads. `[format] day` in the language's file wins."""
OWN = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text of a community: `id` says what it is, `source` is the Japanese it was made from."""

    id: str
    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one file. `formats`: "day" and so on. `fault`: why the file could not be read."""

    words: dict[str, str] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    formats: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    def catalogue(self) -> dict[str, str]:
        return self.words | {entry.source: entry.text for entry in self.entries if entry.text.strip()}


@dataclass(slots=True)
class Speaker:
    """Who speaks now: language, base, Japanese → words, and (for the marks) what of it was said."""

    lang: str
    base: str
    catalogue: dict[str, str]
    formats: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)

    def say(self, ja: str, plain: str) -> str:
        """The words for what is `ja` in Japanese, else `plain`."""
        found = self.catalogue.get(ja)
        return self.remember(found) if found else plain

    def remember(self, text: str) -> str:
        if self.lang != self.base:
            self.used.add(text)
        return text


_now: ContextVar[Speaker | None] = ContextVar("speaking", default=None)


def is_language(code: str) -> bool:
    """Whether this is a language we know by name, perhaps of a region: "zh-Hant", "pt-BR", "ja-easy"."""
    return bool(CODE.fullmatch(code)) and (code in NAMES or ("-" in code and code.partition("-")[0] in NAMES))


def base_of(lang: str) -> str:
    """The language a page is made in before it is translated: "ja-easy" → "ja", "zh-Hant" → "en"."""
    return "ja" if lang.partition("-")[0] == "ja" else "en"


def folder_of(lang: str) -> str:
    """Where the pages of a language stand: "" (Japanese), "en/", "easy/", "zh-hant/"."""
    return "" if lang == "ja" else "easy/" if lang == EASY else f"{lang.lower()}/"


def html_lang(lang: str) -> str:
    """The value for `lang=` and `hreflang=`: やさしい日本語 is Japanese to every voice."""
    return "ja" if lang == EASY else lang


def really(lang: str) -> str:
    """The language being spoken when `lang` is its base, else `lang`."""
    speaker = _now.get()
    return speaker.lang if speaker and speaker.base == lang else lang


def now() -> Speaker | None:
    return _now.get()


@contextmanager
def speaking(lang: str, folder: Path | None = None, more: Mapping[str, str] | None = None) -> Iterator[str]:
    """Speaks `lang` with the words of the community in `folder`; gives the base to make things in. `more`: further words
    (Japanese → translation), e.g. the titles of articles.

    Inside another `speaking` of the same language nothing changes, so that what was said is known to the outer one."""
    outer = _now.get()
    base = base_of(lang)
    if outer and (outer.lang == lang or (outer.base == lang and folder is None)):
        yield outer.base
        return
    own, theirs = product(lang), community(folder, lang) if folder else Words()
    token = _now.set(
        Speaker(lang, base, own.catalogue() | dict(more or {}) | theirs.catalogue(), own.formats | theirs.formats)
    )
    try:
        yield base
    finally:
        _now.reset(token)


def product(lang: str) -> Words:
    """The words the product brings; none for most languages."""
    return _read(OWN / f"{lang}.toml")


def community(folder: Path, lang: str) -> Words:
    """The words of a community, from texts/<lang>.toml."""
    return _read(Path(folder) / "texts" / f"{lang}.toml")


def _read(path: Path) -> Words:
    try:
        stamp = path.stat().st_mtime_ns
    except OSError:
        return Words()
    return _parsed(path, stamp)


@lru_cache(maxsize=64)
def _parsed(path: Path, stamp: int) -> Words:
    try:
        return parse(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Words(fault=str(error))


def parse(source: str) -> Words:
    """A file of words. What is not text is left out; TOMLDecodeError when it is no TOML."""
    data = tomllib.loads(source)
    texts = data.get("text", [])
    entries = [
        Entry(str(one.get("id", "")), str(one.get("source", "")), str(one.get("text", "")))
        for one in (texts if isinstance(texts, list) else [])
        if isinstance(one, dict)
    ]
    return Words(_strings(data.get("words")), tuple(entries), _strings(data.get("format")))


def _strings(table: Any) -> dict[str, str]:
    return {k: v for k, v in table.items() if isinstance(v, str) and v.strip()} if isinstance(table, dict) else {}


def day(year: int, month: int, day: int) -> str | None:
    """A day as the language being spoken writes it; None where its base does as well (Japanese, English)."""
    speaker = _now.get()
    if not speaker or speaker.lang == speaker.base or speaker.lang == EASY:
        return None
    form = speaker.formats.get("day") or DAYS.get(speaker.lang.partition("-")[0], "{y}-{m:02}-{d:02}")
    try:
        return speaker.remember(form.format(y=year, m=month, d=day))
    except (KeyError, IndexError, ValueError, AttributeError):
        return speaker.remember(f"{year}-{month:02}-{day:02}")


def period(year: int, month: int = 0) -> str | None:
    """A month, or a year when `month` is 0, as `day`."""
    speaker = _now.get()
    if not speaker or speaker.lang == speaker.base or speaker.lang == EASY:
        return None
    forms = PERIODS.get(speaker.lang.partition("-")[0], ("{y}-{m:02}", "{y}"))
    return speaker.remember(forms[not month].format(y=year, m=month))
