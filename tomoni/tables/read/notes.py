"""Notes: the findings that reading itself makes about workbooks, in words."""

from __future__ import annotations

from collections.abc import Sequence

from tomoni.tables.finding import Finding, Message, Severity
from tomoni.tables.grid import Rect, Ref


def far_cells(sheet: str, used: Rect, keep: Rect) -> Finding:
    """S16: cells so far away that the sheet would span billions of cells."""
    return Finding(
        "S16",
        Severity.WARNING,
        Message(
            f"表から遠く離れたセル（{used.a1}の端）に値があります。{keep.a1}だけを読みました。不要な値なら消してください。",
            f"There are values far away from the table (up to {used.a1}); only {keep.a1} was read.",
        ),
        cells=(Ref(used.bottom, used.right).a1,),
        sheet=sheet,
        repairable=True,
        repaired=True,
    )


def ghost_range(sheet: str, declared: Rect | None, used: Rect | None) -> Finding | None:
    """S16 when the sheet calls far more cells used than hold something."""
    if declared is None or used is None:
        return None
    rows, columns = declared.bottom - used.bottom, declared.right - used.right
    if rows < 100 and columns < 50:
        return None
    return Finding(
        "S16",
        Severity.INFO,
        Message(
            f"使用範囲は{declared.a1}となっていますが、値があるのは{used.a1}だけです。空の範囲は読み飛ばしました。",
            f"The sheet says it spans {declared.a1} but only {used.a1} holds values; the rest was skipped.",
        ),
        cells=(declared.a1,),
        sheet=sheet,
        repairable=True,
        repaired=True,
    )


def no_cached_value(sheet: str, cells: Sequence[Ref]) -> Finding:
    """S14: formulas that were never calculated."""
    return Finding(
        "S14",
        Severity.WARNING,
        Message(
            f"計算結果が保存されていない数式が{len(cells)}個あり、空として読みました。Excelで開いて上書き保存し、入れ直してください。",
            f"{len(cells)} formulas have no saved result and were read as empty. Please open the file in Excel and save it.",
        ),
        cells=tuple(ref.a1 for ref in cells[:20]),
        count=len(cells),
        sheet=sheet,
    )


def macros() -> Finding:
    return Finding(
        "F05",
        Severity.INFO,
        Message(
            "マクロ付きのブックです。マクロは実行せず、値だけを読みました。",
            "The workbook holds macros; they were not run, only values were read.",
        ),
    )


def external_links(count: int) -> Finding:
    return Finding(
        "S14",
        Severity.INFO,
        Message(
            f"ほかのファイルを参照する数式があります（{count}ファイル）。保存されている計算結果を使いました。",
            f"Formulas refer to {count} other files; their saved results were used.",
        ),
        count=count,
    )


def in_archive(member: str) -> Finding:
    """F02: the table came packed."""
    return Finding(
        "F02",
        Severity.INFO,
        Message(f"圧縮ファイルの中の「{member}」を読みました。", f"The file {member} inside the archive was read."),
        repairable=True,
        repaired=True,
    )


_UNTOLD = {
    "xlsb": ("数式・コメント・図形", "formulas, comments and drawings"),
    "xls": ("数式・コメント・図形・取り消し線", "formulas, comments, drawings and struck-out text"),
}


def not_told(form: str) -> Finding:
    """S14: what this format of workbook does not let us see; the values are all there."""
    ja, en = _UNTOLD[form]
    return Finding(
        "S14",
        Severity.INFO,
        Message(
            f".{form}形式のため、{ja}は調べていません（値はすべて読みました）。調べるには、.xlsx形式で保存して入れ直してください。",
            f"In a .{form} file {en} are not looked at (all values were read). To have them checked, save it as .xlsx.",
        ),
    )
