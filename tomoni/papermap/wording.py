"""Words on the sheet in ja, ja-easy (やさしい日本語) and en; a sheet may carry several languages side by side."""

from __future__ import annotations

from collections.abc import Sequence

LANGUAGES = ("ja", "ja-easy", "en")
WORDS: dict[str, tuple[str, str, str]] = {
    "edition": ("第{n}版", "{n}かいめの 紙", "Edition {n}"),
    "valid": ("第{n}版・{until}まで有効・前の版は外してください", "{n}かいめの 紙です。{until}まで つかえます。まえの 紙は はずしてください", "Edition {n} · valid until {until} · please take down earlier editions"),
    "no-until": ("第{n}版・前の版は外してください", "{n}かいめの 紙です。まえの 紙は はずしてください", "Edition {n} · please take down earlier editions"),
    "as-of": ("情報の時点", "いつの 情報か", "Information as of"),
    "unknown": ("不明（現地で確かめてください）", "わかりません。行って たしかめてください", "not known (please check on site)"),
    "printed": ("印刷", "印刷した とき", "Printed"),
    "scale": ("縮尺", "地図の 大きさ", "Scale"),
    "north": ("北", "きた", "N"),
    "legend": ("凡例", "しるしの いみ", "Legend"),
    "list": ("一覧", "リスト", "List"),
    "map": ("地図", "地図", "Map"),
    "overview": ("全体図", "ぜんぶの 地図", "Overview"),
    "index": ("さくいん", "さくいん", "Index"),
    "sheet": ("図", "図", "Map"),
    "phone": ("電話", "電話", "Phone"),
    "live": ("最新の情報", "あたらしい 情報", "Latest information"),
    "disclaimer": ("内容は変わることがあります。行く前に、できれば電話などで確かめてください。", "かわることが あります。行くまえに 電話などで たしかめてください。", "Things may have changed. Please check, by phone if you can, before you go."),
    "report": ("まちがいを知らせる", "まちがいを おしえてください", "Tell us about a mistake"),
    "official": ("", "", ""),
    "unofficial": ("有志による非公式の地図です", "ボランティアが つくった 地図です", "An unofficial map made by volunteers"),
    "synthetic": ("見本: 架空の地域・つくりものの情報です", "みほんです。ほんとうの 場所では ありません", "Sample: a made-up place, invented information"),
    "about": ("この紙について", "この 紙に ついて", "About this sheet"),
    "sources": ("情報の入手元", "どこから きた 情報か", "Sources"),
    "confirmed": ("運営者の確認", "たしかめた 人", "Confirmed by the operator"),
    "left": ("前の版からなくした番号", "なくなった 番号", "Numbers taken out since the last edition"),
    "notes": ("書きこみ欄", "かきこむ ところ", "Notes"),
    "new": ("新", "新", "new"),
    "changed": ("変", "変", "chg"),
    "moved": ("移", "移", "mov"),
    "marks": ("新＝新しい　変＝内容が変わった　移＝場所が変わった（太い輪郭）", "新＝あたらしい　変＝かわった　移＝場所が かわった", "new = new · chg = changed · mov = moved (thick outline)"),
    "hidden": ("番号を書けなかった所（●）", "番号が かけない ところ（●）", "No room for these numbers (●)"),
    "limited": ("一部のみ", "すこしだけ", "limited"),
    "hours": ("時間", "時間", "Hours"),
    "distance": ("{place}から{far}・{way}", "{place}から {far}・{way}", "{far} {way} of {place}"),
    "base": ("地図の下絵", "地図の もと", "Base map"),
    "no-base": ("下絵なし。位置は緯度・経度とマス目で確かめてください", "下の絵は ありません", "No base map: use grid and degrees"),
    "empty": ("まだ印刷できるものがありません", "まだ 印刷できません", "There is nothing to print yet"),
    "waiting": ("運営者の確認を待っている層", "たしかめるのを まっている もの", "Layers waiting for the operator's confirmation"),
    "page-of": ("{n} / {total}", "{n} / {total}", "{n} / {total}"),
    "other": ("別の", "べつの", "other"),
    "outside": ("この紙の地図の外にある数", "地図の 外に あるもの", "Outside this map"),
    "no-block": ("地区が書かれていない所", "どの 地区か わからない ところ", "No block is given"),
    "none-here": ("この図には場所がありません", "この 図には ありません", "No places on this map"),
}  # fmt: skip
WAYS = {
    "ja": ("北", "北東", "東", "南東", "南", "南西", "西", "北西"),
    "en": ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"),
}


def word(key: str, lang: str, **values: object) -> str:
    """One word or sentence in one language; languages without words of their own get English."""
    said = WORDS[key][LANGUAGES.index(lang) if lang in LANGUAGES else 2]
    return said.format(**values) if values else said


def words(key: str, languages: Sequence[str], between: str = " / ", **values: object) -> str:
    """The same in several languages, each once."""
    return between.join(dict.fromkeys(filter(None, (word(key, lang, **values) for lang in languages))))


def way(compass: str, lang: str) -> str:
    """ "NE" → 北東, north-east."""
    names = WAYS["ja" if lang.startswith("ja") else "en"]
    return names[("N", "NE", "E", "SE", "S", "SW", "W", "NW").index(compass)]


def far(metres: float, lang: str = "ja") -> str:
    """ "350 m", "1.2 km", in one piece: never more exact than anybody can walk."""
    if metres < 975:
        said = f"{max(10, round(metres / 10) * 10)} m" if metres < 200 else f"{round(metres / 50) * 50} m"
    else:
        said = f"{metres / 1000:.1f} km" if metres < 10_000 else f"{round(metres / 1000)} km"
    return said.replace(" ", "\N{NO-BREAK SPACE}")
