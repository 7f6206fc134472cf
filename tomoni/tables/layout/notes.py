"""Words around a table: titles, notes, sources, units, time stamps — told apart by how they are written.

Patterns are those of Japanese statistical practice (※ 注 資料 出典 備考, 単位：円, ○月○日現在) and their English
counterparts; none names a place or a publisher.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time

from tomoni.tables.grid import Scalar
from tomoni.tables.layout.kinds import plain, squeeze, text
from tomoni.tables.values.date import parse_date, parse_datetime

_NOTE = re.compile(
    r"[※*＊†‡]|\(?注\)?[\d:.)、 ]|\(?注(意|記|釈)?\)|注$|\(?(資料|出所|出典|備考|脚注|凡例|参考資料|典拠|作成)(元|者)? ?[):：/=」]|(資料|出典|出所|備考)$"
    r"|(なお|ただし|各年|年次は)[、\d]|\d{1,2}\)|\(?(note|source|remark|footnote)s?\)?[ :.\d]|[・･] ?.{12,}|本(表|資料|統計|データ)(は|の)|この(表|資料|統計)は",
    re.I,
)
_SENTENCE = re.compile(r"(です|ます|した|する|ある|ない|ている|こと|による|除く|含む|あり)[。．.]?\)?$|。")
_COMMENT = re.compile(r"\((?=.{3,60}\)$).*(なし|除く|含む|含まず|ため|中止|参照|未集計|休止)\)")
_STAMP_WORD = re.compile(r"時点|現在|更新|作成日|公表日|掲載日|発表|取得日|as of|updated|last modif", re.I)
_STAMP_ONLY = re.compile(
    r"(最終)?(更新|作成|公表|掲載|発表|取得)(年月)?(日時?|時刻)?|時点|現在|as of|(last )?updated?", re.I
)
_UNIT_LINE = re.compile(
    r"[(\[【<〈]? ?(単位|units?) ?[:：/=・ ] ?(?P<unit>.{1,20}?) ?[)\]】>〉]?( ?\([^()]{1,40}\))?|[(\[][^()]{1,20}=\d+(\.\d+)?[)\]]"
    r"|(平成|令和|昭和)?\d{1,4}年(度|平均)?=100(\.0)?",
    re.I,
)
_PERIOD_LINE = re.compile(r"[(\[].{1,16}(末|現在|中|分|平均|時点|年度?|月|確定値|速報値|暫定値)[)\]]")
_PAGE = re.compile(
    r"[(\[]?(?:p\.?|page|頁|ペ[ー-]ジ|no\.?)? ?\d{1,4}(?: ?[/-] ?\d{1,4})? ?(?:頁|ペ[ー-]ジ|枚目)[)\]]?|p(?:age|\.)? ?\d{1,4}(?: ?[/-] ?\d{1,4})?"
    r"|[(\[<]?(?:つづき|続き|続|前頁より?続く?|前ペ[ー-]ジからの続き|continued|cont'd)[)\]>]?",
    re.I,
)
_DAY = re.compile(
    r"((明治|大正|昭和|平成|令和|[MTSHR])\.?\s*(\d{1,2}|元)|\d{4})\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?"
    r"(\s*\(.\))?(\s*(午前|午後)?\s*\d{1,2}\s*[:時]\s*(\d{1,2}\s*分?)?)?"
)
_TITLE = re.compile(
    r"[(（]?第?\d+([-‐.]\d+)*[)）]?\s*(表|図)?[\s　]|第?\s*\d+([-.]\d+)*\s*表|表\s*[\d-]|図\s*\d|[○◎●◆◇■□▼【《<〈「(（]|別表|別紙|table\s",
    re.I,
)

_SCALE = r"(百|千|万|百万|十億|億|兆)?"
_UNIT = re.compile(
    rf"{_SCALE}(人|世帯|戸|円|ドル|件|所|箇所|か所|カ所|ヶ所|棟|台|校|園|学級|床|隻|頭|羽|店|社|事業所|経営体|歳|才|年|月|日|時間|分|秒|回|本|枚|冊|個|点|票|名|組|室|区画|路線|便|羽|俵|束|"
    rf"t|トン|kg|g|mg|kl|l|ml|m|km|cm|mm|ha|a|アール|ヘクタール|坪|畳|m2|km2|m3|kwh|mwh|kw|mw|gj|tj|wh|kcal|℃|度|pt|ポイント)"
    r"|%|‰|‱|割|ppm|指数|倍|(人|円|件|戸|世帯|t|kg|g|m3|l|kwh)/ ?(km2|m2|ha|10a|人|日|月|年|世帯|戸|時|分|kg|l|件|回|10万人|千人)"
    r"|((f|p|n|μ|µ|m|k)?g|(m|μ|µ|n)?sv|(k|m)?bq|pg-teq|個|cfu|mpn|mj|kwh|m3|l|本)/ ?(100 ?ml|(k|m|d)?l|m2|m3|k?g|100 ?g|10a|ha|h|時|日|年|人日|人・日|週)"
    r"|(μ|µ|n|m)?sv|(k|m)?bq|db|(h|k)?pa|ms/m|dl|μm|nm|(n|μ|µ)g"
    r"|cm/年|mm/時|m/s|m3/s|person|persons|people|households?|yen|percent|"
    r"(1,?000|thousand|million|billion) ?(人|円|yen|persons|people|t|ha|world)?",
    re.I,
)


def is_note(line: str) -> bool:
    """A note, source, legend or footnote by its first words."""
    return bool(_NOTE.match(plain(line)))


_KEY = re.compile(r".{1,24}[:：]")
_TITLE_KEY = re.compile(r"(表題|題名|題目|表名|統計表名|タイトル|標題|title|table name)[:：]", re.I)


def is_key(line: str) -> bool:
    """A word that names what stands beside it: 表番号：, Source:."""
    return bool(_KEY.fullmatch(plain(line)))


def titled(words: list[str]) -> str:
    """The title in a row such as 表題：| 男女別人口; "" when the row says something else."""
    return words[1] if len(words) > 1 and _TITLE_KEY.fullmatch(plain(words[0])) else ""


def is_sentence(line: str) -> bool:
    """Running text, as titles and labels are not."""
    flat = plain(line)
    return len(flat) > 12 and bool(_SENTENCE.search(flat))


def is_comment(line: str) -> bool:
    """A short remark in round brackets between the rows of a table: （2/3は休館）, （8月分を除く）."""
    return bool(_COMMENT.fullmatch(plain(line)))


def is_title(line: str) -> bool:
    """Numbered or marked as the heading of a table: 表2-1, (1), ○, 【…】."""
    return bool(_TITLE.match(plain(line) + " "))


def unit_of(cell: str) -> str:
    """The unit when the text is nothing but a unit, in brackets or not ("（千円）" → "千円"), else ""."""
    flat = squeeze(cell)
    if len(flat) > 14 or not flat:
        return ""
    inner = re.fullmatch(r"(?:単位[:：]?)?[(\[【<〈](.+)[)\]】>〉]", flat)
    core = inner[1] if inner else flat
    if core in ("A", "G", "M", "T"):  # 決算額(A) and 増減(A-B): columns that a formula speaks of
        return ""
    return core if _UNIT.fullmatch(core) else ""


def unit_in(header: str) -> str:
    """The unit that a header carries in brackets at its end ("人口（千人）", "総人口【人】", "面積 [㎡]"), else ""."""
    found = re.search(r"[(\[【]([^()\[\]【】]{1,12})[)\]】]\s*$", plain(header))
    return unit_of(found[1]) if found else ""


def unit_line(line: str) -> str:
    """The unit of a line such as （単位：円）; "" when the line says something else."""
    found = _UNIT_LINE.fullmatch(plain(line))
    return (found["unit"] or "").strip() if found else ""


def is_aside(line: str) -> bool:
    """A remark on the whole table that stands beside its title: （単位：円）, （令和2年＝100）, （各年5月末）."""
    flat = plain(line)
    return bool(_UNIT_LINE.fullmatch(flat) or _PERIOD_LINE.fullmatch(flat) or _PAGE.fullmatch(flat)) or is_note(line)


def is_page_mark(line: str) -> bool:
    """The number of a printed page (1/3頁, p. 2, （つづき）): said of the paper, not of the table."""
    return len(line) <= 20 and bool(_PAGE.fullmatch(plain(line)))


_CONTINUED = re.compile(r"[(（\[<〈【]?(?:つづき|続き|続|continued)[)）\]>〉】]?$", re.I)


def without_continued(line: str) -> str:
    """A title as it stood on the page before: 町丁別人口（つづき） is 町丁別人口."""
    return _CONTINUED.sub("", line.strip()).strip()


def is_stamp(cells: list[Scalar]) -> bool:
    """A row (or part of one) that only says of what moment the sheet is: 2020-04-18 | 時点, 最終更新日時 | …."""
    words = [plain(text(c)) for c in cells if isinstance(c, str)]
    if not any(_STAMP_ONLY.fullmatch(w) for w in words) or len(cells) > 4:
        return False
    return all(_STAMP_ONLY.fullmatch(plain(text(c))) or moment_of(c) for c in cells)


def moment_of(cell: Scalar) -> str:
    """The ISO day (or day and time) that a cell holds or names in words, else ""."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time(0) else cell.isoformat(sep=" ", timespec="minutes")
    if isinstance(cell, date):
        return cell.isoformat()
    found = _DAY.search(plain(cell)) if isinstance(cell, str) else None
    if not found:
        return ""
    with_time = parse_datetime(found[0]) if re.search(r"[:時]", found[0]) else None
    if with_time and with_time.value:
        return with_time.value.isoformat(sep=" ", timespec="minutes")
    day = parse_date(re.sub(r"\s", "", found[0]))
    return day.value.isoformat() if day and day.value else ""


def as_of(cells: list[Scalar]) -> str:
    """The moment a line says the table speaks of; "" unless a word such as 現在, 時点 or 更新 stands with a day."""
    words = " ".join(plain(text(c)) for c in cells)
    if not _STAMP_WORD.search(words):
        return ""
    return next((moment for c in cells if (moment := moment_of(c))), "")
