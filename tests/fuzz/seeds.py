"""Seeds: small files of the shapes that offices publish, from which fuzzing and the property tests start."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import xlsxwriter

TEXTS = (
    "名称,住所,人数\n市役所,桜町1-1,1,200\n公民館,緑町2,△３５\n",
    "表１　人口の推移\n\n年度\t男\t女\n令和元年度\t1,234\t1,240\n２\t1,300\t…\n注）概数\n",
    '番号,公表_年月日,備考\n1,R3.4.1,"改行\nあり"\n2,令和3年4月31日,\n',
    '[{"名称":"市役所","人数":3},{"名称":"公民館","人数":null}]',
    '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"名":"あ"},"geometry":{"type":"Point","coordinates":[135.1,35.2]}}]}',
    "<kml><Document><Placemark><name>池</name><Point><coordinates>135,35</coordinates></Point></Placemark></Document></kml>",
)
VALUES = (
    "令和元年5月1日",
    "R3.4",
    "１，２３４円",
    "△12.5%",
    "9時30分～26時",
    "20～29歳",
    "三千二百",
    "x",
    "0790-00-0000",
    "100人(うち女50人)",
)


def workbook() -> bytes:
    """Merged header, dates, an error value, a formula, a comment, a hidden row, notes."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("集計")
        sheet.write(0, 0, "月別の状況（令和5年12月1日現在）")
        sheet.merge_range(1, 1, 1, 2, "区分")
        sheet.write_row(2, 0, ["日付", "男", "女", "計"])
        day = book.add_format({"num_format": 'm"月"d"日"'})
        for row in range(3, 9):
            sheet.write_number(row, 0, 45_000 + row, day)
            sheet.write_row(row, 1, [row, row * 2.5])
            sheet.write_formula(row, 3, f"=B{row + 1}+C{row + 1}", None, row * 3.5)
        sheet.write_formula(9, 3, "=1/0", None, "#DIV/0!")
        sheet.write_comment(4, 1, "速報値")
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.write(10, 0, "※ 注")
        book.add_worksheet("空")
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """The parts of a zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in content.items():
            archive.writestr(name, part)
    return out.getvalue()


def ods() -> bytes:
    """One sheet with a repeated cell, a merge and a formula."""
    names = "".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" ' for n in ("office", "table", "text"))
    row = '<table:table-row><table:table-cell office:value-type="string"><text:p>名称</text:p></table:table-cell><table:table-cell office:value-type="float" office:value="12" table:number-columns-repeated="3"/></table:table-row>'
    merged = '<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="1"><text:p>計</text:p></table:table-cell><table:covered-table-cell/><table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/></table:table-row>'
    content = f'<office:document-content {names}><office:body><office:spreadsheet><table:table table:name="表">{row}{merged}</table:table></office:spreadsheet></office:body></office:document-content>'
    return packed(
        {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
            "content.xml": content.encode(),
        }
    )
