"""Personal data stays inside: names, birth dates, mobile numbers, mail addresses, individual numbers.

Looks at names of columns and at the values themselves. Reasons say where and how many, never what: they are public.
A held dataset is put right by unticking the column (`columns` of its source entry) or released with a reason.
"""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from tomoni.i18n import Text
from tomoni.registry.gates.base import Candidate, Gate, Verdict
from tomoni.registry.gates.words import Seen, held, warned

HEADERS: tuple[tuple[re.Pattern[str], Text], ...] = (
    (
        re.compile(
            r"氏名|姓名|お名前|本人名|患者名|申請者名?$|保護者名?$|世帯主名?$|full.?name|^(first|last|family|given).?name$",
            re.I,
        ),
        Text("人の名前", "names of persons"),
    ),
    (re.compile(r"生年月日|誕生日|birth.?da(y|te)|date.?of.?birth", re.I), Text("生年月日", "dates of birth")),
    (
        re.compile(r"個人番号|マイナンバー|被保険者番号|基礎年金番号|免許証番号|口座番号", re.I),
        Text("個人を特定する番号", "personal numbers"),
    ),
    (re.compile(r"携帯(電話)?(番号)?$|mobile|cell.?phone", re.I), Text("携帯電話の番号", "mobile phone numbers")),
    (re.compile(r"(自宅|本人).*(住所|電話)|現住所", re.I), Text("自宅の住所・電話", "home addresses or phones")),
)
MOBILE = r"(^|[^0-9])(\+81[- ]?[789]0|0[789]0)[-‐‑–−ー ]?[0-9]{4}[-‐‑–−ー ]?[0-9]{4}($|[^0-9])"
MAIL = r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"
PRIVATE_MAIL = r"@([a-z0-9-]+\.)?(gmail|yahoo|ymail|hotmail|outlook|live|icloud|me|docomo|ezweb|au|softbank|i\.softbank|vodafone|nifty|biglobe|ocn)\.(com|co\.jp|ne\.jp|jp)"
ORGANISED_MAIL = re.compile(r"メール|mail|連絡先|問合せ|問い合わせ", re.I)


LANDLINE = r"(^|[^0-9])0[0-9]{1,4}[-‐‑–−ー(（ ][0-9]{1,4}[-‐‑–−ー)） ][0-9]{3,4}($|[^0-9])"
NUMBER = r"(^|[^0-9])[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}($|[^0-9])"
ADDRESS = r"([0-9一二三四五六七八九十]+丁目|[0-9]+番地?の?[0-9]*号?|[0-9]+-[0-9]+-[0-9]+号)"
NAMED = r"(氏名|名前|姓名)\s*(は|[:：])|私は[^。、\s]{2,8}(と申し|といいます|です)|[一-龥]{1,3}[ 　]?[一-龥ぁ-んァ-ヶ]{1,4}\s?(さん|様|氏|ちゃん|くん)"
IN_TEXT: tuple[tuple[str, Text], ...] = (
    (MOBILE, Text("携帯電話らしい番号", "what looks like a mobile phone number")),
    (LANDLINE, Text("電話番号らしい数字", "what looks like a phone number")),
    (MAIL, Text("メールアドレス", "a mail address")),
    (NUMBER, Text("個人番号らしい12桁の数字", "12 digits like a personal number")),
    (ADDRESS, Text("住所らしい言葉", "what looks like an address")),
    (NAMED, Text("人の名前らしい言葉", "what looks like a person's name")),
)


def in_text(words: str) -> list[Text]:
    """What in a text that somebody wrote may be personal data: kinds only, never the words themselves."""
    plain = unicodedata.normalize("NFKC", words)
    return [what for pattern, what in IN_TEXT if re.search(pattern, plain)]


def by_header(candidate: Candidate) -> list[Verdict]:
    seen, out = Seen(candidate), []
    for name in seen.frame.columns:
        item = seen.fields.get(name)
        if not seen.frame[name].len() - seen.frame[name].null_count():
            continue
        if seen.rules and item is not None and item.name in seen.rules.by_name and not item.personal:
            continue  # a public definition asks for it (name of a facility's operator …)
        what = next((text for pattern, text in HEADERS if pattern.search(name)), None)
        if what:
            count = seen.frame.height - seen.frame[name].null_count()
            out.append(_verdict(seen, name, what, count, []))
    return out


def by_value(candidate: Candidate) -> list[Verdict]:
    seen, out = Seen(candidate), []
    for name, kind in seen.frame.schema.items():
        if kind != pl.String:
            continue
        text = pl.col(name).str.normalize("NFKC")
        patterns = [(MOBILE, Text("携帯電話らしい番号", "numbers that look like mobile phones"))]
        known = seen.rules is not None and name in seen.rules.by_name
        # an office's address in a column for it is meant to be public; a private mailbox is not
        patterns.append(
            (
                f"(?i){PRIVATE_MAIL}" if known or (ORGANISED_MAIL.search(name) and _facilities(seen)) else MAIL,
                Text("メールアドレス", "mail addresses"),
            )
        )
        for pattern, what in patterns:
            rows = (
                seen.frame.select(text.str.contains(pattern).fill_null(False).alias("hit"))["hit"].arg_true().to_list()
            )
            if rows:
                out.append(_verdict(seen, name, what, len(rows), rows))
    return out


def _facilities(seen: Seen) -> bool:
    """A list of places rather than of people: it has positions or addresses of facilities."""
    return bool(seen.with_role("lat")) or any(
        re.search(r"施設|緯度|所在地|法人|団体名", name) for name in seen.frame.columns
    )


def _verdict(seen: Seen, name: str, what: Text, count: int, rows: list[int]) -> Verdict:
    cells = [cell for row in rows[:5] if (cell := seen.cell(row, name))]
    ja, en = (
        (
            f"（{'、'.join(cells)}{' など' if count > len(cells) else ''}）",
            f" ({', '.join(cells)}{' …' if count > len(cells) else ''})",
        )
        if cells
        else ("", "")
    )
    dataset = seen.candidate.dataset
    return held(
        "personal",
        f"「{name}」に{what.ja}が{count:,}個あります{ja}。公開しない列なら、sources/{dataset}.toml の columns から外してください。",
        f'"{name}" has {count:,} {what.en}{en}. If the column is not meant to be public, leave it out of columns in sources/{dataset}.toml.',
        column=name,
        count=count,
    )


def notes_inside(candidate: Candidate) -> list[Verdict]:
    """Notes of the sheet that were left out: the data go out without them, and that is said."""
    count = candidate.notes_withheld
    if not count:
        return []
    return [
        warned(
            "notes",
            f"表の注記のうち{count}件は、個人の情報や内部向けの内容が含まれるおそれがあるため、載せていません。",
            f"{count} of the sheet's notes are not shown, because they may hold personal data or were meant for inside.",
            count=count,
        )
    ]


def check(candidate: Candidate) -> list[Verdict]:
    """One verdict a column: what its name says is enough."""
    named = by_header(candidate)
    columns = {verdict.details["column"] for verdict in named}
    return [*named, *(verdict for verdict in by_value(candidate) if verdict.details["column"] not in columns)]


GATES = [
    Gate("personal", Text("個人の情報がないか", "No personal data"), check),
    Gate("notes", Text("注記に個人の情報がないか", "No personal data in the notes"), notes_inside),
]
