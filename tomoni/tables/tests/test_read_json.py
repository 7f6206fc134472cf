"""JSON: every table-like shape becomes a grid; row 1 holds the keys, record k stands in row k + 1."""

from __future__ import annotations

import json

import pytest

from tomoni.tables import check
from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import CellError, Grid
from tomoni.tables.read import read


def grids(value: object) -> dict[str, Grid]:
    return {grid.sheet: grid for grid in read(json.dumps(value, ensure_ascii=False).encode()).grids}


def cells(grid: Grid) -> list[list[object]]:
    return [list(row) for row in grid.cells]


class TestRecords:
    def test_a_list_of_objects(self) -> None:
        grid = grids([{"名称": "あ", "数": 1}, {"数": 2.0, "備考": None, "済": True}])[""]
        assert cells(grid) == [["名称", "数", "備考", "済"], ["あ", 1, None, None], [None, 2, None, True]]
        assert grid.value(3, 2) == 2

    def test_wrapped_records_carry_their_stamp(self) -> None:
        found = grids({"patients": {"date": "2020/4/18 20:15", "data": [{"No": 1}]}, "lastUpdate": "2020/04/19"})
        assert cells(found["patients"]) == [["No"], [1]]
        assert found["patients"].as_of == "2020-04-18 20:15"

    def test_plain_values_beside_a_table_are_kept_with_it(self) -> None:
        grid = grids({"date": "2020/8/20", "unknown_count": 6261, "data": [{"a": 1}]})[""]
        assert grid.about == {"date": "2020/8/20", "unknown_count": "6261"}
        assert grid.as_of == "2020-08-20"

    def test_what_stands_right_beside_a_table_is_a_note_of_it(self) -> None:
        told = {"date": "2020/8/20", "status": "ok", "part": {"unknown_count": 6261, "ok": True, "data": [{"a": 1}]}}
        assert grids(told)["part"].notes == ("unknown_count: 6261",)
        chart = {"base_period": "1/20~1/24", "labels": ["1/1"], "datasets": [{"label": "x", "data": [5]}]}
        assert grids(chart)[""].notes == ("base_period: 1/20~1/24",)
        link = {"next": "https://example.jp/?page=2", "long": "x" * 101, "results": [{"a": 1}]}
        assert grids(link)[""].notes == ()

    def test_the_day_beside_pairs_is_theirs(self) -> None:
        found = grids({"date": "2020/8/20 20:15", "data": {"a": 1, "b": 2, "c": 3, "more": {"level": 4}}})
        assert {name: grid.as_of for name, grid in found.items()} == dict.fromkeys(("", "more"), "2020-08-20 20:15")
        assert found["more"].about == {"date": "2020/8/20 20:15"}, "values that are a table of their own stand there"
        both = {"date": "2020/8/18", "data": {"x": {"value": 1}, "y": {"value": 2}}}
        assert grids(both)[""].as_of == "2020-08-18"

    def test_objects_inside_records_become_columns(self) -> None:
        grid = grids([{"id": 1, "place": {"lat": 35.5, "lon": 139.5}}])[""]
        assert cells(grid)[0] == ["id", "place.lat", "place.lon"]

    def test_lists_inside_records_stay_as_text(self) -> None:
        assert cells(grids([{"id": 1, "tags": ["a", "b"]}, {"id": 2, "tags": []}])[""])[1:] == [
            [1, '["a","b"]'],
            [2, None],
        ]

    def test_json_lines(self) -> None:
        assert cells(read(b'{"a":1}\n{"a":2}\n').grids[0]) == [["a"], [1], [2]]

    def test_values_that_are_no_numbers(self) -> None:
        assert cells(read(b'[{"a": NaN, "b": 1e999}]').grids[0])[1] == [None, CellError("#NUM!")]


class TestOtherShapes:
    def test_chart_with_datasets(self) -> None:
        grid = grids({"labels": ["1/1", "1/2"], "datasets": [{"label": "庁舎", "data": [5, 6]}]})[""]
        assert cells(grid) == [["labels", "庁舎"], ["1/1", 5], ["1/2", 6]]

    def test_chart_with_named_series(self) -> None:
        found = grids({"inspections_summary": {"data": {"都内": [1, 2], "その他": [3, 4]}, "labels": ["1/24", "1/25"]}})
        assert cells(found["inspections_summary"]) == [["labels", "都内", "その他"], ["1/24", 1, 3], ["1/25", 2, 4]]

    def test_a_tree_has_a_row_per_node_and_a_column_per_level(self) -> None:
        tree = {
            "attr": "検査",
            "value": 9,
            "children": [
                {"attr": "陽性", "value": 3, "children": [{"attr": "入院", "value": 1}]},
                {"attr": "陰性", "value": 6},
            ],
        }
        assert cells(grids({"main_summary": tree})["main_summary"]) == [
            ["項目1", "項目2", "項目3", "値"],
            ["検査", None, None, 9],
            ["検査", "陽性", None, 3],
            ["検査", "陽性", "入院", 1],
            ["検査", "陰性", None, 6],
        ]

    def test_plain_values(self) -> None:
        assert cells(grids({"date": "2020/4/3", "dataset": {"陽性": 0, "陰性": 94}})[""]) == [
            ["項目", "値"],
            ["陽性", 0],
            ["陰性", 94],
        ]

    def test_values_by_name(self) -> None:
        found = grids({"data": {"（１）": {"value": 108, "limit": "―"}, "（２）": {"value": 40.5, "limit": "―"}}})
        assert cells(found[""])[0] == ["項目", "value", "limit"]

    def test_points(self) -> None:
        feature = {
            "type": "Feature",
            "properties": {"名称": "避難所"},
            "geometry": {"type": "Point", "coordinates": [139.7, 35.6]},
        }
        grid = grids(
            {"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "x"}}, "features": [feature]}
        )[""]
        assert cells(grid) == [["名称", "経度", "緯度"], ["避難所", 139.7, 35.6]]

    def test_the_layers_of_a_umap_are_tables_of_their_own(self) -> None:
        point = {
            "type": "Feature",
            "properties": {"name": "A"},
            "geometry": {"type": "Point", "coordinates": [139.7, 35.6]},
        }
        layers = [
            {"type": "FeatureCollection", "features": [point], "_umap_options": {"name": name, "color": "red"}}
            for name in ("避難所", "給水所")
        ]
        found = grids({"type": "umap", "uri": "https://example.org", "layers": layers})
        assert cells(found["給水所"]) == [["name", "経度", "緯度"], ["A", 139.7, 35.6]]

    def test_lines_and_areas_keep_their_geometry(self) -> None:
        shape = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
        grid = grids({"type": "Feature", "properties": {"a": 1}, "geometry": shape})[""]
        assert json.loads(str(grid.value(2, 2))) == shape


class TestRefusals:
    @pytest.mark.parametrize("data", [b'[{"a": 1}, {"a"', b'{"a": [1, 2'])
    def test_cut_off(self, data: bytes) -> None:
        with pytest.raises(Unreadable) as error:
            read(data)
        assert error.value.rule == "F03"

    def test_nothing_in_it(self) -> None:
        with pytest.raises(Unreadable) as error:
            read(b"[]")
        assert error.value.rule == "F03"

    def test_csv_that_begins_with_a_bracket_is_text(self) -> None:
        assert read("[施設],数\nあ,1\n".encode()).format == "csv"


def test_a_value_that_a_record_leaves_out_is_not_taken_from_the_record_before() -> None:
    """Counts of 都外 and 調査中 have no code: in a sheet a blank under a group may mean the group, here it does not."""
    places = [{"code": code, "area": area, "label": f"町{code}", "count": code % 90} for code, area in _AREAS]
    more = [{"code": None, "area": None, "label": label, "count": 5} for label in ("県外", "調査中")]
    (table,) = check(json.dumps({"data": places + more}, ensure_ascii=False).encode()).tables
    assert table.frame.tail(2).rows() == [(None, None, "県外", "5"), (None, None, "調査中", "5")]


_AREAS = [(100 + n, ("東部", "西部", "島しょ")[n // 4]) for n in range(12)]
