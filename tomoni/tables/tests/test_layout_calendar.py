"""Days that are said once and hold for the rows beneath them; a gap in figures is no such day."""

from __future__ import annotations

import pytest

from tomoni.tables import check


def column(text: str, place: int = 0) -> list[str | None]:
    return check(text.encode(), name="a.csv").tables[0].frame.to_series(place).to_list()


class TestHolds:
    def test_the_day_and_its_weekday(self) -> None:
        text = "月日,曜日,行事,場所\n2024-04-01,月,入学式,学校\n,,説明会,役場\n2024-04-03,水,検診,役場\n,,相談,役場\n"
        assert column(text) == ["2024-04-01", "2024-04-01", "2024-04-03", "2024-04-03"]
        assert column(text, 1) == ["月", "月", "水", "水"]

    def test_bare_days_with_weekdays_that_agree(self) -> None:
        text = "日,曜日,行事,場所\n1,水,入学式,学校\n,,説明会,役場\n2,木,検診,保健所\n5,日,祭り,広場\n,,花火,河原\n"
        assert column(text) == ["1", "1", "2", "5", "5"]

    def test_what_holds_is_said_with_its_source(self) -> None:
        table = check("日付,行事,場所\n2024-04-01,式,学校\n,会議,役場\n2024-04-02,検診,保健所\n".encode()).tables[0]
        assert [ref.a1 for ref in table.provenance.cells(1, 0)] == ["A2"]
        assert [(item.rule, item.severity.value) for item in table.findings] == [("S02", "info")]

    def test_a_sum_of_the_day_is_the_day_s(self) -> None:
        text = "日付,区分,件数\n2024-04-01,外来,10\n,入院,20\n,合計,30\n2024-04-02,外来,30\n,入院,40\n,合計,70\n"
        assert column(text) == ["2024-04-01"] * 3 + ["2024-04-02"] * 3


class TestDoesNotHold:
    @pytest.mark.parametrize("sums", [False, True], ids=["alone", "below sums of the days"])
    def test_a_sum_of_all_days_is_of_no_day(self, sums: bool) -> None:
        first, second = (",計,30\n", ",計,70\n") if sums else ("", "")
        text = f"日付,区分,件数\n2024-04-01,外来,10\n,入院,20\n{first}2024-04-02,外来,30\n,入院,40\n{second},合計,100\n"
        assert column(text)[-2:] == ["2024-04-02", None]

    @pytest.mark.parametrize(
        "text",
        [
            "日付,件数,備考\n2024-04-01,3,雨\n2024-04-02,4,晴\n,5,晴\n2024-04-04,3,晴\n2024-04-05,3,雨\n2024-04-06,2,晴\n",
            "日付,件数\n2024-04-01,3\n,4\n2024-04-02,5\n,6\n",
            "日,曜日,行事\n1,水,入学式\n,,説明会\n2,土,検診\n,,相談\n",
            "日付,行事,場所\n2024-04-05,式,学校\n,会議,役場\n2024-04-02,検診,保健所\n,相談,役場\n",
        ],
        ids=["a gap", "figures only", "weekdays that disagree", "days that go back"],
    )
    def test_a_blank_stays(self, text: str) -> None:
        assert None in column(text)
