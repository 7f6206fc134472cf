"""Two languages from the first day: every text for people is a `Text` with ja and en, chosen by `pick`.

The command line follows the locale (LC_ALL, LC_MESSAGES, LANG; `TOMONI_LANG` wins), pages follow their path.
Further languages (やさしい日本語, 中文 …) are spoken through these two: see `tomoni.i18n.speaking`.
Texts that belong to a page's furniture stand in `tomoni/<app>/texts.toml`-like tables of the app that shows them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from tomoni.i18n import speaking

LANGUAGES = ("ja", "en")
_JAPANESE = re.compile("[\u3040-\u30ff\u3400-\u9fff]")


def in_japanese(text: str) -> bool:
    """Whether there are kana or kanji in it: on a page in another language it is marked, for voices and fonts."""
    return _JAPANESE.search(text) is not None


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Japanese and English."""

    ja: str
    en: str

    def __getitem__(self, lang: str) -> str:
        plain = self.ja if lang == "ja" or speaking.base_of(lang) == "ja" else self.en
        speaker = speaking.now()
        if not speaker or lang not in (speaker.base, speaker.lang):
            return plain
        return speaker.say(self.ja, plain, translatable=self.ja != self.en)

    def format(self, **values: object) -> Text:
        return Text(self.ja.format(**values), self.en.format(**values))

    def to_json(self) -> dict[str, str]:
        return {"ja": self.ja, "en": self.en}

    @classmethod
    def of(cls, value: str | Mapping[str, str] | Text) -> Text:
        """From configuration: a plain string stands for both languages, a table {ja, en} for each; either falls back."""
        if isinstance(value, Text):
            return value
        if isinstance(value, str):
            return cls(value, value)
        ja, en = value.get("ja", ""), value.get("en", "")
        return cls(ja or en, en or ja)


def cli_language(environ: Mapping[str, str] = os.environ) -> str:
    """ "en" when the locale says English, else "ja" (the product's first language, also for C and POSIX)."""
    for name in ("TOMONI_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = environ.get(name, "")
        if value:
            return "en" if value.lower().startswith("en") else "ja"
    return "ja"
