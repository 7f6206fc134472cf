"""Types and looks of cards in whole pages: filters and orders of a table, comparisons, heat maps, what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tomoni.dashboard.tests.conftest import Pages

Site = Callable[..., Pages]
HEAD = '[[card]]\nid = "a"\ndataset = "covid19-patients"\ntitle = "T"\n'
X = 'x = "公表_年月日"\n'


def page(site: Site, card: str, path: str = "cards/a/index.html", **files: str) -> str:
    return site(40, {"dashboard.toml": HEAD + card, **files}).text(path)


class TestTable:
    CARD = 'type = "table"\nfilters = ["患者_性別", "患者_年代"]\nsorts = ["No"]\n'

    def test_filters_and_orders_are_links_to_pages_without_scripts(self, site: Site) -> None:
        pages = site(40, {"dashboard.toml": HEAD + self.CARD})
        looks = [p for p in pages if p.startswith("cards/a/f-") and p.endswith("index.html")]
        assert len(looks) == 2 + 5
        shown = [pages.text(path) for path in looks]
        assert sum("全部で20行" in text or ">20</a>行" in text for text in shown) == 2
        assert all('aria-current="page"' in text for text in shown)

    def test_an_order_and_its_reverse(self, site: Site) -> None:
        pages = site(40, {"dashboard.toml": HEAD + self.CARD})
        rising, falling = (pages.text(f"cards/a/s-1{tail}/index.html") for tail in ("", "-down"))
        assert rising.index("甲町") < rising.index("乙町")
        assert falling.index("丁町") < falling.index("甲町")

    def test_a_table_of_rows_refuses_to_pretend_it_hides_numbers(self, site: Site) -> None:
        assert "dashboard.toml:6 suppress" in page(site, 'type = "table"\nsuppress = 5\n')


class TestCompare:
    CARD = (
        'type = "compare"\nunit = "人"\nper = 1000\n' + X + '[[card.compare]]\nlabel = "甲町"\npopulation = 2000\n'
        'filter = { "患者_居住地" = "甲町" }\n[[card.compare]]\nlabel = "乙町"\npopulation = 500\n'
        'filter = { "患者_居住地" = "乙町" }\n'
    )

    def test_areas_stand_side_by_side_per_so_many_people(self, site: Site) -> None:
        pages = site(40, {"dashboard.toml": HEAD + self.CARD})
        assert "2020-04-01,0.5,2" in pages.text("cards/a/card.csv")
        text = pages.text("cards/a/index.html")
        assert "人口1,000人あたり" in text and "乙町" in text

    def test_without_a_population_it_says_whose(self, site: Site) -> None:
        assert "「乙町」の人口" in page(site, self.CARD.replace("population = 500\n", ""))

    def test_a_dataset_that_is_not_there_is_named(self, site: Site) -> None:
        assert "となり" in page(site, self.CARD.replace('label = "乙町"', 'label = "乙町"\ndataset = "となり"'))


@pytest.mark.parametrize("kind", ["heat", "many"])
def test_days_by_town(site: Site, kind: str) -> None:
    text = page(site, f'type = "{kind}"\nsplit = "患者_居住地"\nunit = "人"\n' + X)
    assert "<svg" in text and "丁町" in text and 'class="problem"' not in text


def test_small_charts_of_the_parts_of_one_count_have_one_scale_without_a_unit_too(site: Site) -> None:
    assert "目盛りは" not in page(site, 'type = "many"\nsplit = "患者_居住地"\n' + X)


def test_levels_events_alt_and_mean_of_a_bar(site: Site) -> None:
    text = page(
        site,
        'type = "bar"\nmean = 3\nthresholds = [{ value = 4, label = "警戒" }]\n' + X,
        **{"events.toml": '[[event]]\nday = 2020-04-07\ntext = "宣言"\n'},
    )
    assert "3日間平均" in text and "警戒 4" in text and "① 4月7日 宣言" in text


def test_a_definition_of_a_metric_is_on_the_page_and_in_the_file(site: Site) -> None:
    metrics = '[cases]\ndefinition = { ja = "公表日で数えます", en = "By announcement" }\nunit = "人"\n'
    pages = site(40, {"dashboard.toml": HEAD + 'type = "bar"\nmetric = "cases"\n' + X, "metrics.toml": metrics})
    assert "公表日で数えます" in pages.text("cards/a/index.html")
    assert '"By announcement"' in pages.text("cards/a/card.json")
