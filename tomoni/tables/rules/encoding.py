"""E: characters — how they are stored and which ones were typed."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "E01",
        ("文字コードがUTF-8ではありません", "Not in UTF-8"),
        (
            "Shift_JISなどで保存されています。UTF-8に変換しました。Excelでは「CSV UTF-8」で保存できます。",
            "Stored in Shift_JIS or the like; converted to UTF-8. Excel can save as “CSV UTF-8”.",
        ),
        "auto", "info", "Shift_JISのCSV", "UTF-8のCSV", "1-10",
        ("文字コードを UTF-8 に変えて読みました", "read as UTF-8"),
    ),
    rule(
        "E02",
        ("文字化けしたまま保存されています", "Saved in garbled form"),
        (
            "別の文字コードで開いて保存されたため、文字化けしています。元の文字に戻しました。",
            "It was opened in a wrong encoding and saved. The original characters were restored.",
        ),
        "auto", "warning", "\u0091\u0083\u0096ì", "足利", "",
        ("文字化けを元に戻しました", "restored the garbled characters"),
    ),
    rule(
        "E03",
        ("機種依存文字があります", "Platform-dependent characters"),
        (
            "①㈱㎡などは、ほかの機械で表示や検索ができないことがあります。人名の髙・﨑はそのままにします。",
            "Characters like ①㈱㎡ may not display or be found on other systems. Name characters 髙 and 﨑 stay.",
        ),
        "assist", "info", "㈱ともに", "株式会社ともに", "1-10",
        done=("機種依存文字を標準の文字に直しました", "replaced a platform-dependent character"),
    ),
    rule(
        "E04",
        ("半角カタカナがあります", "Half-width katakana"),
        (
            "半角カタカナを全角にしました。濁点は一文字にまとめました。",
            "Half-width katakana became full width; voiced marks were joined.",
        ),
        "auto", "info", "ｾﾝﾀｰ", "センター", "1-10",
        ("半角カタカナを全角に直しました", "half-width kana made full-width"),
    ),
    rule(
        "E05",
        ("数字や英字が全角です", "Full-width digits or letters"),
        (
            "数・コード・日付の列の全角文字を半角にしました。名称や住所の表記は変えていません。",
            "Full-width characters in columns of numbers, codes and dates became plain. Names and addresses are kept.",
        ),
        "auto", "info", "１２３", "123", "1-10",
        ("全角の数字や英字を半角に直しました", "full-width digits or letters made plain"),
    ),
    rule(
        "E06",
        ("よく似た別の文字があります", "Look-alike characters"),
        (
            "長音の代わりに横線（―）が使われるなど、見た目が似た別の文字があります。項目名と数では直しました。",
            "A look-alike is used, such as a dash for the long vowel mark. Repaired in headers and numbers.",
        ),
        "auto", "info", "都道府県コ―ド", "都道府県コード", "1-10",
        ("よく似た別の文字を正しい文字に直しました", "replaced a look-alike character"),
    ),
    rule(
        "E07",
        ("読めない文字があります", "Unreadable characters"),
        (
            "外字や制御文字があり、正しい文字が分かりません。該当のセルをご確認ください。",
            "There are private or control characters whose meaning is unknown. Please look at the cells.",
        ),
        "assist", "warning", "\ue000田", "𠮷田", "1-10",
        ("読めない制御文字を除きました", "removed control characters"),
    ),
    rule(
        "E08",
        ("CSVの書き方がそろっていません", "Uneven CSV"),
        (
            "行によって列の数や引用符、改行の書き方が違います。そろえて読みました。",
            "The number of columns, quotes or line ends differ between lines. They were evened out.",
        ),
        "auto", "warning", '1,"a""b,2', '1,"a""b",2', "1-1",
    ),
)  # fmt: skip
