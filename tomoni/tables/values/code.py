"""Codes with rules of their own: local government codes, 法人番号, postal codes, phone numbers.

Sources: 全国地方公共団体コード仕様 (総務省), 法人番号の指定等に関する省令 第2条, 電気通信番号規則.
"""

from __future__ import annotations

import re

from tomoni.tables.values.characters import DASHES, fold, plain_dashes
from tomoni.tables.values.parsed import Parsed, bad

_POSTAL = re.compile(r"(?:〒|郵便番号:?)?([0-9]{3})-?([0-9]{4})")
_PHONE = re.compile(
    r"(?:TEL|Tel|tel|電話|代表|℡|直通|FAX|Fax|fax|携帯)?[:.]?(\+81-?)?([0-9()-]{9,17})(?:\(?(?:内線|内|代表|代|ext\.?)[:.]?[0-9,]*\)?)?"
)
_MOBILE = ("070", "080", "090", "050", "020", "060")
_FREE = ("0120", "0570", "0800", "0990", "0180")

AREA_CODE = re.compile(
    r"(?:全国)?地方公共団体コード|(?:都道府県コード又は)?市区?町村コード|自治体コード|団体コード"
    r"|local ?_?government ?_?code|lg_?code|jis_?code|(?:city|municipality)_?code",
    re.I,
)
"""What columns of local government codes are called."""
UNDECIDED = 0.6
"""Confidence of a code that can be read in two ways."""


def local_government_digit(code5: str) -> str:
    """The check digit of a five-digit local government code, e.g. ``13101`` → ``6``; "" when it is not five digits."""
    if len(code5) != 5 or not (code5.isascii() and code5.isdecimal()):
        return ""
    total = sum(int(digit) * weight for digit, weight in zip(code5, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


def parse_local_government_code(text: str) -> Parsed[str] | None:
    """Six digits with a right check digit (K01). Five digits are completed; a lost leading zero is put back.

    None when it is no code of five or six digits or the prefecture does not exist. Codes 99xxxx are synthetic and valid.
    """
    folded = fold(text)
    if not (folded.isascii() and folded.isdecimal() and 4 <= len(folded) <= 6):
        return None
    readings = [
        (code5, note, confidence)
        for code5, digit, note, confidence in _code_readings(folded)
        if _prefecture(code5) and (digit in ("", local_government_digit(code5)))
    ]
    for code5, note, sure in readings:
        right = local_government_digit(code5)
        confidence = sure if len(readings) == 1 else UNDECIDED  # 11002: Saitama, or 01100-2 without its zero
        if right:
            return Parsed(code5 + right, text, "" if text == code5 + right else "K01", note, confidence)
    if len(folded) == 6 and folded.startswith("99"):
        return Parsed(folded, text, "" if text == folded else "K01", "synthetic")
    if len(folded) == 6 and _prefecture(folded[:5]):
        return bad(text, "check_digit", "K01")
    return None


def _code_readings(digits: str) -> list[tuple[str, str, str, float]]:
    """(five digits, check digit, note, confidence), the likeliest first."""
    if len(digits) == 6:
        return [(digits[:5], digits[5], "", 1.0)]
    if len(digits) == 5:
        lost = ("0" + digits[:4], digits[4], "leading_zero_lost", 0.8)
        whole = (digits, "", "check_digit_added", 0.9)
        return [lost, whole] if not _prefecture(digits) else [whole, lost]
    return [("0" + digits, "", "leading_zero_lost", UNDECIDED)]


def _prefecture(code5: str) -> bool:
    return "01" <= code5[:2] <= "47" or code5[:2] == "99"


def parse_corporate_number(text: str) -> Parsed[str] | None:
    """法人番号: thirteen digits, the first of which is the check digit (K03); a leading T (invoice number) is dropped."""
    folded = plain_dashes(fold(text)).replace("-", "")
    digits = folded[1:] if folded[:1] in ("T", "t") else folded
    if len(digits) != 13 or not (digits.isascii() and digits.isdecimal()):
        return None
    weighted = sum(int(d) * (1 if n % 2 == 1 else 2) for n, d in enumerate(reversed(digits[1:]), 1))
    if 9 - weighted % 9 != int(digits[0]):
        return bad(text, "check_digit", "K03")
    return Parsed(digits, text, "" if digits == text else "K03")


def parse_postal_code(text: str) -> Parsed[str] | None:
    """``〒１００－０００１`` → ``100-0001`` (K03)."""
    if not 7 <= len(text) <= 16:
        return None
    found = _POSTAL.fullmatch(plain_dashes(fold(text)))
    if not found:
        return None
    code = f"{found[1]}-{found[2]}"
    return Parsed(code, text, "" if code == text else "K03", "", 0.8 if text.isdecimal() else 1.0)


def parse_phone(text: str) -> Parsed[str] | None:
    """``(054)624－3668`` → ``054-624-3668`` (K03). The extension is cut (note ``extension``).

    Digits without any separator are split only where the split is certain (mobile, free dial); else they stay joined.
    A number of the wrong length is `Parsed(None, note="length")`.
    """
    if not 9 <= len(text) <= 40:
        return None
    folded = plain_dashes(fold(text))
    found = _PHONE.fullmatch(folded)
    if not found:
        return None
    parts = [
        part
        for part in re.split(r"[()-]+", ("0" if found[1] else "") + found[2].lstrip("0" if found[1] else ""))
        if part
    ]
    digits = "".join(parts)
    mobile = digits.startswith(_MOBILE)
    if not digits.startswith("0") or len(digits) not in (
        (11,) if mobile else (10, 11) if digits.startswith("0800") else (10,)
    ):
        return bad(text, "length", "K03") if digits.startswith("0") or found[1] else None
    if len(parts) != 3 or len(parts[2]) != 4:
        parts = _split_phone(digits) or parts
    number = "-".join(parts)
    note = "extension" if "内" in folded or "ext" in folded else ""
    return Parsed(number, text, "" if number == text else "K03", note, 1.0 if len(parts) == 3 else 0.7)


def _split_phone(digits: str) -> list[str] | None:
    if digits.startswith(_MOBILE):
        return [digits[:3], digits[3:7], digits[7:]]
    if digits.startswith(_FREE):
        return [digits[:4], digits[4:7], digits[7:]]
    if digits[:2] in ("03", "06"):
        return [digits[:2], digits[2:6], digits[6:]]
    return None


def is_mobile(number: str) -> bool:
    """True for a phone number that belongs to a person's phone (070, 080, 090): a privacy matter."""
    return fold(number).translate({ord(dash): None for dash in DASHES + "()"})[:3] in ("070", "080", "090")
