"""V: numbers and controlled words."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "V01",
        ("数が文字として書かれています", "Numbers written as text"),
        (
            "桁区切り・単位・▲などを外して数にしました。▲と△は負の数です。",
            "Separators, units and ▲ were removed. ▲ and △ are negative numbers.",
        ),
        "auto", "info", "2,456人", "2456", "1-3",
        ("桁区切りや単位を外して、数に直しました", "removed separators or units to make it a number"),
    ),
    rule(
        "V02",
        ("一つの列に違う種類の値があります", "Mixed kinds in one column"),
        (
            "ほとんどが数（または日付）の列に、ほかの値があります。そのまま残しました。",
            "Nearly all of the column are numbers (or dates), but not these. They were left as they are.",
        ),
        "assist", "warning", "34｜未就学児", "34｜（備考欄へ）",
        done=("列の種類に合わせて直しました", "made to fit the type of the column"),
    ),
    rule(
        "V03",
        ("漢数字が混ざっています", "Kanji numerals"),
        ("漢数字を数にしました。", "Kanji numerals became numbers."),
        "assist", "info", "1億2千万", "120000000", "1-3",
        ("漢数字を数に直しました", "kanji numerals turned into a number"),
    ),
    rule(
        "V04",
        ("単位の大きさが前回と違うようです", "Another order of magnitude than before"),
        (
            "前回の1000倍や100分の1ほどの値です。千円と円、％と割合をご確認ください。",
            "About 1000 times or a hundredth of the last figures. Please check thousand yen and yen, % and ratio.",
        ),
        "none", "warning", "0.12（前回は12）", "12",
    ),
    rule(
        "V05",
        ("ありえない大きさの値があります", "Out of range"),
        ("件数や人数が負になるなど、範囲を外れた値です。", "Outside of what is possible, such as a negative count."),
        "none", "warning", "-3（人数）", "3",
    ),
    rule(
        "V06",
        ("合計が内訳と合いません", "Totals that do not add up"),
        (
            "内訳を足した数と合計が違います。どちらが正しいかご確認ください。",
            "The parts do not add up to the total. Please check which is right.",
        ),
        "none", "warning", "総数10＝男4＋女5", "総数10＝男5＋女5",
    ),
    rule(
        "V07",
        ("決まった言葉と違う値があります", "Not one of the agreed words"),
        ("「あり」「○」などを標準の値（有・無など）に読み替えます。", "Values such as あり or ○ are read as the standard 有 or 無."),
        "auto", "info", "○", "有",
        done=("決まった言い方に直しました", "put into the agreed words"),
    ),
)  # fmt: skip
