"""Make tomoni/tables/codes/data/local_governments.csv from three editions of code4fukui/localgovjp (CC0).

    python tools/make_codes.py ../shared/data/codes [FILE]

Reads prefjp-utf8.csv and localgovjp{-2017,-20211101,}-utf8.csv from the folder given, compares the editions to see
which local governments came, went or were renamed, and writes one row for each code and name with the days it was
valid. Same input, same bytes.
"""

from __future__ import annotations

import csv
import sys
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

TARGET = Path(__file__).parents[1] / "tomoni/tables/codes/data/local_governments.csv"
COLUMNS = ("code", "prefecture", "city", "kana", "name_en", "lat", "lon", "kind", "valid_from", "valid_to")
EDITIONS = ("localgovjp-2017-utf8.csv", "localgovjp-20211101-utf8.csv", "localgovjp-utf8.csv")

# The editions say that something changed, not on which day: those days are from the ministry's list of changes
# (総務省「全国地方公共団体コード」の改正一覧). The newest edition does not know the wards Hamamatsu formed in 2024.
DAY_OF_CHANGE = {"40305": "2018-10-01", "40231": "2018-10-01", "28221": "2019-05-01"}
HAMAMATSU = "2024-01-01"
HAMAMATSU_OLD = ("22131", "22132", "22133", "22134", "22135", "22136", "22137")
HAMAMATSU_NEW = (
    ("22138", "中央区", "ちゅうおうく"),
    ("22139", "浜名区", "はまなく"),
    ("22140", "天竜区", "てんりゅうく"),
)
HAMAMATSU_OFFICES = {"22138": "22131", "22139": "22136", "22140": "22137"}  # the offices stayed in these houses
SPELLINGS = {"04302"}  # 七ケ宿町/七ヶ宿町: the same name, written differently


@dataclass(frozen=True)
class Row:
    code5: str
    prefecture: str
    city: str
    kana: str
    name_en: str
    lat: str
    lon: str
    kind: str
    valid_from: str = ""
    valid_to: str = ""

    @property
    def cells(self) -> list[str]:
        code = self.code5 + check_digit(self.code5)
        place = [code, self.prefecture, self.city, self.kana, self.name_en, self.lat, self.lon, self.kind]
        return [*place, self.valid_from, self.valid_to]


def check_digit(code5: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(code5, (6, 5, 4, 3, 2), strict=True))
    return str((11 - total % 11) % 10)


KANA = """
あ い う え お か き く け こ さ し す せ そ た ち つ て と な に ぬ ね の は ひ ふ へ ほ ま み む め も や ゆ よ ら り る れ ろ わ を ん が ぎ ぐ げ
ご ざ じ ず ぜ ぞ だ ぢ づ で ど ば び ぶ べ ぼ ぱ ぴ ぷ ぺ ぽ きゃ きゅ きょ しゃ しゅ しょ ちゃ ちゅ ちょ にゃ にゅ にょ ひゃ ひゅ ひょ みゃ みゅ みょ りゃ
りゅ りょ ぎゃ ぎゅ ぎょ じゃ じゅ じょ びゃ びゅ びょ ぴゃ ぴゅ ぴょ
"""
HEPBURN = """
a i u e o ka ki ku ke ko sa shi su se so ta chi tsu te to na ni nu ne no ha hi fu he ho ma mi mu me
mo ya yu yo ra ri ru re ro wa o n ga gi gu ge go za ji zu ze zo da ji zu de do ba bi bu be bo pa pi
pu pe po kya kyu kyo sha shu sho cha chu cho nya nyu nyo hya hyu hyo mya myu myo rya ryu ryo gya gyu
gyo ja ju jo bya byu byo pya pyu pyo
"""
ROMAJI = dict(zip(KANA.split(), HEPBURN.split(), strict=True))
KINDS = {
    "市": ("city", "City", ("し",)),
    "町": ("town", "Town", ("ちょう", "まち")),
    "村": ("village", "Village", ("むら", "そん")),
}


def romaji(kana: str) -> str:
    """Hepburn without long vowels, as signs and road maps write names: こうべ → Kobe, ちゅうおう → Chuo."""
    kana = "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in kana)
    out, i, double = "", 0, False
    while i < len(kana):
        if kana[i] == "っ":
            double, i = True, i + 1
            continue
        size = 2 if kana[i : i + 2] in ROMAJI else 1
        part = ROMAJI.get(kana[i : i + size], "")
        if (kana[i] in "おう" and out.endswith("o")) or (kana[i] == "う" and out.endswith("u")) or kana[i] == "ー":
            part = ""
        out += (("t" if part.startswith("ch") else part[:1]) if double else "") + part
        double, i = False, i + size
    return out.capitalize()


def kind_and_english(code5: str, city: str, kana: str) -> tuple[str, str]:
    """The kind of a municipality and its name in English, made from the kana (a rule, not the official spelling)."""
    if city.endswith("区"):
        stem = kana.split()[-1].removesuffix("く")
        if " " not in city:
            return "special-ward", f"{romaji(stem)} City"
        parent = kana.split()[0].removesuffix("し")
        return "ward", f"{romaji(stem)} Ward, {romaji(parent)} City"
    kind, english, endings = KINDS[city[-1]]
    stem = next((kana.removesuffix(end) for end in endings if kana.endswith(end)), kana)
    return kind, f"{romaji(stem)} {english}"


def municipalities(path: Path) -> dict[str, Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        out: dict[str, Row] = {}
        for line in csv.DictReader(file):
            code5, city, kana = line["cid"].zfill(5), line["city"].strip(), line["citykana"].strip()
            kind, english = kind_and_english(code5, city, kana)
            place = (f"{float(line['lat']):.5f}", f"{float(line['lng']):.5f}")
            out[code5] = Row(code5, line["pref"], city.replace(" ", ""), kana.replace(" ", ""), english, *place, kind)
        return out


def prefectures(path: Path) -> list[Row]:
    """The number of the prefecture gives its code: the source lost the leading zero of lgcode (10006 is 010006)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = []
        for line in csv.DictReader(file):
            english = line["pref_en"] if line["pref_en"] in {"Hokkaido", "Tokyo"} else f"{line['pref_en']} Prefecture"
            place = (f"{float(line['lat']):.5f}", f"{float(line['lng']):.5f}")
            rows.append(
                Row(f"{int(line['pid']):02d}000", line["pref"], "", line["prefkana"], english, *place, "prefecture")
            )
        return rows


def with_validity(editions: list[dict[str, Row]]) -> list[Row]:
    rows: list[Row] = []
    for older, newer in pairwise(editions):
        for code5, row in older.items():
            day = DAY_OF_CHANGE.get(code5, "")
            if code5 not in newer or (row.city != newer[code5].city and code5 not in SPELLINGS):
                if not day:
                    raise SystemExit(f"{code5} {row.city} changed between editions: add its day to DAY_OF_CHANGE")
                rows.append(replace(row, valid_to=day))
    first, last = editions[0], editions[-1]
    for code5, row in last.items():
        changed = code5 not in first or (first[code5].city != row.city and code5 not in SPELLINGS)
        rows.append(replace(row, valid_from=DAY_OF_CHANGE[code5] if changed else ""))
    return rows


def hamamatsu(rows: list[Row]) -> list[Row]:
    by_code = {row.code5: row for row in rows}
    out = [replace(row, valid_to=HAMAMATSU) if row.code5 in HAMAMATSU_OLD else row for row in rows]
    for code5, ward, kana in HAMAMATSU_NEW:
        office = by_code[HAMAMATSU_OFFICES[code5]]
        _, english = kind_and_english(code5, f"浜松市 {ward}", f"はままつし {kana}")
        out.append(
            replace(
                office,
                code5=code5,
                city=f"浜松市{ward}",
                kana=f"はままつし{kana}",
                name_en=english,
                valid_from=HAMAMATSU,
            )
        )
    return out


def main(folder: Path, target: Path = TARGET) -> None:
    rows = hamamatsu(with_validity([municipalities(folder / name) for name in EDITIONS]))
    rows += prefectures(folder / "prefjp-utf8.csv")
    rows.sort(key=lambda row: (row.code5, row.valid_from))
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(row.cells for row in rows)
    sys.stdout.write(f"{len(rows)} rows → {target}\n")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:3]))
