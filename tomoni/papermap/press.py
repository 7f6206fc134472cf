"""The press: a composed document → PDF (PDF/UA-1, tagged), PNG or SVG, by Typst, with the fonts of the set-up and no others.

A letter that no font has stops the press before it starts and every item with such a letter is named: it would be an
empty box on paper. Typst's own PDF/UA gate stands behind that check, also for pictures without alternative text.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst

from tomoni.i18n import Text
from tomoni.look.press import CannotPrint, font_folder, pages
from tomoni.papermap import apart, glyphs
from tomoni.papermap.composing import Composition

TEMPLATE = Path(__file__).parent / "templates" / "papermap" / "sheet.typ"
FAMILIES = ("BIZ UDPGothic", "Noto Sans JP", "Noto Sans KR", "Noto Sans SC", "Noto Sans TC", "Noto Sans Thai")
DEBIAN = ("/usr/share/fonts/truetype/bizud-gothic", "/usr/share/fonts/truetype/morisawa-bizud-gothic")
PACKAGES = ("pylopdf_fonts_ko", "pylopdf_fonts_zh_cn", "pylopdf_fonts_zh_tw", "pylopdf_fonts_th")
MOST_NAMED = 20
FORMATS = ("pdf", "png", "svg")
PPI = 144
LARGE, MANY = 8_000_000, 1_000
"""Letters of a document, rows of its lists, from which on it is set in a process of its own, as atlases are."""


def press(
    composition: Composition, form: str = "pdf", ppi: int = PPI, beat: Callable[[], None] | None = None
) -> list[bytes]:
    """One PDF, or one picture a page. `beat` is called now and then and may raise to stop. Raises CannotPrint."""
    document = dict(composition.document)
    document |= {"fonts": families(), "qr": qr(document["url"]), "url_shown": document["url"], "blank": 0}
    _gate(document, composition.items)
    if document["atlas"] and form == "pdf":
        made = _run(document, "pdf", ppi, beat)
        blank = document["fill"] - pages(made[0])
        if 0 < blank <= 8:
            document["blank"] = blank
            made = _run(document, "pdf", ppi, beat)
        return made
    return _run(document, form, ppi, beat)


def _run(document: Mapping[str, Any], form: str, ppi: int, beat: Callable[[], None] | None) -> list[bytes]:
    data = json.dumps(document, ensure_ascii=False)
    if document["atlas"] or len(data) > LARGE or _rows(document) > MANY:
        return apart.compiled(document, form, ppi, folders(), TEMPLATE, beat)
    try:
        made = _compiler().compile(
            TEMPLATE.read_bytes(),
            format=form,
            ppi=ppi,
            sys_inputs={"data": data},
            pdf_standards=["ua-1"] if form == "pdf" else [],
        )
    except typst.TypstError as error:
        raise CannotPrint(
            Text(f"紙面を組めませんでした: {str(error)[:300]}", f"The sheet could not be set: {str(error)[:300]}")
        ) from error
    return list(made) if isinstance(made, list) else [made]


def _rows(document: Mapping[str, Any]) -> int:
    return sum(len(group["rows"]) for page in document["pages"] for group in page.get("groups", ()))


def _gate(document: Mapping[str, Any], items: Mapping[str, str]) -> None:
    """CannotPrint with every item that has a letter no font can print."""
    known = covered()
    found = {name: missing for name, words in items.items() if (missing := glyphs.missing(words, known))}
    others = glyphs.missing("".join(_texts(document)), known) if not found else ""
    if others:
        found["—"] = others
    if not found:
        return
    named = [f"{name}: {' '.join(f'{letter}(U+{ord(letter):04X})' for letter in missing[:8])}" for name, missing in list(found.items())[:MOST_NAMED]]  # fmt: skip
    more = f" … +{len(found) - MOST_NAMED}" if len(found) > MOST_NAMED else ""
    raise CannotPrint(
        Text(
            f"紙に印刷できない文字があります。ほかの文字に置きかえるか、その文字のフォントを TOMONI_FONTS のフォルダーに入れてください。{'、'.join(named)}{more}",
            f"Some letters can't be printed. Write them another way, or put a font that has them into the folder TOMONI_FONTS. {'; '.join(named)}{more}",
        )
    )


def _texts(value: Any, key: str = "") -> list[str]:
    """Every text that is set as text (pictures hold figures and names that were checked)."""
    if isinstance(value, Mapping):
        return [one for name, part in value.items() for one in _texts(part, str(name))]
    if isinstance(value, list | tuple):
        return [one for part in value for one in _texts(part, key)]
    return [value] if isinstance(value, str) and key not in ("svg", "base", "bar", "qr", "north", "fonts") else []


def qr(address: str) -> str:
    """The address as a QR code (SVG); "" for none."""
    if not address:
        return ""
    out = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None, unit="mm", scale=1
    )
    return out.getvalue().decode()


@cache
def folders() -> tuple[str, ...]:
    """Where the fonts lie: TOMONI_FONTS, Debian's BIZ UD Gothic, those of locked packages."""
    from importlib.util import find_spec

    found = [os.environ.get("TOMONI_FONTS", ""), *DEBIAN]
    there = [one for one in found if one and Path(one).is_dir()]
    there.append(str(font_folder()))
    for name in PACKAGES:
        spec = find_spec(name)
        if spec and spec.origin:
            there.append(str(Path(spec.origin).parent))
    return tuple(there)


@cache
def _compiler() -> typst.Compiler:
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders()))
    return typst.Compiler(font_paths=fonts, ignore_system_fonts=True)


@cache
def families() -> list[str]:
    """The families there are, the best first."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders()))
    there = set(fonts.families())
    return [name for name in FAMILIES if name in there] + sorted(
        name for name in there if name not in FAMILIES and "Serif" not in name and name != "BIZ UDGothic"
    )


@cache
def covered() -> frozenset[int]:
    """Every character that some font of the press has."""
    found: set[int] = set()
    for folder in folders():
        for path in sorted(Path(folder).iterdir()):
            if path.suffix.lower() in (".ttf", ".otf", ".ttc") and "Serif" not in path.name:
                found |= glyphs.characters(path.read_bytes())
    return frozenset(found)


def fonts_said() -> Text:
    """Which letters the press sets with, and what to do for BIZ UDPGothic."""
    if families()[0] == "BIZ UDPGothic":
        return Text("文字: BIZ UDPゴシック", "Letters: BIZ UDPGothic")
    return Text(
        "文字: Noto Sans JP（BIZ UDPゴシックがありません。Debian では fonts-morisawa-bizud-gothic、ほかでは TOMONI_FONTS のフォルダーに入れてください）",
        "Letters: Noto Sans JP (BIZ UDPGothic is not there: Debian has fonts-morisawa-bizud-gothic; elsewhere put it into the folder TOMONI_FONTS)",
    )
