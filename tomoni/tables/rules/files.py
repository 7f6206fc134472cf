"""F: what the file itself is — before a single cell is read."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "F01",
        ("表として読めない形式です", "Not a table format"),
        (
            "PDF・画像・ワープロ文書などからは、数字を確実に取り出せません。推し量った数字を出さないよう、読み取りは人が確かめながら行ってください。手順をお示しします。",
            "Figures cannot be taken reliably from PDF, pictures or documents, and guessed ones must not be published: a person takes them over. The steps are named.",
        ),
        "assist", "error", "感染者一覧.pdf", "感染者一覧.csv", "1-1",
    ),
    rule(
        "F02",
        ("拡張子と中身が違います", "The name says another format than the bytes"),
        (
            "名前の終わり（.csvなど）と中身の形式が違っています。中身に合わせて読みました。",
            "The ending of the name and the format of the content differ. It was read by its content.",
        ),
        "auto", "info", "一覧.csv（中身はExcel）", "一覧.xlsx", "1-1",
    ),
    rule(
        "F03",
        ("空か、途中で切れています", "Empty or cut off"),
        (
            "ファイルが空か、壊れているか、途中までしかありません。もう一度書き出してください。",
            "The file is empty, damaged or cut off. Please export it again.",
        ),
        "none", "error", "0バイトのファイル", "最後の行まであるファイル",
    ),
    rule(
        "F04",
        ("同じファイルの写しのようです", "Looks like a copy of the same file"),
        (
            "「データ (1).xlsx」のような写しがあります。どれが正しいものか決めて、ほかは外してください。",
            "There are copies such as “data (1).xlsx”. Please decide which one counts and leave the others out.",
        ),
        "assist", "warning", "データ (1).xlsx", "データ.xlsx",
    ),
    rule(
        "F05",
        ("パスワードかマクロが付いています", "Locked with a password, or with macros"),
        (
            "パスワード付きのファイルは開けません。Excelで解除して保存し直してください。マクロは実行しません。",
            "A file with a password cannot be opened. Please remove it in Excel and save again. Macros are never run.",
        ),
        "none", "error", "（パスワード付き）一覧.xlsx", "一覧.xlsx",
    ),
    rule(
        "F06",
        ("大きすぎます", "Too large"),
        (
            "安全に読める大きさを超えています。シートや期間で分けてください。",
            "Larger than what can be read safely. Please split it by sheet or period.",
        ),
        "none", "error", "1シートに100万行の空行", "データのある範囲だけ",
    ),
)  # fmt: skip
