"""Report: one self-contained page about files, for the colleague who made them. Plain words, no blame, prints well.

It reads the JSON of `FileResult.to_json`; the page needs nothing from elsewhere (styles inside, no script).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import PurePath
from typing import Any

from tomoni.tables.finding import Message
from tomoni.tables.listing import group_of
from tomoni.tables.rules import CATALOGUE

Json = dict[str, Any]

_GROUPS = {
    "error": Message("公開を止めるもの", "Stops publication"),
    "warning": Message("確認してほしいもの", "Please look at these"),
    "repaired": Message("自動で直したもの", "Repaired for you"),
    "info": Message("参考", "Good to know"),
}
_HINTS = {
    "error": Message("このままでは公開できません。", "It cannot be published like this."),
    "warning": Message("元の数字や意味を知っている方の確認が必要です。", "Someone who knows the figures should look."),
    "repaired": Message(
        "元のファイルは変えていません。次から直しておくと、さらに使いやすくなります。",
        "Your file is unchanged. It would be even easier to use if it came this way.",
    ),
    "info": Message("直さなくても公開できます。", "It can be published as it is."),
}
_TYPES = {
    "string": Message("文字", "text"),
    "integer": Message("整数", "whole number"),
    "number": Message("数", "number"),
    "date": Message("日付", "date"),
    "datetime": Message("日時", "date and time"),
    "time": Message("時刻", "time"),
    "year": Message("年", "year"),
    "code": Message("番号・コード", "code"),
    "boolean": Message("はい・いいえ", "yes or no"),
}

_STYLE = """
:root{color-scheme:light dark;--ink:#1a1a1a;--soft:#595959;--line:#d8d8d8;--paper:#fff;--tint:#f5f6f8;
--error:#b3261e;--warning:#8a5300;--repaired:#1b6b3a;--info:#3a4a5e;--link:#0017c1}
@media(prefers-color-scheme:dark){:root{--ink:#eee;--soft:#b8b8b8;--line:#444;--paper:#161616;--tint:#222;
--error:#ff9c94;--warning:#ffc266;--repaired:#7fd49b;--info:#b3c4da;--link:#9db2ff}}
*{box-sizing:border-box}body{margin:0;overflow-wrap:anywhere;background:var(--paper);color:var(--ink);line-height:1.75;
font-family:"BIZ UDPGothic","Hiragino Sans","Noto Sans JP","Yu Gothic UI",sans-serif}
main{max-width:56rem;margin:0 auto;padding:2rem 1.25rem 4rem}h1{font-size:1.6rem;margin:0 0 .25rem}
h2{font-size:1.3rem;margin:2.75rem 0 .5rem;padding-top:1rem;border-top:3px solid var(--ink);overflow-wrap:anywhere}
h3{font-size:1.1rem;margin:2rem 0 .25rem;overflow-wrap:anywhere}h4,h3[class]{font-size:1rem;margin:1.25rem 0 .25rem}
.lead,.meta,.hint{color:var(--soft);margin:.15rem 0}.meta{font-size:.875rem;overflow-wrap:anywhere}
.score{display:inline-block;border:2px solid currentColor;border-radius:2rem;padding:0 .8rem;font-weight:700}
.sum{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;list-style:none}.sum li{background:var(--tint);
border-radius:.5rem;padding:.5rem 1rem}.sum b{font-size:1.4rem;margin-right:.25rem}
.error{color:var(--error)}.warning{color:var(--warning)}.repaired{color:var(--repaired)}.info{color:var(--info)}
ul.found{list-style:none;margin:.5rem 0;padding:0}ul.found>li{border-left:5px solid currentColor;background:var(--tint);
border-radius:0 .5rem .5rem 0;padding:.6rem 1rem;margin:.6rem 0;break-inside:avoid}ul.found>li>*{color:var(--ink)}
.cells{margin:.3rem 0;padding:0}.cells code{border:1px solid var(--line);border-radius:.25rem;padding:0 .4rem;
margin-right:.3rem;font-size:.85rem;background:var(--paper)}.say{margin:0;font-weight:600}
.rule{font-size:.8rem;color:var(--soft)!important;margin:.2rem 0 0;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;font-size:.875rem}th,td{border:1px solid var(--line);padding:.25rem .5rem;
text-align:left;overflow-wrap:anywhere}th{background:var(--tint)}details{margin:.75rem 0}summary{cursor:pointer}
.scroll{overflow-x:auto}.fine{color:var(--repaired);font-weight:600}
@media print{main{max-width:none;padding:0}h2{break-before:page}h2:first-of-type{break-before:auto}
details>*{display:block}body{font-size:10.5pt}}
"""


def page(files: Sequence[Json], lang: str = "ja") -> str:
    """The whole page; deterministic for the same files."""
    say = _Said(lang)
    title = say("表の確認結果", "What we found in your tables")
    body = [
        f"<h1>{escape(title)}</h1>",
        _p(
            "lead",
            say(
                "ファイルを読み、公開データとして使えるかを調べました。悪い・良いではなく、機械で読めるかの確認です。",
                "The files were read and checked for use as open data. It is not about blame, only about machines.",
            ),
        ),
        _counts(files, say),
    ]
    for file in files:
        body += _file(file, say)
    return (
        f'<!doctype html>\n<html lang="{say.lang}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n<body><main>\n"
        + "\n".join(body)
        + "\n</main></body></html>\n"
    )


class _Said:
    """Chooses one of two languages."""

    def __init__(self, lang: str) -> None:
        self.lang = "en" if lang == "en" else "ja"

    def __call__(self, ja: str, en: str) -> str:
        return en if self.lang == "en" else ja

    def of(self, message: Message | Json) -> str:
        if isinstance(message, Message):
            return self(message.ja, message.en)
        return str(message[self.lang])


def _counts(files: Iterable[Json], say: _Said) -> str:
    groups = dict.fromkeys(_GROUPS, 0)
    for file in files:
        for finding in [*file.get("findings", ()), *(f for table in file["tables"] for f in table["findings"])]:
            groups[group_of(finding)] += 1
    items = "".join(
        f'<li class="{group}"><b>{count}</b>{escape(say.of(_GROUPS[group]))}</li>' for group, count in groups.items()
    )
    return f'<ul class="sum">{items}</ul>'


def _file(file: Json, say: _Said) -> list[str]:
    about = [file["format"], file["encoding"] or "", f"SHA-256 {file['sha256']}"]
    out = [
        f"<h2>{escape(PurePath(file['path']).name)}</h2>",
        _p("meta", " · ".join(part for part in about if part)),
    ]
    out += _groups(file.get("findings", ()), say, 3)
    for table in file["tables"]:
        out += _table(table, say)
    if not file["tables"]:
        out.append(_p("error", say("表を取り出せませんでした。", "No table could be taken from this file.")))
    return out


def _table(table: Json, say: _Said) -> list[str]:
    place = f"{table['sheet']}!{table['range']}" if table["sheet"] else table["range"]
    title = f"{table['title']}（{place}）" if table.get("title") else place
    score = table["score"]
    tone = "repaired" if score >= 90 else "warning" if score >= 60 else "error"
    size = say(
        f"{table['rows']}行×{len(table['columns'])}列", f"{table['rows']} rows × {len(table['columns'])} columns"
    )
    out = [
        f"<h3>{escape(title)}</h3>",
        f'<p class="meta"><span class="score {tone}">{say("得点", "score")} {score}/100</span> {size}</p>',
    ]
    if not table["findings"]:
        out.append(_p("fine", say("気になる点はありませんでした。", "Nothing to remark.")))
    out += _groups(table["findings"], say, 4)
    rows = "".join(
        f"<tr><td>{escape(c['source'])}</td><td>{escape(c['name'])}</td>"
        f"<td>{escape(say.of(_TYPES.get(c['type'], Message(c['type'], c['type']))))}</td>"
        f"<td>{escape(c.get('unit', ''))}</td></tr>"
        for c in table["columns"]
    )
    out.append(
        f"<details><summary>{say('列の一覧', 'Columns')}</summary><div class='scroll'><table><thead><tr>"
        f"<th>{say('元の列', 'Column in file')}</th><th>{say('項目名', 'Name')}</th><th>{say('種類', 'Kind')}</th>"
        f"<th>{say('単位', 'Unit')}</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )
    return out


def _groups(findings: Iterable[Json], say: _Said, level: int) -> list[str]:
    by_group: dict[str, list[Json]] = {}
    for finding in findings:
        by_group.setdefault(group_of(finding), []).append(finding)
    out = []
    for group, heading in _GROUPS.items():
        if group not in by_group:
            continue
        out.append(f'<h{level} class="{group}">{escape(say.of(heading))}</h{level}>')
        out.append(_p("hint", say.of(_HINTS[group])))
        items = "".join(_item(finding, group, say) for finding in by_group[group])
        out.append(f'<ul class="found">{items}</ul>')
    return out


def _item(finding: Json, group: str, say: _Said) -> str:
    rule = CATALOGUE.get(finding["rule"])
    cells = "".join(f"<code>{escape(cell)}</code>" for cell in finding["cells"][:8])
    rest = finding["count"] - min(len(finding["cells"]), 8)
    more = say(f"ほか{rest}か所", f"and {rest} more") if rest > 0 and cells else ""
    small = [finding["rule"]]
    if rule and rule.article:
        small.append(say(f"総務省 統一ルール {rule.article}", f"MIC rule {rule.article}"))
    if rule and rule.bad and rule.good:
        small.append(say(f"例: {rule.bad} → {rule.good}", f"e.g. {rule.bad} → {rule.good}"))
    proposal = finding.get("proposal")
    return (
        f'<li class="{group}"><p class="say">{escape(say.of(finding["message"]))}</p>'
        + (f'<p class="cells">{cells}{more}</p>' if cells else "")
        + (f"<p>→ {escape(say.of(proposal))}</p>" if proposal else "")
        + f'<p class="rule">{escape(" ・ ".join(small))}</p></li>'
    )


def _p(css: str, text: str) -> str:
    return f'<p class="{css}">{escape(text)}</p>'
