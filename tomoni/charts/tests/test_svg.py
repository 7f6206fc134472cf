"""Charts in pages: accessible, free of styles, missing never drawn as zero, small."""

import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest

from tomoni.charts import Annotation, Area, ChartSpec, Map, Node, Series, Threshold, render
from tomoni.charts.shapes import classes
from tomoni.charts.standalone import standalone
from tomoni.charts.svg import apart
from tomoni.i18n import Text

START = date(2020, 1, 31)
DAYS = [START + timedelta(i) for i in range(100)]


def bars(values: list[float | None], **more: object) -> ChartSpec:
    return ChartSpec("bar", Text("陽性者数", "Cases"), DAYS[: len(values)], [Series("", values)], "人", **more)  # type: ignore[arg-type]


def parsed(html: str) -> ElementTree.Element:
    return ElementTree.fromstring(f"<div>{html}</div>")


HARD = {
    "nothing": bars([None] * 10),
    "no days at all": bars([]),
    "zeros": bars([0.0] * 10),
    "one": bars([3.0]),
    "negative": bars([-3.0, 2.0, -1.0]),
    "fractions": bars([0.1, 0.25, 0.3]),
    "huge": bars([1e12, 3.0, 2.0]),
    "not a number": bars([float("nan"), 3.0, float("inf")]),
    "gap": bars([1.0, 2.0, None, None, 3.0], mean7=True),
    "labels to escape": ChartSpec("bar", "<b>&", ["<a>", "&", '"'], [Series("x<y", [1, 2, 3]), Series("z", [1, 2, 3])], "<人>"),
    "stack of nothing": ChartSpec("stacked", "t", DAYS[:3], [Series("a", [None, 0, 1]), Series("b", [None, None, None])]),
    "long labels": ChartSpec("bar", "t", ["帰国者・接触者相談センターへの相談件数"] * 3, [Series("", [1, None, 3])]),
    "negative rows": ChartSpec("hbar", "t", ["ア", "イ"], [Series("", [-3, 4])]),
    "line of points": ChartSpec("line", "t", DAYS[:5], [Series("", [1, None, 2, None, 3])]),
    "tree": ChartSpec("tree", "t", tree=Node("検査", 100, [Node("陽性", None), Node("陰性", 60, [Node("ほか", 0)])])),
    "empty map": ChartSpec("map", "t", map=Map([], (10, 10))),
    "map of one": ChartSpec("map", "t", map=Map([Area("1", "ア", "M0 0h9v9z", 3.0)], (10, 10))),
    "map without data": ChartSpec("map", "t", map=Map([Area("1", "ア", "M0 0h9v9z", None)], (10, 10))),
    "many": ChartSpec("many", "t", DAYS[:9], [Series("あ", [1.0] * 9), Series("い", [None] * 9)]),
    "note elsewhere": bars([1.0, 2.0], annotations=[Annotation(date(1999, 1, 1), "昔"), Annotation(START, "今")]),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", HARD)
def test_every_hard_case_is_well_formed_and_has_no_nan(name: str, lang: str) -> None:
    for drawn in (render(HARD[name], lang), standalone(HARD[name], lang)):
        ElementTree.fromstring(f"<div>{drawn}</div>")
        assert not re.search(r"\b(nan|inf|None)\b", drawn)


@pytest.mark.parametrize("name", HARD)
def test_pages_need_no_inline_styles(name: str) -> None:
    drawn = render(HARD[name])
    assert "style" not in drawn and "<script" not in drawn and not re.search(r"\son\w+=", drawn)


def test_the_picture_has_a_role_a_title_and_a_description() -> None:
    svg = parsed(render(bars([1.0, 88.0, 4.0]))).find(".//svg")
    assert svg is not None and svg.get("role") == "img"
    ids = (svg.get("aria-labelledby") or "").split()
    title, desc = svg.find("title"), svg.find("desc")
    assert title is not None and desc is not None
    assert [title.get("id"), desc.get("id")] == ids
    assert title.text == "陽性者数" and "最大は2月1日の88人" in (desc.text or "")


def test_ids_differ_between_charts_of_one_page() -> None:
    ids = re.findall(r' id="([^"]+)"', "".join(render(spec) for spec in HARD.values()))
    assert len(ids) == len(set(ids))


def test_missing_days_are_hatched_and_not_bars() -> None:
    drawn = render(bars([5.0, None, None, 7.0]))
    root = parsed(drawn)
    missing = root.findall(".//rect[@class='c-m']")
    assert [(r.get("x"), r.get("width")) for r in missing] == [("25%", "50%")]
    path = root.find(".//path[@class='c-b s1']")
    assert path is not None and (path.get("d") or "").count("z") == 2
    assert "データなし" in drawn


def test_a_zero_is_not_missing() -> None:
    drawn = render(bars([5.0, 0.0, 7.0]))
    assert "c-m" not in drawn and "データなし" not in drawn


def test_the_mean_is_a_line_broken_by_missing_days() -> None:
    values: list[float | None] = [float(i) for i in range(30)]
    values[15] = None
    path = parsed(render(bars(values, mean7=True))).find(".//path[@class='c-l c-7']")
    assert path is not None and (path.get("d") or "").count("M") == 2


def test_provisional_bars_are_hatched_and_named() -> None:
    spec = ChartSpec("bar", "t", DAYS[:3], [Series("", [1, 2, 3], provisional=[False, False, True])])
    drawn = render(spec)
    assert len(parsed(drawn).findall(".//rect[@class='c-p p1']")) == 1 and "速報値" in drawn


def test_bar_heights_are_in_proportion() -> None:
    path = parsed(render(bars([10.0, 5.0]))).find(".//path[@class='c-b s1']")
    assert path is not None
    heights = [float(h) for h in re.findall(r"v(-?[\d.]+)h", path.get("d") or "")]
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)


def test_stacks_stand_on_each_other() -> None:
    spec = ChartSpec("stacked", "t", DAYS[:1], [Series("a", [10]), Series("b", [10])])
    first, second = (p.get("d") or "" for p in parsed(render(spec)).findall(".//svg/svg/path"))
    base = [float(re.findall(r"M0 0m[\d.]+[ -]?([\d.]+)v", d)[0]) for d in (first, second)]
    rise = float(re.findall(r"v(-[\d.]+)h", first)[0])
    assert base[1] == pytest.approx(base[0] + rise, abs=0.2)


def test_labels_that_do_not_fit_lie_down() -> None:
    upright = ChartSpec("bar", "t", ["A", "B"], [Series("", [1, 2])])
    lying = ChartSpec(
        "bar", "t", ["10歳未満", "10代", "20代", "30代", "40代", "50代", "60代", "90歳以上"], [Series("", range(8))]
    )
    assert "c-n1" not in render(upright) and "c-n1" in render(lying)


def test_a_tree_in_a_page_is_a_list_in_reading_order() -> None:
    drawn = render(ChartSpec("tree", "t", unit="人", tree=Node("検査", 1000, [Node("陽性", 10, [Node("死亡", None)])])))
    text = " ".join("".join(parsed(drawn).itertext()).split())
    assert text == "検査 1,000 人陽性 10 人死亡 データなし" and drawn.count("<ul") == 3


def test_areas_without_data_are_hatched_and_every_area_is_named() -> None:
    areas = [
        Area("1", "ア町", "M0 0h4v4z", 3.0),
        Area("2", "イ町", "M4 0h4v4z", None),
        Area("3", "ウ町", "M0 4h4v4z", 90.0),
    ]
    drawn = render(ChartSpec("map", "t", unit="人", map=Map(areas, (8, 8))))
    shapes = parsed(drawn).findall(".//svg/svg/path")
    assert [s.find("title").text for s in shapes] == ["ア町 3人", "イ町 データなし", "ウ町 90人"]  # type: ignore[union-attr]
    assert "url(#" in (shapes[1].get("fill") or "") and "m" not in (shapes[1].get("class") or "").split()[-1]


def test_classes_cover_every_value_and_zero_stands_alone() -> None:
    for values in ([0.0, 1, 5, 88], [3.0], [0.0], [1.0, 2, 3, 4, 5, 2000], [0.5, 0.7], [10.0, 20, 30, 40, 55]):
        bounds = classes([float(v) for v in values])
        assert bounds == sorted(set(bounds)) and 1 <= len(bounds) <= 5
        assert min(values) >= bounds[0]
    assert classes([0.0, 1.0, 20.0, 88.0])[:2] == [0.0, 1.0]


def test_eight_daily_charts_and_a_map_stay_small() -> None:
    values: list[float | None] = [float((i * 37) % 91) for i in range(100)]
    year = [START + timedelta(i) for i in range(1500)]
    long = ChartSpec("bar", "t", year, [Series("", [float((i * 37) % 91) for i in range(1500)])], mean7=True)
    assert len(render(bars(values, mean7=True))) < 6_000
    assert len(render(long)) < 40_000


def test_a_file_stands_alone() -> None:
    spec = bars([1.0, None, 3.0], notes=[Text("注記です。", "A note.")])
    drawn = standalone(spec, foot=("2020年4月18日時点", "出典：みほん市"), mark="架空のデータです")
    assert "var(" not in drawn and "@media" not in drawn and 'xmlns="http://www.w3.org/2000/svg"' in drawn
    for words in ("陽性者数", "架空のデータです", "出典：みほん市", "注記です。"):
        assert words in drawn


def test_the_same_chart_gives_the_same_bytes() -> None:
    for spec in HARD.values():
        assert render(spec) == render(spec) and standalone(spec) == standalone(spec)


class TestLevelsMarksAndStars:
    DAYS = tuple(date(2020, 4, 1) + timedelta(n) for n in range(5))

    def spec(self, kind="bar", **more):
        series = (Series("a", [5.0, None, 9.0, None, 7.0], hidden=[False, True]),)
        return ChartSpec(kind, "T", self.DAYS, series, "人", small=4, **more)

    def test_a_hidden_number_is_a_star_and_not_missing(self):
        made = render(self.spec())
        assert 'class="c-st"' in made and "＊＝1〜4" in made
        assert "データのないところが1か所" in made and 'data-v="5,*,9,,7"' in made

    def test_the_authors_words_replace_those_made_from_the_numbers_unless_empty(self):
        assert "わたしの説明" in render(self.spec(alt=Text("わたしの説明", "Mine")))
        assert "最大は" in render(self.spec(alt=Text("", "")))

    def test_a_level_is_drawn_named_and_said(self):
        made = render(self.spec(thresholds=[Threshold(20, {"ja": "警戒", "en": "Alert"})]))
        assert 'class="c-lv"' in made and "警戒 20" in made and "目安「警戒」は20人" in made

    def test_a_corrected_point_has_a_mark_and_words(self):
        notes = [Annotation(self.DAYS[2], {"ja": "8→9", "en": "8 to 9"})]
        made = render(self.spec(corrections=notes))
        assert 'class="c-co"' in made and "▲ 4月3日 8→9" in made and "訂正した値が1か所" in made

    def test_a_heat_map_has_cells_stars_gaps_and_classes(self):
        made = render(self.spec("heat"))
        assert 'class="c-st"' in made and 'class="k-n"' in made and made.count("k-m") >= 2

    def test_small_charts_of_different_units_have_scales_of_their_own(self):
        series = (Series("a", [1.0, 2.0], unit="人"), Series("b", [1000.0, 900.0], unit="%"))
        made = render(ChartSpec("many", "T", self.DAYS[:2], series))
        assert "（%）" in made and "（人）" in made and ">2<" in made and "目盛りは、グラフごとに" in made

    def test_small_charts_of_one_unit_have_one_scale_also_beside_another_unit(self):
        days = self.DAYS[:2]
        series = (
            Series("a", [1.0, 2.0], unit="人"),
            Series("b", [10.0, 90.0], unit="人"),
            Series("c", [5.0, 7.0], unit="%"),
        )
        assert [part.span for part in apart(ChartSpec("many", "T", days, series), "ja")] == [(1, 90), (1, 90), (5, 7)]

    def test_small_charts_of_no_known_unit_have_one_scale_only_when_they_are_alike(self):
        """Parts of one count are alike; two columns of a table without units need not be."""
        days, series = self.DAYS[:2], (Series("a", [1.0, 2.0]), Series("b", [1000.0, 900.0]))
        alike, not_known = (ChartSpec("many", "T", days, series, alike=flag) for flag in (True, False))
        assert [part.span for part in apart(alike, "ja")] == [(1, 1000), (1, 1000)]
        assert [part.span for part in apart(not_known, "ja")] == [(1, 2), (900, 1000)]
        assert "目盛り" not in render(alike) and render(not_known).count("目盛りは、グラフごとにちがいます。") == 1
        assert "different scales" in standalone(not_known, "en") and "different scales" not in standalone(alike, "en")

    def test_small_charts_mark_what_happened_on_each_and_a_correction_on_its_own(self):
        days = self.DAYS[:3]
        series = (Series("a", [1.0, 2.0, 3.0]), Series("b", [3.0, 2.0, 1.0]))
        notes = [Annotation(days[1], "a: 1→2", "a")]
        made = render(
            ChartSpec("many", "T", days, series, annotations=[Annotation(days[0], "宣言")], corrections=notes)
        )
        assert made.count('class="c-co"') == 1 and made.count("a: 1→2") == 1
        assert made.count("宣言") == 1 and made.index("宣言") > made.rindex("</figure>")

    def test_a_mean_of_other_days_is_named_by_them(self):
        made = render(ChartSpec("bar", "T", self.DAYS, (Series("a", [1.0] * 5),), mean7=True, mean_days=3))
        assert "3日間平均" in made and "7日間" not in made


def test_the_unit_makes_room_for_an_event_at_the_left() -> None:
    def unit(day: int) -> str:
        note = Annotation(START + timedelta(day), "宣言")
        drawn = render(bars([float(n) for n in range(30)], annotations=[note]))
        return next(line for line in re.findall(r"<text[^>]*>[^<]*", drawn) if "（人）" in line)

    assert 'class="c-y"' in unit(2) and 'class="c-u"' in unit(20)


def test_classes_of_whole_numbers_have_whole_limits() -> None:
    assert classes([0, 0, 1, 2, 1, 0, 2, 1, 1]) == [0, 1, 2]
    assert all(bound == int(bound) for bound in classes([0, 3, 7, 7, 8, 9, 12]))
    assert classes([0.0, 0.5, 1.5, 2.0])[1] == 0.5


def test_events_and_corrections_stand_above_a_heat_map() -> None:
    days = [date(2020, 4, n) for n in range(1, 6)]
    rows = [Series("甲", [0, 1, 2, 1, 0]), Series("乙", [1, 1, 0, 2, 2])]
    said = [Annotation(days[1], "宣言")]
    plain = render(ChartSpec("heat", "T", days, rows, "人"))
    marked = render(
        ChartSpec("heat", "T", days, rows, "人", annotations=said, corrections=[Annotation(days[3], "1→2")])
    )
    assert "①</text>" not in plain and "①</text>" in marked and "▲</text>" in marked
