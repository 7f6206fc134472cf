"""The cards that a new dataset gets by itself, and how they are written down."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from tomoni.dashboard import services, suggest
from tomoni.dashboard.config import deck
from tomoni.dashboard.config.options import OPTIONS
from tomoni.i18n import Text
from tomoni.registry.community import CommunityConfig
from tomoni.registry.rooms import rooms
from tomoni.tables import schema as schemas

CITY = CommunityConfig(dir=Path("/nowhere"), id="t", code="990019", name=Text("てすと市", "Test"))
DAYS = [date(2020, 4, 1) + timedelta(days=n) for n in range(20)]


def newcomer(schema_id: str, frame: pl.DataFrame, title: str = "", schema: dict | None = None) -> suggest.Newcomer:
    return suggest.Newcomer("d", Text(title, title), schema_id, frame, schema or {}, CITY)


def ids(new: suggest.Newcomer) -> list[str]:
    return [name for name, _ in suggest.cards(new)]


@pytest.mark.parametrize("path", sorted(suggest.DEFAULTS.glob("*.toml")), ids=lambda path: path.stem)
def test_every_default_is_a_card_of_a_schema_we_have(path):
    bases = {schema.base for schema in schemas.library().values()}
    assert path.stem in bases | {suggest.GENERIC}
    names = {f.name for schema in schemas.library().values() if schema.base == path.stem for f in schema.fields}
    blocks = ("\n" + path.read_text(encoding="utf-8").replace("{dataset}", "d")).split("\n[[card]]\n")[1:]
    made = [deck.parse(f"[[card]]\n{block}", rooms.extras_of("card-type")) for block in blocks]
    assert blocks and [problem for one in made for problem in one.all_problems()] == []
    for card in (card for one in made for card in one.cards):
        assert set(card.raw) <= set(OPTIONS)
        unknown = [name for name in card.fields() if name not in names and not name.startswith("$")]
        assert not unknown, unknown


class TestPatients:
    FRAME = pl.DataFrame(
        {
            "公表_年月日": DAYS,
            "患者_年代": ["10代", "20代"] * 10,
            "患者_性別": ["男性", "女性"] * 10,
            "備考": [None] * 20,
        }
    )

    def test_only_cards_whose_fields_have_values(self):
        assert ids(newcomer("covid19-patients", self.FRAME)) == ["d-total", "d-by-day", "d-by-age", "d-table"]

    def test_the_table_shows_only_columns_with_values(self):
        text = dict(suggest.cards(newcomer("covid19-patients", self.FRAME)))["d-table"]
        assert "患者_性別" in text and "備考" not in text and "# if" not in text

    def test_without_sex_the_ages_stand_alone(self):
        text = dict(suggest.cards(newcomer("covid19-patients", self.FRAME.drop("患者_性別"))))["d-by-age"]
        assert 'type = "bar"' in text

    def test_places_that_no_map_knows_become_bars(self):
        frame = self.FRAME.with_columns(pl.Series("患者_居住地", ["どこか", "府外"] * 10))
        assert 'type = "bar"' in dict(suggest.cards(newcomer("covid19-patients", frame)))["d-by-area"]


class TestDailyStatus:
    def frame(self, counts: list[int]) -> pl.DataFrame:
        return pl.DataFrame({"年月日": DAYS, "陽性者数": counts, "入院中": [5, 4] * 10})

    def test_daily_counts_are_added_up(self):
        text = dict(suggest.cards(newcomer("covid19-daily-status", self.frame([3, 1] * 10))))["d-positive-by-day"]
        assert 'value = "sum:陽性者数"' in text

    def test_a_running_total_under_a_daily_name_is_never_added_up(self):
        made = dict(suggest.cards(newcomer("covid19-daily-status", self.frame(list(range(20))))))
        assert 'type = "line"' in made["d-positive-by-day"] and "sum:" not in made["d-positive-by-day"]
        assert 'value = "last:陽性者数"' in made["d-positive"]

    def test_a_second_dataset_of_a_schema_says_which_it_is(self):
        title = schemas.library()["covid19-daily-status"].title.ja + "（市外）"
        made = dict(suggest.cards(newcomer("covid19-daily-status", self.frame([3, 1] * 10), title)))
        assert all("（市外）" in text for text in made.values())


class TestAnyTable:
    def test_days_and_numbers_become_a_line(self):
        assert ids(newcomer("", pl.DataFrame({"日": DAYS, "数": list(range(20))}))) == ["d-by-day", "d-table"]

    def test_categories_and_numbers_become_bars(self):
        made = dict(suggest.cards(newcomer("", pl.DataFrame({"区": ["東", "西"], "人数": [1, 2]}))))
        assert 'value = "sum:人数"' in made["d-by-day"]

    def test_words_alone_are_a_table(self):
        assert ids(newcomer("", pl.DataFrame({"名前": ["甲", "乙"]}))) == ["d-table"]


class TestWriting:
    def test_the_authors_text_keeps_every_byte(self, tmp_path):
        before = '# わたしのメモ\n[[card]]\nid = "a"\ntype = "table"\ndataset = "d" # ここ'
        (tmp_path / "dashboard.toml").write_text(before, encoding="utf-8")
        services.append(tmp_path, ['[[card]]\nid = "b"\ntype = "table"\ndataset = "e"'])
        after = (tmp_path / "dashboard.toml").read_text(encoding="utf-8")
        assert after.startswith(before)
        assert [card.id for card in deck.load(tmp_path, ["table"]).cards] == ["a", "b"]

    @pytest.mark.django_db
    def test_adding_twice_writes_once(self, scope, tmp_path):
        from tomoni.dashboard.tests.conftest import cases
        from tomoni.registry.services import add_file

        given = tmp_path / "cases.csv"
        given.write_text(cases(), encoding="utf-8")
        add_file(scope, given)
        path = scope.community.dir / "dashboard.toml"
        first = path.read_bytes()
        assert b"[[card]]" in first
        (one,) = {card.dataset for card in deck.load(scope.community.dir, rooms.extras_of("card-type")).cards}
        assert services.add_default_cards(scope, one) == []
        assert path.read_bytes() == first
        assert services.check(scope) == []


class TestWholeAndParts:
    """A figure that adds up a whole and its parts would count people twice."""

    def of(self, **columns: list) -> list[str]:
        return ids(newcomer("", pl.DataFrame(columns)))

    def test_a_row_that_is_the_sum_of_the_others(self):
        assert self.of(項目=["感染者", "退院", "治療中", "死亡"], 値=[4260, 3904, 241, 115]) == ["d-table"]
        assert self.of(項目=["甲町", "乙町", "丙町"], 値=[30, 20, 15]) == ["d-by-day", "d-table"]

    def test_levels_side_by_side(self):
        whole, parts = ["検査"] * 4, [None, "陽性", "陽性", "陽性"]
        assert self.of(項目1=whole, 項目2=parts, 項目3=[None, None, "入院", "死亡"], 値=[50, 9, 4, 3]) == ["d-table"]

    def test_a_remark_is_no_level(self):
        assert "d-by-day" in self.of(町=["甲", "乙", "丙"], 備考=[None, "速報", None], 値=[3, 2, 2])
