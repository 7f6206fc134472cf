"""A clean table as a workbook: texts stay texts, whatever they begin with, and nothing in them is run."""

from __future__ import annotations

import io
import zipfile

from openpyxl import load_workbook

from tomoni.tables import repair
from tomoni.tables.outputs import data_bytes

FILE = "コード,名称,=備考\n001,=1+1,a\n002,@SUM(A1),b\n003,-2+3+cmd|' /C calc'!A0,c\n004,＝HYPERLINK(1),-3\n005,x,d\n"


def test_a_text_that_looks_like_a_formula_is_a_text() -> None:
    data = data_bytes(repair(FILE.encode(), name="x.csv").tables[0], "xlsx")
    cells = [cell for row in load_workbook(io.BytesIO(data)).active.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} == {"s"}
    assert {"001", "=1+1", "@SUM(A1)", "-2+3+cmd|' /C calc'!A0", "-3"} <= {cell.value for cell in cells}
    marked = [cell.value for cell in cells if cell.quotePrefix]
    assert "=1+1" in marked and "-3" not in marked and "001" not in marked
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_what_no_workbook_may_hold_does_not_stop_it() -> None:
    data = data_bytes(repair(b"a,b\n1,x\x0by\n2,z\n3,w\n", name="x.csv").tables[0], "xlsx")
    assert load_workbook(io.BytesIO(data)).active["B2"].value == "xy"
