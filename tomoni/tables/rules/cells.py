"""C: what was typed into a cell besides its value."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "C01",
        ("一つのセルに値がいくつもあります", "Several values in one cell"),
        (
            "「、」や「/」で値が並んでいます。行か列に分けると数えられます。",
            "Values stand in a row with 、 or /. Split into rows or columns they can be counted.",
        ),
        "assist", "info", "080-…、090-…", "電話1｜電話2", "1-2",
        done=("一つのセルの値を分けました", "split several values of one cell"),
    ),
    rule(
        "C02",
        ("値に注が付いています", "A note beside the value"),
        (
            "値と注を別の列に分けると、値を計算に使えます。",
            "With the note in a column of its own the value can be used in calculations.",
        ),
        "assist", "info", "8:30〜18:30（土曜は17:00）", "8:30〜18:30｜備考: 土曜は17:00", "1-2",
        done=("値に付いた注を分けました", "set the note apart from the value"),
    ),
    rule(
        "C03",
        ("セルの中にJSONやHTMLがあります", "JSON or HTML in a cell"),
        ("中身を列に分けると使えます。", "Its content is usable when it is split into columns."),
        "assist", "info", '{"a": 1}', "a=1", "1-2",
        done=("セルの中の JSON や HTML から値を取り出しました", "took the value out of JSON or HTML"),
    ),
    rule(
        "C04",
        ("見た目のための空白があります", "Blanks for layout"),
        ("前後の空白を除きました。", "Blanks at the ends were removed."),
        "auto", "info", "　大阪府 ", "大阪府", "1-5",
        ("見た目のための空白を除きました", "removed blanks that were there for looks"),
    ),
    rule(
        "C05",
        ("セルの中で改行されています", "Line breaks in a cell"),
        ("改行を空白に置き換えました。", "Line breaks became blanks."),
        "auto", "info", "16名特定↵健康観察終了", "16名特定 健康観察終了", "1-5",
        ("セルの中の改行を空白に直しました", "line break turned into a blank"),
    ),
    rule(
        "C06",
        ("値がないことを記号で表しています", "Signs for a missing value"),
        (
            "数や日付の列の「-」「…」などは空欄にして、理由を記録しました。0とは区別します。",
            "Signs like - or … in columns of numbers or dates became empty, with the reason kept. They are not zero.",
        ),
        "auto", "info", "－", "（空欄）", "1-13",
        ("値がないことを表す記号を、空欄に直しました", "a sign for “no value” turned into an empty cell"),
    ),
    rule(
        "C07",
        ("秘匿や速報などの記号があります", "Signs for hidden or preliminary figures"),
        (
            "数と記号を分けました。「x」は秘匿、「p」は速報、「r」は訂正を表します。",
            "Numbers and signs were separated: x hidden, p preliminary, r revised.",
        ),
        "auto", "info", "1,234 p", "1234（速報）", "1-13",
        ("数と、速報や秘匿などの記号を分けました", "set the sign apart from the number"),
    ),
    rule(
        "C08",
        ("表計算ソフトが値を変えたようです", "Changed by the spreadsheet"),
        (
            "「1-2」が日付になる、先頭の0が消えるなど、自動変換の跡があります。元の値をご確認ください。",
            "There are signs of automatic conversion, such as 1-2 turned into a date or lost leading zeros.",
        ),
        "assist", "warning", "1月2日（元は1-2）", "1-2",
        done=("表計算ソフトが変えた値を元に戻しました", "restored a value that the spreadsheet had changed"),
    ),
    rule(
        "C09",
        ("計算エラーがあります", "Error values"),
        (
            "#REF!などのエラーが値として残っています。数式か参照先を直してください。",
            "Error values such as #REF! are left in cells. Please repair the formula or what it refers to.",
        ),
        "none", "warning", "#N/A", "12", "1-7",
        ("計算エラーを空欄に直しました", "an error value turned into an empty cell"),
    ),
)  # fmt: skip
