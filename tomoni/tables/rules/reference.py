"""The reference page of the rules, made from the catalogue: docs/rules.md, written by `make docs`."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator

from tomoni.tables.rules import CATALOGUE, Repair
from tomoni.tables.rules.base import Rule

_FAMILIES = {
    "F": "ファイル / the file",
    "E": "文字 / characters",
    "S": "シートの構造 / layout of the sheet",
    "H": "見出し / column names",
    "C": "セルの中身 / inside a cell",
    "V": "数と決まった言葉 / numbers and agreed words",
    "D": "日付と時刻 / days and times",
    "G": "場所 / places",
    "K": "コードと番号 / codes and identifiers",
    "M": "公開のための情報 / metadata",
    "P": "個人情報と安全 / privacy and safety",
}
_REPAIR = {
    Repair.AUTO: "自動で直す / repaired (auto)",
    Repair.ASSIST: "提案する / proposed (assist)",
    Repair.NONE: "知らせる / explained (none)",
}
_ARTICLES = {
    "1-1": "ファイル形式 / file format",
    "1-2": "1セル1データ / one cell, one datum",
    "1-3": "数値は数値属性 / numbers as numbers",
    "1-4": "セルの結合 / merged cells",
    "1-5": "体裁のための空白・改行 / blanks and line breaks for layout",
    "1-6": "項目名等の省略 / labels left out",
    "1-7": "数式 / formulas",
    "1-8": "オブジェクト / objects",
    "1-9": "単位 / units",
    "1-10": "機種依存文字 / platform-dependent characters",
    "1-11": "時間の表記 / days and years",
    "1-12": "地域コード・地域名称 / area codes and names",
    "1-13": "数値の列の特殊記号 / signs in columns of numbers",
    "1-14": "データの分断 / data cut apart",
    "1-15": "1シートに複数の表 / several tables in one sheet",
}
"""Topics in our words."""
_HEAD = """# ルール / Rules

`tomoni check` と `tomoni repair` が見つけることの一覧です。データが悪いのは、だれの悪意でもありません。この頁はコードから作られます（`make docs`）。
What `tomoni check` and `tomoni repair` find. Bad data are nobody's malice. This page is generated from the code (`make docs`).

- **自動で直す** (auto): 直して、修正の記録に残します。元のファイルは変わりません。`--decline ID` で止められます。
  Repaired and recorded; your file stays as it is. `--decline ID` leaves it alone.
- **提案する** (assist): 人の判断を待ちます。`--accept ID`、一つの列だけなら `--accept ID:列名`、人しか知らないことは
  `--accept D02=2020` のように添えて受け入れます。くり返して書けます。修正の記録に残り、同じ結果を作り直せます。
  Waits for a person. `--accept ID` says yes, `--accept ID:COLUMN` for one column, `--accept D02=2020` with what only a
  person knows; repeatable, kept in the recipe, and replayed from it to the same bytes.
- **知らせる** (none): 機械では直せません。どこを見ればよいかを伝えます。
  No machine can mend it; it says where to look.

「統一ルール」は[総務省「統計表における機械判読可能なデータの表記方法の統一ルール」](https://www.soumu.go.jp/menu_news/s-news/01toukatsu01_02000186.html)
（2020年12月18日）の項目番号です（[項目から探す](#articles)。1-13から1-15の番号は原本と照らし合わせていません）。番号のない規則は、実際のファイルで見つけたものです。
The numbers are items of the ministry's unified rules of 2020-12-18 ([by item](#articles); 1-13 to 1-15 have not been compared with the original).
Rules without a number were seen in real files.

## 得点 / the score

100点から次を引きます（0点が下限）。「範囲」は、触れたセルの数÷表のセルの数です。
The score is 100 less (never below 0; share = cells touched ÷ cells of the table):

| 見つかったこと / finding | 引く点 / cost |
|---|---|
| 公開を止めるもの / error | 25 + 25·範囲 (share) |
| 確認してほしいもの / warning | 4 + 16·√範囲 |
| 自動で直したもの: 表の形（結合・多段見出し・合計行の混在など） / repaired: shape of the table | 5 |
| 自動で直したもの: 表のまわり（表題・注記・単位・文字コードなど） / repaired: around the table, container | 3 |
| 自動で直したもの: 値（日付・全角・空白など） / repaired: values | 1 + 6·√範囲 |
| 提案・参考 / proposals and remarks | 0 |

自動で直したものは規則ごとに一度だけ数え、合わせて40点までです。すべて自動で直せた表は60点以上、直すところのない表は100点です。
What was repaired counts once a rule and at most 40 together: a table that could be put right completely has 60 or more, a clean one 100.
"""


def page() -> str:
    """Markdown of all rules, by family. KeyError for a family or an article without words above."""
    parts = [_HEAD]
    family = ""
    for rule in CATALOGUE.values():
        if rule.id[0] != family:
            family = rule.id[0]
            parts.append(f'\n<a id="{family.lower()}"></a>\n\n## {family}: {_FAMILIES[family]}\n')
        parts.append(_entry(rule))
    return "\n".join([*parts, *_by_article()])


def _entry(rule: Rule) -> str:
    article = f" · 統一ルール {rule.article} {_ARTICLES[rule.article]}" if rule.article else ""
    return (
        f'<a id="{rule.id.lower()}"></a>\n\n'
        f"### {rule.id} {rule.title.ja} / {rule.title.en}\n\n"
        f"{_REPAIR[rule.repair]} · {rule.severity}{article}\n\n"
        f"{rule.explain.ja}\n{rule.explain.en}\n\n"
        f"例 / example: `{_plain(rule.bad)}` → `{_plain(rule.good)}`\n"
    )


def _by_article() -> Iterator[str]:
    yield '\n<a id="articles"></a>\n\n## 統一ルールの項目から探す / By item of the unified rules\n'
    rules: dict[str, list[str]] = defaultdict(list)
    for rule in CATALOGUE.values():
        rules[rule.article].append(f"[{rule.id}](#{rule.id.lower()})")
    yield "| 項目 / item | 内容 / topic | 規則 / rules |\n|---|---|---|"
    yield from (f"| {number} | {topic} | {' '.join(rules[number])} |" for number, topic in _ARTICLES.items())
    yield ""


def _plain(text: str) -> str:
    """Examples of unreadable characters are shown by their code points."""
    return "".join(char if char.isprintable() else f"U+{ord(char):04X}" for char in text).replace("`", "'")


if __name__ == "__main__":
    sys.stdout.write(page())
