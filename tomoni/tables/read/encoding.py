"""Encoding: bytes of a text file → text, the codec that was used, and what was noticed.

Order: byte order mark, ISO-2022-JP escapes, UTF-16 without a mark, strict UTF-8, then cp932 against EUC-JP, and only
then a reading that has to replace bytes. Statistical detectors fail on short Japanese files, strict decoding does not;
only the tie (bytes that are valid in both cp932 and EUC-JP) is scored.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field

from tomoni.tables.finding import Finding, Message, Severity

_KANA = re.compile("[ぁ-んァ-ヶー]")
_JAPANESE = re.compile("[぀-ヿ㐀-鿿豈-﫿　-〿！-～]")
_WORD = re.compile("(?<=[぀-ヿ㐀-鿿豈-﫿])[぀-ヿ㐀-鿿豈-﫿]")
"""A sign of Japanese behind another one."""
_HALF_KANA = re.compile("[｡-ﾟ]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_MOJIBAKE = re.compile("[縺繧繝譁荳蛹逕莉髢髱蟷譛]")
_TO_BYTES = {
    ord(bytes([code]).decode("cp1252")): code for code in range(0x80, 0xA0) if code not in b"\x81\x8d\x8f\x90\x9d"
}
"""Windows-1252 as browsers read it: its signs at 80–9F, and the five undefined bytes as themselves."""
_SPECIAL = re.compile(f"[{''.join(map(chr, _TO_BYTES))}]")
_LATIN = re.compile(f"[\x80-ÿ{''.join(map(chr, _TO_BYTES))}]")
_ESCAPES = re.compile(rb"\x1b(\$[@B]|\$\([A-Z]|\([BIJ])")
_SAMPLE = 200_000
_HIGH = re.compile(rb"[\x80-\xff]")


@dataclass(slots=True)
class Decoded:
    """`codec` is a Python codec name; `findings` tell what a person should know (E01, E02, E07)."""

    text: str
    codec: str
    findings: list[Finding] = field(default_factory=list)


def decode(data: bytes) -> Decoded:
    """Text of `data`; never raises. Broken bytes become U+FFFD and are reported as E07."""
    decoded = _marked(data) or _escaped(data) or _unmarked_utf16(data)
    if decoded is None:
        try:
            codecs.getincrementaldecoder("utf-8")().decode(data[:_SAMPLE])  # most of what is no UTF-8 shows it at once
            decoded = Decoded(data.decode("utf-8"), "utf-8")
        except UnicodeDecodeError:
            decoded = _eight_bit(data)
    if decoded.codec.startswith("utf-8"):
        _undo_double_encoding(decoded)
    elif not decoded.text.isascii():
        decoded.findings.append(_not_utf8(decoded.codec))
    broken = decoded.text.count("\ufffd")
    if broken:
        decoded.findings.append(_broken(decoded, broken))
    return decoded


def _marked(data: bytes) -> Decoded | None:
    if data.startswith(b"\xef\xbb\xbf"):
        return Decoded(data.decode("utf-8-sig", "replace"), "utf-8-sig")
    if data.startswith((b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff")):
        return Decoded(data.decode("utf-32", "replace"), "utf-32")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Decoded(data.decode("utf-16", "replace"), "utf-16")
    return None


def _escaped(data: bytes) -> Decoded | None:
    """ISO-2022-JP: escape sequences and no byte above 0x7f."""
    if b"\x1b" not in data or not _ESCAPES.search(data) or _HIGH.search(data):
        return None
    for codec in ("iso2022_jp", "iso2022_jp_ext", "iso2022_jp_3"):
        try:
            return Decoded(data.decode(codec), codec)
        except UnicodeDecodeError:
            continue
    return Decoded(data.decode("iso2022_jp_3", "replace"), "iso2022_jp_3")


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: commas, digits and line ends put NULs on one side of every pair. Text that is UTF-8 beyond
    ASCII is not such, though a NUL slipped in."""
    sample = data[:65536]
    if len(data) % 2 or b"\x00" not in sample or (_HIGH.search(sample) and _strict(data, "utf-8")):
        return None
    high, low = sample[1::2].count(0), sample[0::2].count(0)
    least = len(sample) // 40
    for codec, nulls, others in (("utf-16-le", high, low), ("utf-16-be", low, high)):
        if nulls > least and others * 20 < nulls:
            try:
                return Decoded(data.decode(codec), codec)
            except UnicodeDecodeError:
                continue
    return None


def _eight_bit(data: bytes) -> Decoded:
    """cp932, EUC-JP, or UTF-8 with broken bytes, or a western code page: strict readings first."""
    first = _HIGH.search(data)
    at = first.start() if first else 0
    sample = data[at : at + _SAMPLE].decode("utf-8", "replace")
    if _share_broken(sample) <= 0.1:  # UTF-8 proves itself: text in another encoding breaks at every sign
        return Decoded(data.decode("utf-8", "replace"), "utf-8")
    strict = [d for d in (_strict(data, "euc_jp"), _strict(data, "euc_jis_2004"), _strict(data, "cp932")) if d]
    if len(strict) == 1:
        return strict[0]
    if strict:
        return max(strict, key=lambda decoded: plausibility(decoded.text))
    loose = [Decoded(data.decode(codec, "replace"), codec) for codec in ("cp932", "euc_jis_2004")]
    best = min(loose, key=lambda decoded: _share_broken(decoded.text) - plausibility(decoded.text))
    if _share_broken(best.text) > 0.1:  # hardly Japanese at all
        return Decoded(data.decode("cp1252", "replace"), "cp1252")
    return best


def _share_broken(text: str) -> float:
    """Characters that could not be read among those that are not ASCII."""
    broken = text.count("\ufffd")
    return broken / (len(text) - len(text.encode("ascii", "ignore"))) if broken else 0.0


def _strict(data: bytes, codec: str) -> Decoded | None:
    try:
        return Decoded(data.decode(codec), codec)
    except UnicodeDecodeError:
        return None


def could_be_either(data: bytes) -> bool:
    """Whether the bytes can be read as cp932 and as EUC-JP without a fault."""
    return bool(_strict(data, "cp932") and (_strict(data, "euc_jp") or _strict(data, "euc_jis_2004")))


def tells(sample: bytes) -> bool:
    """Whether the beginning of a file says what a look at the whole file would say about its encoding: enough of it is
    there behind the first sign that is not ASCII, and it was not saved garbled."""
    first = _HIGH.search(sample)
    if first is None:
        return True
    if len(sample) - first.start() < 2 * _SAMPLE:
        return False
    try:
        text = codecs.getincrementaldecoder("utf-8-sig")().decode(sample)
    except UnicodeDecodeError:
        return True
    return _wrong_codec(text) == ""


def _count(pattern: re.Pattern[str], text: str) -> int:
    return sum(1 for _ in pattern.finditer(text))


def plausibility(text: str) -> float:
    """How much of the non-ASCII text (first `_SAMPLE` characters) reads as Japanese, −1 … 1.

    Half-width katakana counts against: text in EUC-JP read as cp932 is nearly all half-width katakana.
    """
    outside = "".join(_NOT_ASCII.findall(text[:_SAMPLE]))
    if not outside:
        return 0.0
    good = _count(_JAPANESE, outside) + _count(_KANA, outside)
    return (good - 2 * _count(_HALF_KANA, outside)) / (2 * len(outside))


def _undo_double_encoding(decoded: Decoded) -> None:
    """E02: Japanese bytes that were taken for another code page and saved as UTF-8 once more, in the whole file."""
    wrong = _wrong_codec(decoded.text)
    if not wrong:
        return
    for right in ("utf-8", "cp932", "euc_jp"):
        try:
            raw = (
                decoded.text.translate(_TO_BYTES).encode("latin-1") if wrong != "cp932" else decoded.text.encode(wrong)
            )
            text = raw.decode(right)
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
        if right != wrong and plausibility(text) > 0.4 and _written(text):
            decoded.text = text
            decoded.findings.append(_double(wrong, right))
            return


def _wrong_codec(text: str) -> str:
    """The code page that Japanese bytes may have been taken for; "" when nothing looks so."""
    first = _NOT_ASCII.search(text)
    if not first:
        return ""
    sample = text[first.start() : first.start() + 20_000]
    outside = _count(_NOT_ASCII, sample)
    latin, garbled = _count(_LATIN, sample), _count(_MOJIBAKE, sample)
    if latin * 2 > outside:
        return "cp1252" if _SPECIAL.search(text) else "latin-1"
    return "cp932" if garbled * 4 > outside else ""


def _written(text: str) -> bool:
    """Japanese as people write it: words of several signs, with kana among them. A lone ’ or – in an English text also
    makes a sign of Japanese when its bytes are read the other way (NZ’s → NZ痴), but never words."""
    signs = _count(_JAPANESE, text)
    return _count(_WORD, text) * 2 >= signs > 0 and bool(_KANA.search(text))


_NAMES = {
    "cp932": "シフトJIS（cp932）",
    "euc_jp": "EUC-JP",
    "euc_jis_2004": "EUC-JP",
    "iso2022_jp": "ISO-2022-JP（JIS）",
    "cp1252": "西欧の文字コード（cp1252）",
}


def _not_utf8(codec: str) -> Finding:
    return Finding(
        "E01",
        Severity.INFO,
        Message(
            f"文字コードが{_NAMES.get(codec, codec.upper())}です。UTF-8に直しました。",
            f"The text is encoded as {codec}; it was converted to UTF-8.",
        ),
        repairable=True,
        repaired=True,
    )


def _double(wrong: str, right: str) -> Finding:
    return Finding(
        "E02",
        Severity.WARNING,
        Message(
            f"文字化けしたまま保存されたファイルでした（{right}を{wrong}として読んだもの）。全体を元の文字に戻しました。",
            f"The file was saved garbled ({right} taken for {wrong}); the whole text was restored.",
        ),
        repairable=True,
        repaired=True,
    )


def _broken(decoded: Decoded, count: int) -> Finding:
    return Finding(
        "E07",
        Severity.WARNING,
        Message(
            f"読めない文字が{count}か所あります（�と表示）。元のファイルで確かめて、打ち直してください。",
            f"{count} characters cannot be read (shown as �). Please check them in the original.",
        ),
        count=count,
    )
