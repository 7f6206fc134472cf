"""Cells of support lists → values. Plain functions; what can't be read gives nothing, and its words stay beside it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from functools import lru_cache
from html.parser import HTMLParser

from tomoni.support import measure, places
from tomoni.tables import codes
from tomoni.tables.values.date import parse_date, parse_datetime

MOST_VALUES = 50
"""Values a list field of one measure may have; what is beyond is no list any more."""
LONGEST_VALUE = 100
LONGEST_TEXT = 20_000
SEVERAL = re.compile(r"[,，;；|｜\n]+")
SEVERAL_JA = re.compile(r"[,，;；|｜\n、]+|\s/\s")
NUMBERED = re.compile(r"^[0-9]{1,3}[ .．:：　]+(?=\D)")
AMERICAN = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/((?:19|20)[0-9]{2})")
MONTH_END = re.compile(r"((?:19|20)[0-9]{2})[年/\-]([0-9]{1,2})月?末日?")
PHONE = re.compile(
    r"(?<![0-9A-Za-z/=_#-])(\+81[- ]?[0-9]{1,4}|0[0-9]{1,4})[-(（ ]([0-9]{1,4})[-)） ]([0-9]{3,4})(?![0-9-])"
)
SHORT_PHONE = re.compile(r"[#＃][0-9]{4}|(?<![0-9])1(?:10|18|19|71|88|89)番")
SPACES = re.compile(r"[ \t\u00a0\u3000]+")
BREAKS = re.compile(r"\n{3,}")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－ー", "-"))
LONG_MARK = re.compile("(?<=[0-9])ー(?=[0-9])")


def text(cell: str, longest: int = LONGEST_TEXT) -> str:
    """A text for people: no control characters, no marks that turn its direction, cut (with …) where it is endless."""
    if len(cell) > longest:
        cell = cell[:longest] + "…"
    plain = unicodedata.normalize("NFC", cell.replace("\r\n", "\n").replace("\r", "\n"))
    kept = "".join(c for c in plain if c == "\n" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Cn"))
    return BREAKS.sub("\n\n", SPACES.sub(" ", kept)).strip()


def line(cell: str, longest: int = 300) -> str:
    """A text of one line."""
    return " ".join(text(cell, longest).split())


def several(cell: str, *, comma: bool = False, folded: bool = True) -> tuple[str, ...]:
    """The values of a list in a cell, each once. `comma`: 、 separates too (it doesn't in 教育、学習支援). `folded`: in the
    one spelling that people filter by, else as written."""
    parts = (SEVERAL_JA if comma else SEVERAL).split(cell[: MOST_VALUES * LONGEST_VALUE * 4])
    found = (line(NUMBERED.sub("", part.strip()), LONGEST_VALUE) for part in parts)
    values = map(alike, found) if folded else found
    return tuple(dict.fromkeys(one for one in values if one))[:MOST_VALUES]


@lru_cache(maxsize=4_096)
def alike(word: str) -> str:
    """One spelling for a value that people choose by: width, and ・ for the 、 between two nouns.

    >>> alike("教育、学習支援"), alike("ＩＴ化")
    ('教育・学習支援', 'IT化')
    """
    return unicodedata.normalize("NFKC", word).replace("、", "・").strip()


@lru_cache(maxsize=4_096)
def day(cell: str) -> date | None:
    """A day in any usual spelling; None for words and for days that only mean "without end".

    >>> day("2020/4/30"), day("3/13/2020"), day("9999/9/9"), day("コロナ終息を目途"), day("2020年5月末")
    (datetime.date(2020, 4, 30), datetime.date(2020, 3, 13), None, None, datetime.date(2020, 5, 31))
    """
    plain = LONG_MARK.sub("-", unicodedata.normalize("NFKC", cell.strip())[:60])
    parsed = parse_date(plain)
    found = parsed.value if parsed else None
    if found is None and (moment := parse_datetime(plain)) is not None and moment.value is not None:
        found = moment.value.date()
    if found is None and (hit := AMERICAN.fullmatch(plain)):
        found = _date(int(hit[3]), int(hit[1]), int(hit[2]))
    if found is None and (hit := MONTH_END.fullmatch(plain)):
        first = _date(int(hit[1]) + int(hit[2]) // 12, int(hit[2]) % 12 + 1, 1)
        found = date.fromordinal(first.toordinal() - 1) if first else None
    return found if found and found < measure.ENDLESS else None


def _date(year: int, month: int, number: int) -> date | None:
    try:
        return date(year, month, number)
    except ValueError:
        return None


def area(word: str, prefecture: str = "") -> str:
    """The code of a place by code or name, "" when it is none or not the only one of its name.

    >>> area("全国"), area("神戸市"), area("府中市"), area("京都府")
    ('000000', '281000', '', '260002')
    """
    plain = alike(word)
    return _area(plain, prefecture) or places.own_code(plain)


@lru_cache(maxsize=4_096)
def _area(plain: str, prefecture: str) -> str:
    if plain in ("全国", "日本全国", "全国どこでも", "全国対応", "国内全域", measure.NATIONWIDE):
        return measure.NATIONWIDE
    found = {one.code for one in codes.find(plain, prefecture=prefecture)}
    return found.pop() if len(found) == 1 else plain if codes.is_synthetic(plain) else ""


def areas(cell: str, *, empty: str = "") -> tuple[str, ...]:
    """Codes of all places in a cell. `empty`: what an empty cell means in this form."""
    words = several(cell, comma=True)
    if not words:
        return (empty,) if empty else ()
    known = [area(word) for word in words]
    home = next((prefecture.prefecture for code in known if code and (prefecture := codes.prefecture_of(code))), "")
    placed = [code or area(word, home) for code, word in zip(known, words, strict=True)] if home else known
    return tuple(dict.fromkeys(code for code in placed if code))


def fee(cell: str) -> str:
    plain = alike(cell)
    if not plain:
        return ""
    if "割引" in plain or "減額" in plain:
        return measure.DISCOUNT
    if "有料" in plain:
        return measure.PAID
    return measure.FREE if plain.startswith(("無料", "無償", "0円")) else measure.OTHER


def number(cell: str) -> int | None:
    """A whole number (300人, 5,000万円, 3億円); None for 0, which these forms write for "not said"."""
    plain = unicodedata.normalize("NFKC", cell).replace(",", "")
    hit = re.search(r"([0-9]+(?:\.[0-9]+)?)\s*(億|万|千)?", plain)
    if not hit:
        return None
    found = int(float(hit[1]) * {"億": 10**8, "万": 10**4, "千": 10**3}.get(hit[2] or "", 1)) if len(hit[1]) < 16 else 0
    return found or None


def corporate_number(cell: str) -> str:
    """13 digits with the right check digit, else "" (the words stay beside it)."""
    from tomoni.tables.values.code import parse_corporate_number

    parsed = parse_corporate_number(cell)
    return parsed.value if parsed and parsed.value and not parsed.note else ""


def url(cell: str) -> str:
    """An address of the web without spaces, else ""."""
    plain = cell.strip()[:2_000]
    whole = re.fullmatch(r"https?://[^\s<>\"'\\^`{|}]+", plain)
    return plain if whole and plain.isprintable() else ""


def phones(*cells: str) -> tuple[str, ...]:
    """Telephone numbers in texts, in their order, each once: 078-918-5000, 0120-279-338, #9110."""
    found: dict[str, None] = {}
    for cell in cells:
        plain = unicodedata.normalize("NFKC", cell[:LONGEST_TEXT]).translate(DASHES)
        hits = [(hit.start(), "-".join(hit.groups())) for hit in PHONE.finditer(plain)]
        hits += [(hit.start(), hit[0].removesuffix("番")) for hit in SHORT_PHONE.finditer(plain)]
        found |= dict.fromkeys(number for _, number in sorted(hits) if 4 <= len(number) <= 16)
    return tuple(found)[:10]


def kind_of_provider(cell: str, name: str = "") -> str:
    """By what the list says, else by the name when it leaves no doubt."""
    plain = alike(cell)
    if plain:
        return {"公的": measure.PUBLIC, "民間": measure.PRIVATE}.get(plain, measure.NPO if "NPO" in plain else "")
    if re.search(
        r"(^|[都道府県市区町村])(役所|役場)|[省庁]$|[都道府県市区町村]$|公社$|機構$|日本政策金融公庫|社会福祉協議会",
        name,
    ):
        return measure.PUBLIC
    if re.search(r"NPO|ＮＰＯ|特定非営利|市民団体", name):
        return measure.NPO
    return measure.PRIVATE if re.search(r"株式会社|有限会社|合同会社|\(株\)|（株）", name) else ""


class _Plain(HTMLParser):
    """Words of an HTML fragment; breaks where blocks end. Pictures and files inside it are left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        if tag in ("br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4"):
            self.out.append("\n・" if tag == "li" else "\n")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style") and self.silent > 0

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.out.append(data)


def words_of_html(cell: str) -> str:
    """The words of an HTML text."""
    if "<" not in cell:
        return text(cell)
    parser = _Plain()
    parser.feed(cell[: LONGEST_TEXT * 10])
    parser.close()
    return text("".join(parser.out))
