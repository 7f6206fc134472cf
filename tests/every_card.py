"""A made-up town whose site has a card of every type and look, announcements, a guide and four languages, from figures
that follow a rule: `write(folder)` makes the folder, `correct(folder)` its next editions, with a past value changed.

What is awkward is in it on purpose: days nobody reported, parts that do not add up, a second axis, a field that is not
there, an area of no outline, small numbers that are hidden, a language with few of its words.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

from tests.every_card_words import ANNOUNCEMENTS, CARDS, COMMUNITY, EVENTS, FLOW, METRICS, NEWS, NEWS_OF_FIGURES, TEXTS

FIRST = date(2020, 3, 20)
DAYS = 48
TOWNS = ("あおば町", "いずみ町", "うみべ町", "えのき町")
AGES = ("10歳未満", "10代", "20代", "30代", "40代", "50代", "60代", "70代", "80代", "90歳以上")
UNREPORTED = {17, 18, 31}
"""Days of the daily report that never came."""
MISTAKEN = 40
"""The case (from 0) whose day was entered wrongly in the first edition."""


def write(folder: Path) -> None:
    """The folder of the community, ready for `tomoni publish`."""
    for name, text in {
        "community.toml": COMMUNITY,
        "dashboard.toml": CARDS,
        "metrics.toml": METRICS,
        "events.toml": EVENTS,
        "announcements.toml": ANNOUNCEMENTS,
        "flows/fever.toml": FLOW,
        "texts/zh-Hant.toml": TEXTS,
        "texts/readings.toml": '[readings]\n"三牧町" = "みまきちょう"\n"空見" = "そらみ"\n',
        "news/2020-04-07-centre.md": NEWS,
        "news/2020-05-02-figures.md": NEWS_OF_FIGURES,
        "areas.geojson": json.dumps(areas(), ensure_ascii=False),
        "sources/patients.toml": source(
            "patients", "covid19-patients", "陽性者の一覧", "List of cases", "provisional_days = 5\n"
        ),
        "sources/status.toml": source("status", "covid19-daily-status", "毎日の状況", "Daily report"),
        "sources/tests.toml": source("tests", "", "検査の件数", "Tests"),
        "sources/towns.toml": source("towns", "", "町べつの状況", "By town"),
        "sources/next-town.toml": source("next-town", "", "となりの市の人数", "Cases next door"),
        "sources/calls.toml": source("calls", "", "相談した人", "People who called", "suppress = 5\n"),
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    _files(folder, 1, DAYS - 3)


def correct(folder: Path) -> None:
    """Three days later: later reports of the newest days, and one day of long ago that was counted wrongly."""
    _files(folder, 2, DAYS)


def _files(folder: Path, edition: int, days: int) -> None:
    later = edition > 1
    for name, text in {
        "patients": patients(days, later),
        "status": status(days, later),
        "tests": tests(days),
        "towns": towns(days, later),
        "next-town": neighbours(days),
        "calls": calls(),
    }.items():
        path = folder / "files" / f"{name}-{edition}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        with (folder / "sources" / f"{name}.toml").open("a", encoding="utf-8") as out:
            out.write(f'\n[[file]]\npath = "files/{path.name}"\nas_of = "{day_of(days - 1)}"\n')


def day_of(day: int) -> str:
    return (FIRST + timedelta(days=day)).isoformat()


def cases(day: int) -> int:
    """New cases of a day: a wave, lower on Sundays."""
    wave = max(0.0, 14 - abs(day - 26) * 0.62)
    return int(wave * (0.5 if (FIRST + timedelta(days=day)).weekday() == 6 else 1))


def people(days: int, later: bool) -> list[tuple[int, str, str, str, str]]:
    """(day, town, age, sex, discharged) of every case, in the order they were reported. `later`: one was entered a day
    early, and two of the newest days came in late."""
    made = []
    for day in range(days):
        for n in range(cases(day)):
            at = len(made)
            town = "町外" if at % 41 == 40 else TOWNS[(at * at // 3 + n * n) % (3 + at % 2)]
            age, sex = AGES[(at * 7 + day) % len(AGES)], "女性" if (at * 5 + day) % 3 else "男性"
            made.append((day + (later and at == MISTAKEN), town, age, sex, "1" if day < 31 else "0"))
    late = [(DAYS - 5, TOWNS[0], "30代", "女性", "0"), (DAYS - 5, TOWNS[3], "60代", "男性", "0")]
    return made + (late if later else [])


def patients(days: int, later: bool) -> str:
    lines = ["No,公表_年月日,発症_年月日,患者_居住地,患者_年代,患者_性別,患者_退院済フラグ"]
    for at, (day, town, age, sex, out) in enumerate(people(days, later), 1):
        onset = "" if at % 6 == 0 else day_of(day - 2 - at % 4 - (later and at == MISTAKEN + 1))
        lines.append(f"{at},{day_of(day)},{onset},{town},{age},{sex},{out}")
    return "\n".join(lines) + "\n"


def status(days: int, later: bool) -> str:
    """Counts of each day. The two kinds of symptoms are one short of those in hospital; `later`: one figure was read
    wrongly the first time."""
    lines = ["年月日,検査実施数_累計,陽性者数_累計,入院中,軽症・中等症,重症,宿泊療養,死亡_累計,退院_累計"]
    total = 0
    for day in range(days):
        total += cases(day)
        if day in UNREPORTED:
            continue
        left = sum(cases(n) for n in range(max(0, day - 13)))
        dead, hotel = total // 60, (total - left) // 4
        hospital = max(0, total - left - hotel - dead)
        severe = hospital // 9 + (4 if later and day == 25 else 0)
        mild = max(0, hospital - severe - 1)
        left = total - hospital - hotel - dead
        lines.append(f"{day_of(day)},{total * 11 + day * 20},{total},{hospital},{mild},{severe},{hotel},{dead},{left}")
    return "\n".join(lines) + "\n"


def tests(days: int) -> str:
    lines = ["年月日,保健所の検査,病院の検査,陽性率"]
    for day in range(days):
        first, second = 20 + day * 13 % 31, max(0, day - 12) * 2 + day * 5 % 9
        rate = "" if day in UNREPORTED else f"{100 * cases(day) / (first + second):.1f}"
        lines.append(f"{day_of(day)},{first},{second},{rate}")
    return "\n".join(lines) + "\n"


def towns(days: int, later: bool) -> str:
    listed = people(days, later)
    lines = ["町,人口,陽性者数,退院した人"]
    for n, town in enumerate(TOWNS):
        own = [one for one in listed if one[1] == town]
        lines.append(f"{town},{12000 + 7300 * n},{len(own)},{sum(one[4] == '1' for one in own)}")
    return "\n".join(lines) + "\n"


def neighbours(days: int) -> str:
    return "日付,陽性者数\n" + "".join(f"{day_of(day)},{int(cases(max(0, day - 4)) * 1.7)}\n" for day in range(days))


def calls() -> str:
    """Small numbers of people, by what they asked."""
    rows = (("熱がある", 61, 42), ("働く所", 23, 3), ("学校", 17, 12), ("外国語", 2, 9), ("その他", 30, 28))
    return "相談,女性,男性\n" + "".join(f"{what},{women},{men}\n" for what, women, men in rows)


def areas() -> dict[str, object]:
    """Four outlines side by side, of no place on earth: in the open sea."""
    made = []
    for n, town in enumerate(TOWNS):
        x, y = 136.4 + 0.05 * (n % 2), 30.4 + 0.04 * (n // 2)
        ring = [[x, y], [x + 0.05, y + 0.004], [x + 0.047, y + 0.04], [x + 0.02, y + 0.044], [x, y + 0.04], [x, y]]
        made.append(
            {
                "type": "Feature",
                "properties": {"name": town, "code": f"9900{n + 2}"},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    return {"type": "FeatureCollection", "features": made}


def source(name: str, schema: str, ja: str, en: str, more: str = "") -> str:
    return f'dataset = "{name}"\nschema = "{schema}"\n{more}\n[title]\nja = "{ja}"\nen = "{en}"\n'
