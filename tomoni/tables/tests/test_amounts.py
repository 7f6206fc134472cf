"""Columns whose name says that they measure hold numbers, though some of their cells say something else."""

from __future__ import annotations

from tomoni.tables import check


def _column(text: str, name: str) -> list[str | None]:
    table = check(text.encode(), name="a.csv").tables[0]
    return table.frame[name].to_list()


def test_a_withdrawn_bid_leaves_the_others_numbers():
    text = '工事名,入札者,入札額\nA,山田,"14,900,000"\nA,川口,"15,200,000"\nA,東海,辞退\nB,丸山,"9,100,000"\n'
    assert _column(text, "入札額") == ["14900000", "15200000", "辞退", "9100000"]


def test_mostly_words_stay_words():
    text = '契約,契約金額\nA,単価契約\nB,"1,200円"\nC,別紙\nD,単価契約\n'
    assert _column(text, "契約金額") == ["単価契約", "1,200円", "別紙", "単価契約"]


def test_an_amount_as_receipts_write_it():
    text = '契約,契約金額\nA,"￥3,456,000-"\nB,"￥1,200－"\n'
    assert _column(text, "契約金額") == ["3456000", "1200"]


def test_a_bus_that_passes_by_has_no_time():
    text = "停留所,1便,急行\n市役所前,6:45,18:05\n中央病院,6:52,レ\n運動公園,7:08,‖\n駅西口,25:10,18:25\n"
    assert _column(text, "急行") == ["18:05", None, None, "18:25"]
    assert _column(text, "1便") == ["06:45", "06:52", "07:08", "25:10"]


def test_check_marks_are_not_times():
    assert _column("施設,洪水\nA,レ\nB,\nC,レ\n", "洪水") == ["レ", None, "レ"]


def test_double_strokes_in_a_timetable_are_no_stop():
    text = "停留所,1便,2便,3便\n駅前,6:30,7:30,8:30\n役場,6:40,＝,8:40\n病院,6:45,レ,8:45\n学校,7:00,8:00,＝\n"
    assert _column(text, "2便") == ["07:30", None, None, "08:00"]
    assert _column(text, "3便") == ["08:30", "08:40", "08:45", None]


def test_steps_of_the_seismic_scale_keep_their_signs():
    assert _column("地点,震度\n中央区,5弱\n北区,5強\n", "震度") == ["5弱", "5強"]
    assert _column("地点,震度\n中央区,５弱\n北区,4\n南区,6強\n", "震度") == ["５弱", "4", "6強"]


def test_decimals_stay_as_they_were_written():
    assert _column("市,割合\nA,32.0%\nB,45.50％\nC,10%\n", "割合") == ["32.0", "45.50", "10"]
