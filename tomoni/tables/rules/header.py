"""H: the names of the columns."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "H01",
        ("項目名のない列があります", "A column without a name"),
        (
            "見出しが空です。何の列か分かる名前を付けてください。仮の名前（列3など）を付けました。",
            "The header is blank. Please name the column; a provisional name (列3) was given.",
        ),
        "assist", "warning", "（空白）", "居住地", "1-6",
    ),
    rule(
        "H02",
        ("見出しが何段にもなっています", "Header of several rows"),
        (
            "上下の見出しを「_」でつないで一行にしました。",
            "The levels were joined with _ into one row.",
        ),
        "auto", "info", "人口／（総数｜男｜女）", "人口_総数｜人口_男｜人口_女", "1-4",
    ),
    rule(
        "H03",
        ("同じ名前の列があります", "Two columns of one name"),
        (
            "区別できるように番号を付けました。違いが分かる名前にしてください。",
            "A number was added to tell them apart. Please give names that say the difference.",
        ),
        "auto", "warning", "計｜計", "県内計｜県外計",
    ),
    rule(
        "H04",
        ("項目名に空白や改行があります", "Blanks or line breaks in a name"),
        ("見た目のための空白と改行を除きました。", "Blanks and line breaks for layout were removed."),
        "auto", "info", "人　　口", "人口", "1-5",
    ),
    rule(
        "H05",
        ("項目名が標準と違います", "A name that differs from the standard"),
        (
            "標準の項目名に読み替えられます。次回から標準の名前をお使いください。",
            "It can be read as the standard name. Please use the standard name next time.",
        ),
        "assist", "info", "ＩＤ番号", "ID",
    ),
    rule(
        "H06",
        ("標準で必須の項目がありません", "A required column is missing"),
        (
            "標準で必須の列がありません。空の列でもよいので加えてください。",
            "A column the standard requires is missing. Please add it, even if it is empty.",
        ),
        "assist", "warning", "（「名称」の列がない）", "名称",
    ),
    rule(
        "H07",
        ("前回と見出しが変わりました", "The header changed since last time"),
        (
            "列が増えたり名前が変わったりしています。利用者のプログラムが止まることがあります。",
            "Columns were added or renamed. Programs of users may stop working.",
        ),
        "none", "warning", "49列 → 50列", "同じ見出しを続ける",
    ),
    rule(
        "H08",
        ("単位が別の場所にあります", "Units outside the name"),
        (
            "単位を列の説明に移しました。セルには数字だけが残ります。",
            "Units were moved to the description of the column; cells keep numbers only.",
        ),
        "auto", "info", "2行目: （人）", "列の説明: 単位 人", "1-9",
    ),
)  # fmt: skip
