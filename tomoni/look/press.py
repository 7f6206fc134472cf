"""The press: sheets of paper as tagged PDF (PDF/UA-1), from Typst templates and the fonts of locked packages, and from nothing
else: Noto Sans JP, and those of the languages whose letters it has not.

A character the fonts have not stops the press and names the item it stands in: it would be printed as an empty box.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import typst

from tomoni.i18n import Text

FONTS, FONT = "pylopdf_fonts_jp", "NotoSansJP-Regular.otf"
OTHERS = {
    "ko": ("pylopdf_fonts_ko", "Noto Sans KR"),
    "zh-Hans": ("pylopdf_fonts_zh_cn", "Noto Sans SC"),
    "zh-Hant": ("pylopdf_fonts_zh_tw", "Noto Sans TC"),
    "th": ("pylopdf_fonts_th", "Noto Sans Thai"),
}
"""Language → the package of its font, and the font's name."""
FAMILY = "Noto Sans JP"
COUNT = re.compile(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)")
_MISSING = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed', re.DOTALL)


class CannotPrint(Exception):
    """`text` says why there is no sheet, for people."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def printed(template: Path, data: Mapping[str, Any], items: Mapping[str, str] | None = None) -> bytes:
    """The PDF of a template, which finds `data` in `sys.inputs.data` as JSON. `items`: name → words as they stand on the
    sheet, to name the one with a character that can't be printed. Raises CannotPrint."""
    try:
        made = _compiler().compile(
            template.read_bytes(),
            format="pdf",
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError as error:
        found = _MISSING.search(str(error))
        if not found:
            raise
        raise _missing(found["text"], items or dict(_items(data))) from error
    assert isinstance(made, bytes)  # it is one PDF
    return made


def families(lang: str) -> list[str]:
    """The fonts to set a language in, its own first: the same character is drawn differently in 日本, 中国 and 한국."""
    own = [name for tongue, (_, name) in OTHERS.items() if tongue == lang or tongue.partition("-")[0] == lang]
    return [*own, FAMILY, *(name for _, name in OTHERS.values() if name not in own)]


@cache
def _compiler() -> typst.Compiler:
    folders = [str(font_folder())]
    for package, _ in OTHERS.values():
        spec = find_spec(package)
        if spec and spec.origin:
            folders.append(str(Path(spec.origin).parent))
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


def pages(made: bytes) -> int:
    """How many pages a PDF of Typst has: its page tree says so, in plain text."""
    return max((int(count) for count in COUNT.findall(made)), default=0)


@cache
def font_folder() -> Path:
    """Where the font of the locked package lies. CannotPrint when it is not there."""
    try:
        folder = Path(str(files(FONTS)))
    except ModuleNotFoundError:
        folder = Path(FONTS)
    if not (folder / FONT).is_file():
        raise CannotPrint(
            Text(
                "日本語の文字の部品がないため、紙（PDF）を作れません。公開の作業は続けられます。運営者にお知らせください。",
                "The Japanese font is missing, so no sheet can be printed. Publishing still works. Please tell whoever runs this server.",
            )
        )
    return folder


def _missing(text: str, items: Mapping[str, str]) -> CannotPrint:
    name = next((name for name, words in items.items() if text in words), "")
    words = items.get(name, "")
    shown = words if len(words) <= 60 else words[:59] + "…"
    codes = " ".join(f"U+{ord(letter):04X}" for letter in text)
    return CannotPrint(
        Text(
            f"「{text}」（{codes}）は紙に印刷できない文字です。場所: {name or '不明'}「{shown}」。ほかの文字に置きかえてください。",
            f'"{text}" ({codes}) can\'t be printed with the shipped fonts. It stands in {name or "an unknown place"}: "{shown}". Write it another way.',
        )
    )


def _items(value: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the data with its place in it."""
    if isinstance(value, Mapping):
        for key, one in value.items():
            yield from _items(one, f"{name}.{key}" if name else str(key))
    elif isinstance(value, list | tuple):
        for place, one in enumerate(value, 1):
            yield from _items(one, f"{name}[{place}]")
    elif isinstance(value, str):
        yield name, value
