"""M and P: what is needed to publish, and what must not be published."""

from __future__ import annotations

from tomoni.tables.rules.base import rule

RULES = (
    rule(
        "M01",
        ("ライセンスや更新日が分かりません", "No licence, date or contact"),
        (
            "表の中にはライセンスがありません。選んだものをデータの説明（datapackage.json）に書きます。公開するサイトでは community.toml のものが付きます。",
            "A table does not tell its licence. The one you name is written into datapackage.json; on a site, that of community.toml holds.",
        ),
        "assist", "info", "（記載なし）", "CC BY 4.0、2020-04-01更新",
    ),
    rule(
        "M02",
        ("ファイル名が標準と違います", "Not the standard file name"),
        ("標準は「団体コード_英語名」です。", "The standard is code_english-name."),
        "assist", "info", "AED一覧(最新).csv", "222127_aed.csv",
    ),
    rule(
        "M03",
        ("項目の説明がありません", "No description of the columns"),
        ("項目の説明（スキーマ）を一緒に書き出しました。", "A schema was written beside the table."),
        "assist", "info", "（説明なし）", "schema.json",
    ),
    rule(
        "M04",
        ("更新が止まっているようです", "Not updated"),
        ("予定の日を過ぎても新しいデータがありません。", "There are no new data although they are due."),
        "none", "warning", "3か月前から同じ", "毎週更新",
    ),
    rule(
        "P01",
        ("個人の情報が含まれているかもしれません", "May hold personal data"),
        (
            "氏名や携帯電話と思われる列があります。公開してよいか、担当の方がご確認ください。",
            "Columns look like names of persons or private phones. Someone in charge must confirm before publishing.",
        ),
        "none", "warning", "氏名｜携帯電話", "（公開しない列を外す）",
    ),
    rule(
        "P02",
        ("数式として動く文字列があります", "Text that would run as a formula"),
        (
            "「=」などで始まる文字列は、表計算ソフトで数式として動きます。書き出すときに「'」を付けました。",
            "Text that starts with = or the like runs in spreadsheets. A ' was put before it on the way out.",
        ),
        "auto", "info", "=HYPERLINK(…)", "'=HYPERLINK(…)", "",
        ("数式として動かないよう、先頭に ' を付けました", "put ' in front so that it cannot run as a formula"),
    ),
)  # fmt: skip
