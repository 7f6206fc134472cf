"""Sniff: what the bytes are, whatever the file is called.

`kind_of` looks at magic bytes and, for containers (zip, OLE), at the names of what is inside. Kinds that hold no table
(PDF, Word, pictures, web pages, locked workbooks) raise `Unreadable` here, each with the way out.
"""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePath

from tomoni.tables.finding import Finding, Message, Severity, Unreadable


class Kind(StrEnum):
    """The formats that are read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    XLS = "xls"
    ODS = "ods"
    ZIP = "zip"
    GZIP = "gzip"
    JSON = "json"
    HTML = "html"
    TEXT = "csv"


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_MARKUP = re.compile(rb"<(!doctype\s+html|html|head|body|table|meta|div|script)\b", re.I)
_TABLE = re.compile(rb"<\0?t\0?a\0?b\0?l\0?e\0?[\s>]", re.I)
_JSON = re.compile(rb"[\[{]\s*([\[{\"\-0-9tfn\]}]|$)")
_XML = re.compile(rb"<(\?xml|[A-Za-z][\w:.-]*[\s/>])")


def no_table(what_ja: str, what_en: str) -> Unreadable:
    """F01 for a document that is not a table file."""
    return Unreadable(
        "F01",
        f"{what_ja}のため、表として読めません。元の表（ExcelまたはCSV）を入れ直してください。",
        f"This is {what_en}, not a table. Please use the original table (Excel or CSV).",
        _next_step(what_en),
    )


def _next_step(what: str) -> Message:
    """What turns such a document into a table, when the original cannot be had. We do not guess figures out of it."""
    for word, ja, en in _STEPS:
        if word in what:
            return Message(
                f"元の表がないときは、{ja}、数字を見くらべてから入れてください。",
                f"Without the original: {en}, and compare the figures.",
            )
    return Message("表をExcelかCSVで用意してください。", "Please provide the table as Excel or CSV.")


_STEPS = (
    (
        "PDF",
        "Excelの「データ」→「データの取得」→「ファイルから」→「PDFから」で表を取り込み",
        "take the table over with Excel's Data > Get Data > From PDF",
    ),
    ("picture", "Excelの「データ」→「画像から」で読み取り", "read it with Excel's Data > From Picture"),
    (
        "web page",
        "ページをExcelで開き、「Excelブック（.xlsx）」で保存し",
        "open the page in Excel and save it as .xlsx",
    ),
    ("Word", "表を選んでExcelに貼り付け、.xlsxで保存し", "copy the table into Excel and save it as .xlsx"),
    ("PowerPoint", "表を選んでExcelに貼り付け、.xlsxで保存し", "copy the table into Excel and save it as .xlsx"),
    ("document", "表を選んでExcelに貼り付け、.xlsxで保存し", "copy the table into Excel and save it as .xlsx"),
)


def empty_file() -> Unreadable:
    return Unreadable(
        "F03",
        "ファイルが空です。書き出しやコピーが途中で終わっていないか確かめて、入れ直してください。",
        "The file is empty. Please check that saving or copying finished, and give it again.",
    )


def damaged(detail_ja: str, detail_en: str) -> Unreadable:
    """F03 for a file that ends early or whose checksum is wrong."""
    return Unreadable(
        "F03",
        f"ファイルが壊れているか、途中で切れています（{detail_ja}）。元のファイルをもう一度コピーして入れ直してください。",
        f"The file is damaged or cut off ({detail_en}). Please copy the original again.",
    )


_NOTHING = b"\x00\t\r\n \x1a\xef\xbb\xbf\xff\xfe"


def kind_of(data: bytes) -> Kind:
    """The kind of `data`, by content only. Raises `Unreadable` (F01, F03, F05) when there is no table in it."""
    head = data[:4096]
    if not head.strip(_NOTHING) and not data.strip(_NOTHING):
        raise empty_file()
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if head.startswith(OLE):
        return _ole_kind(data)
    if head.startswith(b"\x1f\x8b"):
        return Kind.GZIP
    if head.lstrip().startswith(b"%PDF") or b"%PDF-1." in head[:1024]:
        raise no_table("PDF", "a PDF")
    if head.startswith(b"{\\rtf"):
        raise no_table("文書（リッチテキスト）", "a rich text document")
    if head.startswith(_PICTURES[:3]) or (head.startswith(_PICTURES[3:]) and b"\x00" in head):
        raise no_table("画像", "a picture")
    return _text_kind(data)


def plainly_text(head: bytes) -> bool:
    """Whether a file that starts so is a text table for `kind_of`, whatever follows these bytes (4,096 or more)."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", OLE)) or head[:4096].lstrip(_NOTHING).startswith(b"<"):
        return False  # what such a file is, only the whole of it tells
    try:
        return kind_of(head) is Kind.TEXT
    except Unreadable:
        return False


def extension_finding(kind: str, name: str) -> Finding | None:
    """F02 when the file's name says another format than its bytes."""
    said = PurePath(name.lower()).suffix.lstrip(".")
    fits = {
        "xlsx": {"xlsx", "xlsm", "xltx", "xltm"},
        "csv": {"csv", "tsv", "txt", "tab", "dat"},
        "tsv": {"csv", "tsv", "txt", "tab", "dat"},
        "xls": {"xls", "xlt"},
        "json": {"json", "geojson", "jsonl", "ndjson"},
        "html": {"html", "htm"},
    }.get(kind, {kind})
    known = {
        "xlsx",
        "xlsm",
        "xls",
        "xlsb",
        "csv",
        "tsv",
        "txt",
        "ods",
        "json",
        "geojson",
        "zip",
        "gz",
        "pdf",
        "html",
        "htm",
    }
    if said not in known or said in fits:
        return None
    return Finding(
        "F02",
        Severity.WARNING,
        Message(
            f"ファイル名は .{said} ですが、中身は {kind} です。中身に合わせて読みました。",
            f"The name says .{said} but the content is {kind}; it was read as {kind}.",
        ),
        repairable=True,
        repaired=True,
    )


def _zip_kind(data: bytes) -> Kind:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            mimetype = archive.read("mimetype")[:100] if _small(archive, "mimetype") else b""
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError, EOFError) as error:
        raise damaged("圧縮の目次が読めません", f"unreadable zip directory: {type(error).__name__}") from None
    if "xl/workbook.bin" in names:
        return Kind.XLSB
    if any(name.lower().startswith("xl/workbook") for name in names):
        return Kind.XLSX
    if any(name.startswith("word/") for name in names):
        raise no_table("Wordの文書", "a Word document")
    if any(name.startswith("ppt/") for name in names):
        raise no_table("PowerPointの資料", "a PowerPoint file")
    if b"opendocument.spreadsheet" in mimetype:
        return Kind.ODS
    if b"opendocument" in mimetype:
        raise no_table("文書（OpenDocument）", "an OpenDocument text or drawing")
    if "content.xml" in names:
        return Kind.ODS
    if any(name.lower().endswith(".kml") for name in names):
        raise a_map("KMZ")
    return Kind.ZIP


def _small(archive: zipfile.ZipFile, name: str) -> bool:
    return name in archive.namelist() and archive.getinfo(name).file_size < 1000


def _ole_kind(data: bytes) -> Kind:
    """An OLE container by the names in its directory (UTF-16)."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") + b"\x00\x00" in data

    if holds("EncryptedPackage"):
        raise locked()
    if holds("Workbook") or holds("Book"):
        return Kind.XLS
    if holds("WordDocument"):
        raise no_table("Wordの文書", "a Word document")
    if holds("PowerPoint Document"):
        raise no_table("PowerPointの資料", "a PowerPoint file")
    if holds("DocumentText") or holds("JSRV_SegmentInformation"):
        raise no_table("一太郎の文書", "an Ichitaro document")
    raise no_table("表ではない文書", "a document of another kind")


_MAP = re.compile(rb"<(kml|gpx)[\s>]")


def a_map(form: str) -> Unreadable:
    """F01 for places drawn on a map: the press makes paper of them, and its list of places is a table."""
    return Unreadable(
        "F01",
        f"地図のデータ（{form}）のため、表としては読めません。紙の地図にするときは tomoni papermap を使い、表を調べるときは元の表（ExcelまたはCSV）を入れ直してください。",
        f"This is map data ({form}), not a table. To make a map on paper of it, use tomoni papermap; to check a table, use the original (Excel or CSV).",
        Message(
            "場所の名前の一覧は tomoni papermap FILE -o map.pdf --report places.csv で得られます。",
            "tomoni papermap FILE -o map.pdf --report places.csv also lists the names of its places.",
        ),
    )


def locked() -> Unreadable:
    return Unreadable(
        "F05",
        "パスワード付きのため読めません。Excelでパスワードを解除して保存し、入れ直してください。",
        "Locked with a password. Please remove the password in Excel, save, and give the file again.",
    )


def _text_kind(data: bytes) -> Kind:
    wide = data[:4096].count(0) > min(len(data), 4096) // 40 or data.startswith((b"\xff\xfe", b"\xfe\xff"))
    head = data[:4096].removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
    head = (head.replace(b"\x00", b"") if wide else head).lstrip()
    if head.startswith(b"<"):
        if _MARKUP.match(head) or _MARKUP.search(head):
            if _TABLE.search(data):
                return Kind.HTML
            raise no_table("ウェブページ（HTML）", "a web page (HTML)")
        if b"schemas-microsoft-com:office:spreadsheet" in head:
            raise Unreadable(
                "F01",
                "古い形式のExcel用XMLです。Excelで開いて「Excelブック（.xlsx）」で保存し、入れ直してください。",
                "This is Excel 2003 XML. Please open it in Excel, save as .xlsx, and give the file again.",
            )
        if found := _MAP.search(head):
            raise a_map(found[1].decode().upper())
        if _XML.match(head):
            raise no_table("XMLの文書", "an XML document")
    if _JSON.match(head):
        return Kind.JSON
    controls = sum(byte < 9 or 13 < byte < 32 for byte in head if byte not in (0, 26, 27))
    if not wide and controls > len(head) // 50 + 2:
        raise no_table("表ではないデータ（バイナリ）", "binary data of an unknown kind")
    return Kind.TEXT
