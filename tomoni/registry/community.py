"""A community is a folder: reads `community.toml`, the one place where operator, licence and `official` are said.

What is not said falls back to the careful side: `official` is false (pages then say 有志による非公式サイト), and a code
99xxxx makes the community synthetic whatever the file says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tomoni.i18n import LANGUAGES, Text, speaking
from tomoni.registry.config import Section, read_toml
from tomoni.registry.errors import Problem
from tomoni.tables import codes

FILE = "community.toml"
NOTHING = Text("", "")
KINDS = ("prefecture", "city", "special-ward", "town", "village", "ward", "municipality", "group")


@dataclass(frozen=True, slots=True)
class CommunityConfig:
    """What community.toml says. `code` is the 6-digit code with check digit, as text; 99xxxx is synthetic."""

    dir: Path
    id: str
    code: str
    name: Text
    kana: str = ""
    kind: str = "municipality"
    operator: Text = NOTHING
    contact: str = ""
    license: str = "CC-BY-4.0"
    attribution: Text = NOTHING
    official: bool = False
    synthetic: bool = False
    languages: tuple[str, ...] = LANGUAGES
    address: str = ""
    """Where the site stands, without a slash at its end; "" when nobody said. Links stay relative; what other services
    read (share pictures, catalogue, feed, sitemap) is absolute when it is known."""
    inbox: str = ""
    """[inbox] address: where messages are taken when it is not this very site (its inbox/new/ is asked)."""
    theme: str = ""
    """[theme] color: the name of a hue (tomoni.look.theme) or "#rrggbb"; "" is the usual blue."""
    keep_raw_days: int = 0
    keep_versions: int = 0
    """[retention]: days that originals of editions nobody sees any more are kept, and how many versions; 0 keeps all."""

    @property
    def home(self) -> Path:
        """Where the state of this folder lies when it is run embedded."""
        return self.dir / ".tomoni"


def load(folder: Path) -> CommunityConfig:
    """Reads DIR/community.toml. Raises Problem that names file, line, key and the fix."""
    folder = Path(folder)
    path = folder / FILE
    if not path.is_file():
        raise Problem(
            Text(
                f"{folder} は地域のフォルダーではありません（{FILE} がありません）。tomoni new {folder} --code 団体コード で作れます。",
                f"{folder} is not a community folder (it has no {FILE}). Make one with: tomoni new {folder} --code CODE",
            )
        )
    top = read_toml(path)
    section = top.section("community")
    config = _community(folder.resolve(), section)
    section.finish()
    config = replace(config, **_more(top))
    top.finish()
    return config


def _more(top: Section) -> dict[str, Any]:
    """What the tables say that a community may leave out."""
    found: dict[str, Any] = {}
    if "inbox" in top.values:
        inbox = top.section("inbox")
        found["inbox"] = inbox.text("address", "", pattern=r"https?://\S+", example="https://data.example.jp/")
        inbox.finish()
    if "theme" in top.values:
        found["theme"] = _theme(top.section("theme"))
    if "retention" in top.values:
        keeping = top.section("retention")
        found |= {"keep_raw_days": keeping.number("raw_days", 0), "keep_versions": keeping.number("versions", 0)}
        keeping.finish()
    return found


def _theme(section: Section) -> str:
    """Problem when it is no colour, or one in which text can't be read; the nearest that will do is named."""
    from tomoni.look import theme

    said = section.text("color", "")
    section.finish()
    if not said:
        return ""
    try:
        nearest = theme.readable(said)
    except ValueError:
        names = "・".join(theme.HUES)
        raise section.error(
            "color",
            f'色の名前（{names}）か、"#1a5e20" の形で書いてください。',
            f'write the name of a hue ({", ".join(theme.HUES)}) or a colour like "#1a5e20".',
        ) from None
    if nearest != theme.colour(said):
        raise section.error(
            "color",
            f"「{said}」は明るすぎて、文字が読みにくくなります。いちばん近い読める色は {nearest} です。",
            f'text in "{said}" is too light to be read. The nearest colour that can be read is {nearest}.',
        )
    return said


def _community(folder: Path, section: Section) -> CommunityConfig:
    code = section.text("code", pattern=r"[0-9]{6}", example="282103")
    name = section.words("name")
    synthetic = codes.is_synthetic(code)
    if section.flag("synthetic", synthetic) != synthetic:
        raise section.error(
            "synthetic",
            "架空の団体には 99 で始まるコードを、実在の団体には実際のコードを使ってください。synthetic の行は消せます。",
            "a made-up community has a code 99xxxx and a real one its real code. The line synthetic can be removed.",
        )
    if not synthetic and codes.check_digit(code[:5]) != code[5]:
        raise section.error(
            "code",
            f"「{code}」は検査数字が合いません。総務省の6桁の団体コードを確かめてください。",
            f'"{code}" has a wrong check digit. Check the 6-digit local government code.',
        )
    languages = section.strings("languages", LANGUAGES)
    _check_languages(section, languages)
    return CommunityConfig(
        dir=folder,
        id=section.text("id", pattern=r"[a-z0-9]+(-[a-z0-9]+)*", example="my-city"),
        code=code,
        name=name,
        kana=section.text("kana", ""),
        kind=section.text("kind", "municipality", pattern="|".join(KINDS), example="municipality"),
        operator=section.words("operator", ""),
        contact=section.text("contact", ""),
        license=section.text("license", "CC-BY-4.0"),
        attribution=section.words("attribution", {"ja": name.ja, "en": name.en}),
        official=section.flag("official", False),
        synthetic=synthetic,
        languages=languages,
        address=section.text(
            "address",
            "",
            pattern=r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~/-]*)?",
            example="https://data.city.example",
        ).rstrip("/"),
    )


def _check_languages(section: Section, languages: tuple[str, ...]) -> None:
    strange = [code for code in languages if code not in LANGUAGES and not speaking.is_language(code)]
    if not languages or strange or languages[0] not in LANGUAGES or len(set(languages)) < len(languages):
        raise section.error(
            "languages",
            'languages = ["ja", "en"] のように、ja か en から始めて書いてください。ほかに ja-easy（やさしい日本語）、zh-Hans、ko、vi などを足せます。',
            'write languages = ["ja", "en"], beginning with ja or en. You may add ja-easy (plain Japanese), zh-Hans, ko, vi and others.',
        )
    without = {speaking.base_of(code) for code in languages} - set(languages)
    if without:
        raise section.error(
            "languages",
            f"{'、'.join(sorted(without))} も入れてください。訳のない言葉はその言語で出します。",
            f"add {', '.join(sorted(without))} too: words without a translation are shown in it.",
        )


def slug(text: str) -> str:
    """ASCII id for folders and datasets: lower case, digits and single hyphens; "" when nothing is left."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
