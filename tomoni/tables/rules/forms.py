"""Forms: codes, numbers and addresses with a form of their own — area codes, phones, postal codes, URLs, 法人番号.

A column is checked only when its name says what it holds and most of its values are that; only then is an odd one wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

import polars as pl

from tomoni.tables.codes import find
from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.rules.damage import without_zero, zeros_lost
from tomoni.tables.rules.saying import addresses, finding
from tomoni.tables.table import Table
from tomoni.tables.values.code import (
    AREA_CODE,
    parse_corporate_number,
    parse_local_government_code,
    parse_phone,
    parse_postal_code,
)

_PHONE = re.compile(
    r"(?:.*_)?(?:電話(?:番号)?|ＴＥＬ|TEL|FAX(?:番号)?|ＦＡＸ(?:番号)?|ファックス|telephone|phone)", re.I
)
_POSTAL = re.compile(r"郵便番号|postal ?code", re.I)
_URL = re.compile(r"(?:.*_)?(?:URL|ＵＲＬ|ホームページ(?:アドレス)?|ウェブサイト)", re.I)
_CORPORATE = re.compile(r"法人番号")
_CITY = re.compile(r"市区?町村名?|自治体名|所在地_市区町村")
MOST = 0.7
MIN_ROWS = 5


def _values(table: Table, names: re.Pattern[str], plain: str = "^$") -> Iterable[tuple[int, list[str], int, pl.Series]]:
    """(column, its distinct values that are not plain, how many distinct there are, all values) of the columns so named
    that hold enough. `plain` is the form that needs no second look: most values of a large file."""
    for col, column in enumerate(table.columns):
        if names.fullmatch(column.name) and table.height - column.missing >= MIN_ROWS:
            values = table.series(col)
            held = table.coded(col)
            texts = values if held is None else held[1]
            distinct = texts.drop_nulls().unique(maintain_order=True)
            yield col, distinct.filter(~distinct.str.contains(plain)).to_list(), len(distinct), values


def _said(
    table: Table,
    rule: str,
    col: int,
    values: pl.Series,
    wrong: Sequence[str],
    detail: Message,
    *,
    severity: Severity | None = None,
    proposal: Message | None = None,
) -> Finding:
    rows = values.is_in(list(wrong)).fill_null(False).arg_true().to_list()
    name = table.columns[col].name
    return finding(
        rule,
        columns=[name],
        cells=addresses(table, rows, col),
        count=len(rows),
        detail=detail,
        severity=severity,
        proposal=proposal,
        accept=f"{rule}:{name}" if proposal else "",
    )


def area_codes(table: Table) -> Iterable[Finding]:
    """K01: six digits with a wrong check digit; five digits are information, with the sixth as a proposal."""
    for col, distinct, _number, values in _values(table, AREA_CODE):
        digits = [text for text in distinct if re.fullmatch(r"\d{4,6}", text)]
        read = {text: parse_local_government_code(text) for text in digits}
        good = [text for text, one in read.items() if one and one.value]
        held = values.drop_nulls()
        if float(held.is_in(good).sum()) < MOST * len(held):
            continue
        wrong = [text for text in digits if len(text) == 6 and (one := read[text]) and one.value is None]
        if wrong:
            shown = "、".join(wrong[:3])
            yield _said(
                table, "K01", col, values, wrong,
                Message(f"検査数字（6桁目）が合いません（{shown}）。", f"The check digit is wrong ({shown})."),
            )  # fmt: skip
        short = [text for text in good if len(text) < 6]
        if short and not (all(map(without_zero, short)) and zeros_lost(table, col)):  # else C08 says so
            yield _said(
                table, "K01", col, values, short,
                Message("検査数字のない5桁か、先頭の0が落ちたコードです。", "Five digits, or the leading zero is lost."),
                severity=Severity.INFO,
                proposal=Message("検査数字を付けて6桁にします。", "Make six digits with the check digit."),
            )  # fmt: skip


def _wrong_phone(text: str) -> bool:
    if not re.fullmatch(r"[0-9０-９()（）\-‐－ー― 　]{6,20}", text):
        return False  # words, several numbers: another rule's matter
    if re.fullmatch(r"[1-9]\d{8}", text):
        return False  # its zero is lost: C08
    phone = parse_phone(text)
    return phone is None or phone.value is None


def _wrong_postal(text: str) -> bool:
    return bool(re.fullmatch(r"[〒0-9０-９\-‐－ー― ]{4,12}", text)) and parse_postal_code(text) is None


def _wrong_url(text: str) -> bool:
    """Meant as an address of the web, and not one: no scheme, a broken one, or blanks inside."""
    if not re.match(r"(?:www\.|h?t{1,3}ps?(?:\b|:|/))", text):
        return False
    return not all(re.fullmatch(r"https?://[^/\s]+\S*", part) for part in re.split(r"\s+(?=https?:)|[、;；]", text))


def _wrong_corporate(text: str) -> bool:
    number = parse_corporate_number(text)
    return bool(re.fullmatch(r"[0-9０-９\-]{8,16}", text)) and (number is None or number.value is None)


_FORMS: tuple[tuple[re.Pattern[str], str, Callable[[str], object], Callable[[str], bool], str, str], ...] = (
    (_PHONE, r"^(?:0\d-\d{4}|0\d{2}-\d{3}|0\d{3}-\d{2}|0\d{4}-\d|0[5-9]0-\d{4})-\d{4}$", lambda t: (p := parse_phone(t)) and p.value, _wrong_phone,
     "電話番号の桁数が合いません", "Phone numbers have a wrong number of digits"),
    (_POSTAL, r"^\d{3}-\d{4}$", parse_postal_code, _wrong_postal, "郵便番号は7桁です", "Postal codes have seven digits"),
    (_URL, r"^https?://[^/\s、;；]+[^\s、;；]*$", lambda t: re.match(r"https?://\S+$", t), _wrong_url,
     "URLは https:// から、空白なしで書きます", "URLs start with https:// and have no blanks"),
    (_CORPORATE, "^$", lambda t: (p := parse_corporate_number(t)) and p.value, _wrong_corporate,
     "法人番号の桁数か検査数字が合いません", "The 法人番号 has a wrong check digit or length"),
)  # fmt: skip
"""Columns so named; the plain form; whether a value is right; whether it is wrong (words are neither); what to say."""


def written_forms(table: Table) -> Iterable[Finding]:
    """K03: values of a wrong form (warning), and right ones in another spelling than the common one (information)."""
    for names, plain, fits, wrong, ja, en in _FORMS:
        for col, distinct, number, values in _values(table, names, plain):
            good = [text for text in distinct if fits(text)]
            odd = [text for text in distinct if wrong(text)]
            if number - len(distinct) + len(good) < MOST * number:
                continue
            if odd:
                shown = "、".join(odd[:3])[:60]
                yield _said(table, "K03", col, values, odd, Message(f"{ja}（{shown}）。", f"{en} ({shown})."))
            spelled = [text for text in good if _respelled(text)]
            if spelled and names in (_PHONE, _POSTAL):
                yield _said(
                    table, "K03", col, values, spelled,
                    Message("書き方がそろっていません。", "The spelling differs."),
                    severity=Severity.INFO,
                    proposal=Message("054-624-3668 の形にそろえます。", "Write them like 054-624-3668."),
                )  # fmt: skip


_READING = re.compile(r"(?:.*[_＿(（])?(?:全角)?(?:カナ|ｶﾅ|カタカナ|フリガナ|ﾌﾘｶﾞﾅ)[)）]?|.*カナ")


def readings_in_kana(table: Table) -> Iterable[Finding]:
    """K04: kanji in a column of readings, where nearly all are kana."""
    for col, distinct, number, values in _values(table, _READING, r"^[ァ-ヺー・ 　]+$"):
        odd = [text for text in distinct if re.search(r"[一-龠々]", text)]
        if odd and number - len(odd) >= MOST * number:
            shown = "、".join(odd[:3])[:60]
            yield _said(
                table, "K04", col, values, odd,
                Message(f"漢字が入っています（{shown}）。読みをカタカナで書いてください。", f"There are kanji ({shown}). Please write the reading."),
                severity=Severity.WARNING,
            )  # fmt: skip


def _respelled(text: str) -> bool:
    for parse in (parse_phone, parse_postal_code):
        found = parse(text)
        if found and found.value:
            return found.value != text and not found.note
    return False


def municipalities(table: Table) -> Iterable[Finding]:
    """K02: names of municipalities that are no more, or that two prefectures have and no column says which."""
    prefectures = any("県" in column.name for column in table.columns)
    for col, distinct, number, values in _values(table, _CITY):
        entries = {text: find(text) for text in distinct}
        known = [text for text in distinct if entries[text]]
        if len(known) < MOST * number:
            continue
        old = [text for text in known if all(entry.valid_to is not None for entry in entries[text])]
        if old:
            shown = "、".join(old[:3])
            yield _said(
                table, "K02", col, values, old,
                Message(f"いまはない市区町村の名前です（{shown}）。", f"These municipalities are no more ({shown})."),
            )  # fmt: skip
        twice = [text for text in known if len({entry.prefecture for entry in entries[text]}) > 1]
        if twice and not prefectures:
            shown = "、".join(twice[:3])
            yield _said(
                table, "K02", col, values, twice,
                Message(f"同じ名前が複数の県にあり、県名がありません（{shown}）。", f"Several prefectures have one ({shown})."),
                proposal=None
                if "K02" in table.recipe.plans[col].hints.get("accept", {})
                else Message(
                    "ほかの市区町村に県名を付けます。同じ名前のものは人がお書きください。",
                    "Put the prefecture before the others; these need a person.",
                ),
            )  # fmt: skip
