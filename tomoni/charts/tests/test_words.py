"""The alternative text says what the numbers say, in both languages."""

from datetime import date, timedelta

from tomoni.charts import Area, ChartSpec, Map, Node, Series
from tomoni.charts.lines import balanced, wrap
from tomoni.charts.scale import breadth
from tomoni.charts.words import describe
from tomoni.i18n import Text
from tomoni.i18n.format import day, moment, number

DAYS = [date(2020, 4, 1) + timedelta(i) for i in range(18)]
UNIT = Text("人", "people")


def test_days_with_a_mean() -> None:
    spec = ChartSpec("bar", "t", DAYS, [Series("", [*range(10, 27), 88])], UNIT, mean7=True)
    assert describe(spec) == (
        "2020年4月1日から2020年4月18日まで。4月18日は88人。7日間平均は32.7人。最大は4月18日の88人。"
    )
    assert describe(spec, "en").startswith(
        "1 Apr 2020 to 18 Apr 2020. 18 Apr: 88 people; 7-day mean 32.7 people; highest 88 people (18 Apr)."
    )


def test_gaps_and_provisional_values_are_told() -> None:
    spec = ChartSpec("bar", "t", DAYS[:4], [Series("", [1, None, 3, 4], provisional=[False, False, False, True])], UNIT)
    assert "データのないところが1か所あります。" in describe(spec) and "1か所は速報値です。" in describe(spec)


def test_labels_and_several_series() -> None:
    spec = ChartSpec("hbar", "t", ["10代", "20代"], [Series("男性", [1, 5]), Series("女性", [7, 2])], UNIT)
    assert describe(spec) == "男性は、20代の5人が最大です。女性は、10代の7人が最大です。"


def test_a_tree_and_a_map() -> None:
    tree = ChartSpec("tree", "t", unit=UNIT, tree=Node("検査", 100, [Node("陽性", 10), Node("不明", None)]))
    assert describe(tree) == "検査 100人（うち 陽性 10人、不明 データなし）"
    areas = [Area("1", "ア町", "", 3), Area("2", "イ町", "", 9), Area("3", "ウ町", "", None)]
    assert describe(ChartSpec("map", "t", unit=UNIT, map=Map(areas, (1, 1)))) == (
        "多い順に イ町 9人、ア町 3人。1地域はデータがありません。"
    )


def test_nothing_and_the_author() -> None:
    assert describe(ChartSpec("bar", "t")) == "まだデータがありません。"
    assert describe(ChartSpec("bar", "t", alt=Text("自分の言葉", "own words")), "en") == "own words"


def test_numbers_and_days_as_people_write_them() -> None:
    assert [number(v) for v in (1163, 2.50, 0.0, -3, None, float("nan"))] == ["1,163", "2.5", "0", "−3", "", ""]
    assert day("2020-04-18", weekday=True) == "2020年4月18日（土）"
    assert day(date(2020, 4, 18), "en", weekday=True) == "Sat 18 April 2020"
    assert moment("2020-04-18T09:05:00+09:00") == "2020年4月18日 9:05"
    assert moment("2020-04-18", "en") == "18 April 2020" and day("平成29年平均") == "平成29年平均"


def test_lines_respect_the_rules_of_japanese_setting() -> None:
    text = "新型コロナウイルス感染症の陽性者数（報道提供日別）は、2020年4月18日時点で1,163人です。"
    for width in range(6, 40):
        lines = wrap(text, width)
        assert "".join(lines) == text
        assert all(line[0] not in "、。）ー" and line[-1] not in "（「" for line in lines)
        assert all(breadth(line) <= width or len(line) < 3 for line in lines) or width < 10
        assert not any("1,16" in line and "1,163人" not in line for line in lines) or width < 10


def test_headings_are_balanced_and_cut_with_a_sign() -> None:
    lines = balanced("新型コロナウイルス感染症の陽性者数（報道提供日別）", 23)
    assert lines == ["新型コロナウイルス感染症の", "陽性者数（報道提供日別）"]
    assert wrap("あ" * 50, 10, most=2) == ["あ" * 10, "あ" * 9 + "…"]
    assert wrap("", 10) == []
