"""Languages beside Japanese and English. A page in one is made in its base (ja for やさしい日本語, en for the others) while
`speaking` is on: every `Text` that is then asked for in the base is answered from the language's catalogue when it has
the words. What has none stays in the base, and the page marks it as such (`look.mending`).

A sentence with a day or a figure in it is found by its form (`phrases`). Words come from two files, the second before the first: the product's `data/<lang>.toml` and the community's
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

from tomoni.i18n import phrases
from tomoni.i18n.phrases import Phrases

EASY = "ja-easy"
CODE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?")
NAMES = {
    "ja": "日本語", "en": "English", EASY: "やさしい日本語", "zh": "中文", "zh-Hans": "简体中文", "zh-Hant": "繁體中文", "ko": "한국어",
    "vi": "Tiếng Việt", "pt": "Português", "pt-BR": "Português (Brasil)", "es": "Español", "tl": "Tagalog", "fil": "Filipino",
    "id": "Bahasa Indonesia", "ne": "नेपाली", "th": "ไทย", "my": "မြန်မာဘာသာ", "fr": "Français", "de": "Deutsch", "ru": "Русский",
    "uk": "Українська", "it": "Italiano", "tr": "Türkçe", "hi": "हिन्दी", "bn": "বাংলা", "si": "සිංහල", "mn": "Монгол", "km": "ខ្មែរ",
}  # fmt: skip
FORMS = {
    "": ("{y}-{m:02}-{d:02}", "{m:02}-{d:02}", "{m:02}-{d:02}", "{y}-{m:02}", "{y}", "{y}-{m:02}"),
    "zh": ("{y}年{m}月{d}日", "{m}月{d}日", "{m}/{d}", "{y}年{m}月", "{y}年", "{m}月"),
    "ko": ("{y}년 {m}월 {d}일", "{m}월 {d}일", "{m}/{d}", "{y}년 {m}월", "{y}년", "{m}월"),
    "vi": ("{d}/{m}/{y}", "{d}/{m}", "{d}/{m}", "{m}/{y}", "{y}", "T{m}"),
    "pt": ("{d}/{m}/{y}", "{d}/{m}", "{d}/{m}", "{m}/{y}", "{y}", "{m}/{y}"),
    "es": ("{d}/{m}/{y}", "{d}/{m}", "{d}/{m}", "{m}/{y}", "{y}", "{m}/{y}"),
}
"""How a language writes KINDS; one that is not here writes 2020-04-18, which nobody misreads. `[format]` in the language's
file wins."""
KINDS = ("day", "short", "tick", "month", "year", "tick_month")
"""A day; a day and a month without a year, the same on an axis; a month; a year; a month on an axis."""
_WORDS = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_CLOSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
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
    phrases: Phrases = field(default_factory=lambda: Phrases({}))

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
    phrases: tuple[Phrases, ...] = ()

    def say(self, ja: str, plain: str, *, translatable: bool = False) -> str:
        """The words for what is `ja` in Japanese, else `plain`. `translatable`: it is no name or value, which are the same
        in every language, so that whoever listens is told that it could not be said."""
        found = self.catalogue.get(ja) or (self._made(ja) if self.lang != self.base else None)
        if found:
            return self.remember(found)
        if translatable and self.lang != self.base and (unsaid := _unsaid.get()) is not None:
            unsaid[ja] = unsaid.get(ja, 0) + 1
        return plain

    def _made(self, ja: str) -> str | None:
        """A day, a figure with its unit, or a sentence with parts; None when it can't be said."""
        if self.lang != EASY:
            if found := phrases.when(ja):
                return self._day(found)
            unit = phrases.AMOUNT.fullmatch(ja)
            if unit and (said := self.catalogue.get(unit[2])):
                one = said.removesuffix("s") if unit[1].lstrip("+−") == "1" else said
                return f"{unit[1]}{gap(said)}{one}"
        return next((said for one in self.phrases if (said := one.say(ja, self._part))), None)

    def _part(self, ja: str) -> str | None:
        return self.catalogue.get(ja) or self._made(ja) or (ja if self.lang == EASY or not _WORDS.search(ja) else None)

    def _day(self, found: phrases.When) -> str:
        kind = "year" if not found.month else "month" if not found.day else "day" if found.year else "short"
        return self.write(kind, found.year, found.month, found.day) + (f" {found.clock}" if found.clock else "")

    def write(self, kind: str, year: int, month: int = 1, day: int = 1) -> str:
        """A day or a part of one, of a kind of KINDS."""
        known = FORMS.get(self.lang.partition("-")[0], FORMS[""])
        form = self.formats.get(kind) or known[KINDS.index(kind)]
        try:
            return form.format(y=year, m=month, d=day)
        except (KeyError, IndexError, ValueError, AttributeError):
            return FORMS[""][KINDS.index(kind)].format(y=year, m=month, d=day)

    def remember(self, text: str) -> str:
        if self.lang != self.base:
            self.used.add(text)
        return text


_now: ContextVar[Speaker | None] = ContextVar("speaking", default=None)
_unsaid: ContextVar[dict[str, int] | None] = ContextVar("unsaid", default=None)


@contextmanager
def listening() -> Iterator[dict[str, int]]:
    """What further languages could not say meanwhile: Japanese → how often."""
    token = _unsaid.set(heard := {})
    try:
        yield heard
    finally:
        _unsaid.reset(token)


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
        Speaker(
            lang,
            base,
            own.catalogue() | dict(more or {}) | theirs.catalogue(),
            own.formats | theirs.formats,
            phrases=(theirs.phrases, own.phrases),
        )
    )
    try:
        yield base
    finally:
        _now.reset(token)


def product(lang: str) -> Words:
    """The words the product brings, those of "pt" for "pt-BR"; none for most languages."""
    found = (OWN / f"{name}.toml" for name in (lang, lang.partition("-")[0], f"{lang}-Hans"))
    return _read(next((path for path in found if path.is_file()), OWN / "none.toml"))


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
    words = _strings(data.get("words"))
    return Words(words, tuple(entries), _strings(data.get("format")), phrases=Phrases(words))


def _strings(table: Any) -> dict[str, str]:
    return {k: v for k, v in table.items() if isinstance(v, str) and v.strip()} if isinstance(table, dict) else {}


@contextmanager
def plainly() -> Iterator[None]:
    """Speaks the base of the language for a while."""
    token = _now.set(None)
    try:
        yield
    finally:
        _now.reset(token)


def written(kind: str, year: int, month: int = 1, day: int = 1) -> str | None:
    """A day or a part of one (KINDS) as the language being spoken writes it; None where its base does as well."""
    speaker = _now.get()
    if not speaker or speaker.lang == speaker.base or speaker.lang == EASY:
        return None
    return speaker.remember(speaker.write(kind, year, month, day))


def was_said(text: str) -> bool:
    """Whether this came out of the words of the further language that is spoken now."""
    speaker = _now.get()
    return speaker is not None and text in speaker.used


def gap(unit: str) -> str:
    """What stands between a figure and its unit: a space before letters, nothing before 人, 명 or %."""
    return " " if unit and unit[0].isalpha() and not _CLOSE.match(unit) else ""
