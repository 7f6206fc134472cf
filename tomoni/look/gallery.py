"""The style guide: `python -m tomoni.look.gallery OUT` writes every part in every state as static pages, ja and en.

For whoever changes the look: serve OUT with any static server and see it wide, narrow, dark and printed. Made-up data only.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from datetime import date, timedelta
from math import exp
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tomoni.charts import Annotation, Area, ChartSpec, Map, Node, Series, Threshold, render
from tomoni.charts.standalone import standalone
from tomoni.geo import picture
from tomoni.i18n import Text

COMMUNITY = SimpleNamespace(
    name=Text("みほん市 感染症対策サイト", "Mihon City situation site"),
    operator=Text("みほん市民有志", "Volunteers of Mihon"),
    contact="help@mihon.example",
    license="CC BY 4.0",
    attribution=Text("みほん市（架空）", "Mihon City (made up)"),
    official=False,
    synthetic=True,
    languages=["ja", "en"],
)
START = date(2020, 1, 31)
PEOPLE = Text("人", "people")


def _wave(count: int, seed: int, top: float = 60, middle: float = 0.5) -> list[float | None]:
    chance = random.Random(seed)
    shape = [top * exp(-(((i - count * middle) / (count / 9)) ** 2)) for i in range(count)]
    return [max(0.0, float(round(v + chance.gauss(0, top / 14)))) for v in shape]


def charts() -> list[ChartSpec]:
    """One chart of every kind, and the hard cases: nothing, zeros, one point, gaps, negative, 1,500 bars, long names."""
    days = [START + timedelta(i) for i in range(164)]
    daily = _wave(164, 1)
    daily[30:33] = [None] * 3
    cases = Text("陽性者数", "Cases")
    mapped = {code: picture(code) for code in ("27", "13", "47", "00")}

    def coloured(code: str) -> Map:
        areas = [
            Area(s.code, s.name, s.path, None if i % 13 == 4 else float((i * i * 37) % 90))
            for i, s in enumerate(mapped[code].shapes)
        ]
        return Map(areas, mapped[code].size, mapped[code].frames)

    tree = Node(
        Text("検査実施人数", "Tested"),
        17_163,
        [
            Node(
                Text("陽性者数", "Positive"),
                1163,
                [
                    Node(Text("入院中・入院調整中", "In hospital"), 853),
                    Node(Text("退院", "Discharged"), 227),
                    Node(Text("死亡", "Dead"), None),
                ],
            )
        ],
    )
    ages = ["10歳未満", "10代", "20代", "30代", "40代", "50代", "60代", "70代", "80代", "90歳以上", "調査中"]
    many = [date(2020, 1, 16) + timedelta(i) for i in range(1500)]
    return [
        ChartSpec("bar", Text("陽性者数の推移", "Cases by day"), days, [Series(cases, daily, provisional=[False] * 158 + [True] * 6)], PEOPLE, mean7=True, annotations=[Annotation(date(2020, 4, 7), Text("緊急事態宣言", "State of emergency"))], id="daily"),
        ChartSpec("stacked", Text("相談件数", "Calls"), days[:40], [Series("9-13時", _wave(40, 2, 30)), Series("13-17時", _wave(40, 3, 25)), Series("17-21時", _wave(40, 4, 12))], Text("件", "calls"), id="stack"),
        ChartSpec("line", Text("入院者数と重症者数", "In hospital and severe"), days, [Series(Text("入院者数", "In hospital"), _wave(164, 5, 900, 0.6)), Series(Text("重症者数", "Severe"), [*_wave(80, 6, 300), None, None, *_wave(82, 7, 200, 0.2)], provisional=[False] * 150 + [True] * 14), Series(Text("確保病床", "Beds"), [600.0] * 164)], PEOPLE, id="lines"),
        ChartSpec("hbar", Text("年代・性別", "By age and sex"), ages, [Series(Text("男性", "Male"), [3, 20, 99, 80, 50, 40, None, 20, 10, 3, 1]), Series(Text("女性", "Female"), [1, 30, 89, 70, 30, 40, None, 30, 20, 13, 1])], PEOPLE, id="ages"),
        ChartSpec("tree", Text("検査陽性者の状況", "Status of those tested"), unit=PEOPLE, tree=tree, id="tree"),
        ChartSpec("map", Text("市町村別", "By municipality"), unit=PEOPLE, map=coloured("27"), id="map27"),
        ChartSpec("map", Text("離島のある地域", "With far islands"), unit=PEOPLE, map=coloured("13"), id="map13"),
        ChartSpec("map", Text("沖縄", "Okinawa"), unit=PEOPLE, map=coloured("47"), id="map47"),
        ChartSpec("map", Text("全国", "Japan"), unit=PEOPLE, map=coloured("00"), id="map00"),
        ChartSpec("many", Text("地域別", "By region"), days, [Series(f"{name}地域", _wave(164, n, 20 + 15 * n, 0.3 + n / 20)) for n, name in enumerate("北東南西中央", 1)], PEOPLE, id="many"),
        ChartSpec("bar", Text("まだ空のグラフ", "Empty"), days, [Series("", [None] * 164)], PEOPLE, id="empty"),
        ChartSpec("bar", Text("すべて0", "All zero"), days[:20], [Series("", [0.0] * 20)], PEOPLE, id="zero"),
        ChartSpec("bar", Text("1日だけ", "One day"), days[:1], [Series("", [12.0])], PEOPLE, id="one"),
        ChartSpec("bar", Text("前週との差", "Change on the week"), days[:30], [Series("", [float((i * 7) % 23 - 11) for i in range(30)])], PEOPLE, id="minus"),
        ChartSpec("bar", Text("1,500日", "1,500 days"), many, [Series("", _wave(1500, 8, 2_600))], PEOPLE, mean7=True, id="long"),
        ChartSpec("bar", Text("名前の長い区分", "Long names"), ["帰国者・接触者相談センターへの相談", "医療機関からの依頼による検査", "その他"], [Series("", [120, 45, 3])], Text("件", ""), id="names"),
        ChartSpec("bar", Text("月別", "By month"), [date(2020 + m // 12, m % 12 + 1, 1) for m in range(14)], [Series("", [float(m * m) for m in range(14)])], PEOPLE, id="months"),
        ChartSpec("bar", Text("区分ごと", "Side by side"), ["A", "B", "C", "D"], [Series("昨年", [4, 6, 8, 3]), Series("今年", [5, 5, 9, 2])], PEOPLE, id="beside"),
        ChartSpec("heat", Text("日ごと・年代ごと", "By day and age"), days[:90], [Series(age, [*_wave(88, n, 10 + 4 * n, 0.3 + n / 25), None, None]) for n, age in enumerate(ages, 1)], PEOPLE, id="heat"),
        ChartSpec("heat", Text("地域と年代（小さい数は＊）", "Areas and ages, small numbers starred"), ages, [Series(name, [float(v) if (v := (i * n * 7) % 31) > 4 or not v else None for i in range(11)], hidden=[0 < (i * n * 7) % 31 < 5 for i in range(11)]) for n, name in enumerate(("帰国者・接触者外来がある地域", "中央", "北部の山あいの地域"), 1)], PEOPLE, small=4, id="heat-small"),
        ChartSpec("bar", Text("目安・出来事・訂正", "Level, event, correction"), days[:40], [Series("", [None if i == 6 else v for i, v in enumerate(_wave(40, 11, 40))], hidden=[i == 6 for i in range(40)])], PEOPLE, annotations=[Annotation(days[12], Text("施設の休館", "Facilities closed"))], corrections=[Annotation(days[20], Text("31→34人（追加報告による更新）", "31 to 34 (later reports)"))], thresholds=[Threshold(30, Text("警戒", "Alert"))], small=4, id="levels"),
        ChartSpec("bar", Text("棒と線", "Bars and a line"), days[:40], [Series(Text("新規", "New"), _wave(40, 12, 30)), Series(Text("入院中", "In hospital"), _wave(40, 13, 50, 0.7), "line")], PEOPLE, id="both"),
        ChartSpec("line", Text("陽性率", "Positivity"), days[:90], [Series("", [round(3 + (i % 17) / 10, 2) for i in range(90)])], "%", id="rate"),
    ]  # fmt: skip


def _context(lang: str) -> dict[str, Any]:
    table = {
        "caption": Text("陽性者数の推移", "Cases by day"),
        "columns": [{"label": Text("日付", "Date")}, {"label": Text("陽性者数", "Cases"), "number": True}, {"label": Text("この数字の元", "Source")}],
        "rows": [
            ["2020年4月16日", {"text": "92", "number": True}, {"text": Text("元の表を見る", "See the file"), "href": "cards/x/"}],
            ["2020年4月17日", {"text": None, "number": True}, {"text": Text("元の表を見る", "See the file"), "href": "cards/x/"}],
            ["2020年4月18日", {"text": "1,088", "number": True}, {"text": Text("元の表を見る", "See the file"), "href": "cards/x/"}],
        ],
    }  # fmt: skip
    sheet = {
        "caption": Text("元の表の一部", "Part of the file"),
        "columns": [{"letter": "A"}, {"letter": "B", "here": True}, {"letter": "C"}, {"letter": "E"}],
        "rows": [
            {"number": 1, "cells": [{"text": "陽性者一覧"}, {}, {}, {}]},
            {"gap": True},
            {"number": 1159, "cells": [{"text": "1157"}, {"text": "43938", "number": True}, {"text": "大阪市"}, {"text": "40"}]},
            {"number": 1160, "here": True, "cells": [{"text": "1158"}, {"text": "43939", "mark": True, "number": True}, {"text": "堺市"}, {"text": "50"}]},
        ],
    }  # fmt: skip
    cards = []
    for spec in charts():
        chart = render(spec, lang)
        links = [
            (Text("くわしく", "Details"), "cards/x/"),
            ("CSV", "data/x/data.csv"),
            (Text("この数字の元", "Source"), "trace/x/"),
        ]
        cards.append({"id": f"card-{spec.id}", "title": spec.title, "path": "cards/x/", "as_of": date(2020, 4, 18), "chart": chart, "links": links, "full": spec.kind == "many", "figure": 1163 if spec.id == "daily" else None, "unit": PEOPLE, "said": Text("累計（前日比 +88）", "in all (+88 on the day)")})  # fmt: skip
    return {
        "community": COMMUNITY,
        "page": {"path": "", "description": Text("見本", "Samples")},
        "nav": [("", Text("ホーム", "Home")), ("news/", Text("お知らせ", "News")), ("data/", Text("データ", "Data"))],
        "held": [
            {
                "title": Text("陽性者数", "Cases"),
                "since": "2020-04-18T09:30:00+09:00",
                "reason": Text("累計が前回より減っています（1,075 → 1,060）", "the cumulative count fell (1,075 to 1,060)"),
                "who": Text("みほん市民有志", "Volunteers of Mihon"),
            }
        ],
        "sources": [{"title": Text("陽性者一覧", "Cases"), "name": Text("みほん市（架空）", "Mihon"), "url": "https://example.jp/", "license": "CC BY 4.0"}],
        "cards": cards,
        "times": {"as_of": "2020-04-18", "published": "2020-04-18T21:00:00+09:00", "fetched": "2020-04-18T21:05:00+09:00", "released": "2020-04-18T21:06:00+09:00"},
        "table": table,
        "sheet": sheet,
        "trail": [(Text("ホーム", "Home"), ""), (Text("陽性者数", "Cases"), "cards/x/"), (Text("この数字の元", "Source"), "")],
        "pager": [("1", "trace/x/1/", False), ("2", "", True), ("", "", False), ("47", "trace/x/47/", False)],
        "problem": {
            "what": Text("パスワード付きのため読めません。", "The file has a password."),
            "safe": Text("公開中のデータは変わっていません。", "The published data have not changed."),
            "todo": Text("Excelで解除して入れ直してください。", "Remove it in Excel and add the file again."),
            "ask": Text("help@mihon.example へ", "help@mihon.example"),
        },
        "embed": '<iframe src="https://example.jp/cards/x/embed/" title="陽性者数" width="100%" height="420"></iframe>',
    }  # fmt: skip


def write(out: Path) -> list[Path]:
    """Writes the pages, the assets and every chart as a file; returns the paths of the pages."""
    from tomoni import look

    for path, data, _ in look.assets():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(data)
    (out / "sw.js").write_bytes(b"")  # pages ask for the service worker that a site has at its root
    pages = []
    for lang, path in (("ja", "index.html"), ("en", "en/index.html")):
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(look.render("look/gallery.html", _context(lang), path, lang))
        pages.append(out / path)
    for spec in charts():
        (out / f"{spec.id}.svg").write_text(
            standalone(spec, foot=("2020年4月18日時点", "出典：みほん市（架空）"), mark="架空のデータです"), "utf-8"
        )
    return pages


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tomoni.web.settings")
    with tempfile.TemporaryDirectory() as home:
        os.environ.setdefault("TOMONI_HOME", home)
        import django

        django.setup()
        for page in write(Path(arguments[0])):
            sys.stdout.write(f"{page}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
