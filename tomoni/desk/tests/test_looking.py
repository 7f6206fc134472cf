"""調べるだけ: what was found is shown and given back; nothing is kept anywhere, and what is left goes."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tomoni.desk import incoming, looks
from tomoni.desk.models import Draft
from tomoni.desk.tests.conftest import APRIL, counts, workbook
from tomoni.registry.models import Dataset, Edition, Event, Job, RawFile
from tomoni.registry.scope import Scope

Upload = Callable[..., Any]
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def look(client: Client, *files: Any) -> str:
    answer = client.post("/desk/look/start/", {"files": list(files)}, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def zipped(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


class TestNothingIsKept:
    def test_no_row_no_file_no_log(self, scope: Scope, officer: Client, upload: Upload) -> None:
        before = Event.objects.count()
        page = look(officer, upload("y.csv", counts(APRIL)))
        assert "公開も保存もしていません" in page
        assert not any(kind.objects.exists() for kind in (Draft, Dataset, Edition, RawFile, Job))
        assert Event.objects.count() == before
        home = scope.community.home
        assert not (home / "raw").exists()
        assert [path.parent.name for path in home.rglob("0")] == [next(looks.root().iterdir()).name]

    def test_the_end_deletes_it(self, officer: Client, upload: Upload) -> None:
        look(officer, upload("y.csv", counts(APRIL)))
        officer.post("/desk/look/end/")
        assert not list(looks.root().iterdir())

    def test_a_page_that_was_left_goes_in_a_minute(self, officer: Client, upload: Upload) -> None:
        look(officer, upload("y.csv", counts(APRIL)))
        officer.post("/desk/look/leave/")
        assert looks.sweep(time.time() + 30) == 0
        assert looks.sweep(time.time() + 61) == 1
        assert officer.get("/desk/look/").status_code == 302

    def test_one_that_is_not_used_goes_by_itself(self, settings: Any, officer: Client, upload: Upload) -> None:
        look(officer, upload("y.csv", counts(APRIL)))
        assert looks.sweep(time.time() + settings.LOOK_MINUTES * 60 - 5) == 0
        assert looks.sweep(time.time() + settings.LOOK_MINUTES * 60 + 5) == 1

    def test_nobody_else_sees_it(self, officer: Client, person: Callable[..., Client], upload: Upload) -> None:
        look(officer, upload("y.csv", counts(APRIL)))
        assert person("viewer").get("/desk/look/0/marked.xlsx").status_code == 404


class TestKindWords:
    @pytest.mark.parametrize(
        ("name", "data", "words"),
        [
            ("patients.xlsx", PDF, "PDF"),
            ("empty.csv", b"", "空です"),
            ("broken.xlsx", workbook([["a", "b"], [1, 2]])[:900], "壊れ"),
            ("page.xls", b"<html><body>login</body></html>", "ウェブページ"),
        ],
    )
    def test_what_can_not_be_read(self, officer: Client, upload: Upload, name: str, data: bytes, words: str) -> None:
        page = look(officer, upload(name, data))
        assert words in page and "公開中のデータは変わっていません" in page

    def test_html_in_cells_is_text(self, officer: Client, upload: Upload) -> None:
        data = workbook([["名称", "件数"], ["<script>alert(1)</script>", 1], ["b", 2], ["c", 3]])
        page = look(officer, upload("x.xlsx", data))
        assert "<script>alert" not in page and "&lt;script&gt;" in page

    def test_too_large(self, settings: Any, officer: Client, upload: Upload) -> None:
        settings.UPLOAD_LIMIT = 100
        assert "大きすぎる" in look(officer, upload("y.csv", counts(APRIL)))
        assert not [path for path in looks.root().rglob("*") if path.name == "0"]


class TestArchives:
    def test_every_table_of_a_zip(self, officer: Client, upload: Upload) -> None:
        data = zipped(**{"a/4月.csv": counts(APRIL), "b.csv": counts(APRIL), "__MACOSX/._b.csv": b"x"})
        page = look(officer, upload("files.zip", data))
        assert "4月.csv" in page and "b.csv" in page and "MACOSX" not in page

    def test_names_lead_nowhere(self, tmp_path: Path, upload: Upload, settings: Any) -> None:
        names = ["../../evil.csv", "/etc/passwd", "C:\\Windows\\x.csv", "a\x00b.csv", "..", "con.csv"]
        data = zipped(**{name.replace("\x00", "_"): b"a,b\n1,2\n" for name in names})
        made = incoming.deliver([upload("z.zip", data)], tmp_path / "in")
        assert {path.name for path in (tmp_path / "in").iterdir()} == {one.path.name for one in made.files}
        assert not any("/" in one.name or "\\" in one.name or one.name.startswith(".") for one in made.files)
        assert [path.name for path in tmp_path.iterdir()] == ["in"]

    def test_a_bomb_stops_at_the_limit(self, tmp_path: Path, upload: Upload) -> None:
        made = incoming.deliver([upload("z.zip", zipped(**{"a.csv": b"0" * 60_000_000}))], tmp_path / "in")
        assert not made.files and "大きすぎる" in made.refused[0].why.ja
        assert not list((tmp_path / "in").iterdir())

    def test_a_workbook_is_no_archive(self, tmp_path: Path, upload: Upload) -> None:
        made = incoming.deliver([upload("z.xlsx", workbook([["a"], [1]]))], tmp_path / "in")
        assert [one.name for one in made.files] == ["z.xlsx"]


class TestWorkbooks:
    def given_back(self, client: Client, which: str) -> Any:
        answer = client.get(f"/desk/look/0/{which}.xlsx")
        assert answer.status_code == 200
        return load_workbook(io.BytesIO(answer.content))

    def test_their_own_workbook_comes_back_with_marks(self, officer: Client, upload: Upload) -> None:
        rows = [
            ["日付", "件数", "備考"],
            *[[f"令和2年4月{day}日", "１２" if day == 3 else day, None] for day in range(1, 9)],
        ]
        look(officer, upload("x.xlsx", workbook(rows, メモ=[["=1+1", "x"]])))
        book = self.given_back(officer, "marked")
        assert book.sheetnames == ["確認結果", "一覧", "メモ"]
        sheet = book["一覧"]
        assert sheet["A2"].value == "令和2年4月1日"
        assert sheet["A2"].fill.start_color.rgb.endswith("DDEBF7")
        assert any(cell.comment for row in sheet.iter_rows() for cell in row)
        assert book["メモ"]["A1"].value == "=1+1"

    def test_what_the_copy_can_not_carry_is_counted(self, officer: Client, upload: Upload) -> None:
        plain = workbook([["日付", "件数"], *[[f"令和2年4月{day}日", day] for day in range(1, 9)]])
        shape = b"<xdr:wsDr><xdr:sp>\xe6\xb3\xa8</xdr:sp><xdr:pic></xdr:pic><xdr:pic></xdr:pic></xdr:wsDr>"
        out = io.BytesIO(plain)
        with zipfile.ZipFile(out, "a") as parts:
            parts.writestr("xl/drawings/drawing1.xml", shape)
            parts.writestr("xl/charts/chart1.xml", b"<c/>")
        look(officer, upload("x.xlsx", out.getvalue()))
        said = self.given_back(officer, "marked")["確認結果"]["A2"].value
        assert "この写しに入らないもの: グラフ1個、画像2枚、図形・テキストボックス1個" in said
        look(officer, upload("x.xlsx", plain))
        assert "入らないもの" not in self.given_back(officer, "marked")["確認結果"]["A2"].value

    def test_a_csv_comes_back_as_a_workbook_of_texts(self, officer: Client, upload: Upload) -> None:
        text = "コード,名称,件数\n001,=1+1,3\n002,@SUM(A1),4\n003,c,5\n"
        look(officer, upload("x.csv", text.encode("cp932")))
        for which in ("marked", "repaired"):
            sheet = self.given_back(officer, which).worksheets[-1]
            cells = [cell for row in sheet.iter_rows() for cell in row]
            assert "001" in [cell.value for cell in cells]
            assert not [cell for cell in cells if cell.data_type == "f"]
            assert any(str(cell.value).lstrip("'") == "=1+1" for cell in cells)

    def test_repaired_days_are_days(self, officer: Client, upload: Upload) -> None:
        look(officer, upload("y.csv", counts(APRIL)))
        sheet = self.given_back(officer, "repaired").active
        assert sheet["A2"].value.strftime("%Y-%m-%d") == "2020-04-01" and sheet["B2"].value == 3


def test_from_looking_to_publishing_keeps_the_file(officer: Client, upload: Upload) -> None:
    look(officer, upload("y.csv", counts(APRIL)))
    answer = officer.post("/desk/look/keep/")
    draft = Draft.objects.get()
    assert str(draft.pk) in answer["Location"] and not list(looks.root().iterdir())
    assert draft.reading["tables"]
