"""Styles of an xlsx file: which style index has which number format, and which strikes text through."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "# ?/?", 13: "# ??/??",
    14: "yyyy/m/d", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm",
    21: "h:mm:ss", 22: "yyyy/m/d h:mm", 27: "[$-411]ge.m.d", 28: '[$-411]ggge"年"m"月"d"日"', 29: '[$-411]ggge"年"m"月"d"日"',
    30: "m/d/yy", 31: 'yyyy"年"m"月"d"日"', 32: 'h"時"mm"分"', 33: 'h"時"mm"分"ss"秒"', 34: 'yyyy"年"m"月"', 35: 'm"月"d"日"',
    36: "[$-411]ge.m.d", 37: "#,##0;-#,##0", 38: "#,##0;[Red]-#,##0", 39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;[Red]-#,##0.00", 45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
    50: "[$-411]ge.m.d", 51: '[$-411]ggge"年"m"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 54: '[$-411]ggge"年"m"月"d"日"',
    55: 'yyyy"年"m"月"', 56: 'm"月"d"日"', 57: "[$-411]ge.m.d", 58: '[$-411]ggge"年"m"月"d"日"',
}  # fmt: skip
"""ECMA-376 part 1, 18.8.30, with the Japanese meaning of 27–58."""


@dataclass(slots=True)
class Styles:
    """`formats[s]` for every style index whose number format is not General; `struck` indexes strike text through."""

    formats: dict[int, str] = field(default_factory=dict)
    struck: frozenset[int] = frozenset()


def read_styles(root: Element | None) -> Styles:
    """From the tree of `xl/styles.xml`; empty when there is none."""
    if root is None:
        return Styles()
    own = {
        _number(element.get("numFmtId")): element.get("formatCode", "")
        for element in root.iter()
        if element.tag.endswith("}numFmt")
    }
    fonts = [element for group in root if group.tag.endswith("}fonts") for element in group]
    struck_fonts = {
        index
        for index, font in enumerate(fonts)
        if any(part.tag.endswith("}strike") and part.get("val", "1") not in ("0", "false") for part in font)
    }
    used = [element for group in root if group.tag.endswith("}cellXfs") for element in group]
    formats: dict[int, str] = {}
    for index, style in enumerate(used):
        number = _number(style.get("numFmtId"))
        code = own.get(number) or BUILT_IN.get(number, "")
        if code and code.lower() not in ("general", "g/標準"):
            formats[index] = code
    struck = frozenset(i for i, style in enumerate(used) if _number(style.get("fontId")) in struck_fonts)
    return Styles(formats, struck)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 9 else -1
