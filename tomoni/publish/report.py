"""report.html of a version: what was found in the file and what was done about it, for people, without any script.

Part of the immutable folder, so it says nothing that depends on when or after what the version was published: those
notices stand in latest.json and publications.json. Its style sheet lies at `data/report.css`, for all versions.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

from tomoni.i18n import Text
from tomoni.registry.community import CommunityConfig
from tomoni.registry.services import Prepared

STYLE = "report.css"
WORDS = {
    "title": Text("確認と修正の記録", "What was checked and repaired"),
    "synthetic": Text("架空のデータです", "Made-up data"),
    "unofficial": Text("有志による非公式サイト", "Unofficial site run by volunteers"),
    "file": Text("元のファイル（SHA-256）", "Original file (SHA-256)"),
    "sheet": Text("シートと範囲", "Sheet and range"),
    "rows": Text("行数", "Rows"),
    "as_of": Text("時点", "As of"),
    "findings": Text("確認箇所", "Findings"),
    "none": Text("確認が必要な箇所はありませんでした。", "There was nothing to check."),
    "where": Text("場所", "Where"),
    "what": Text("内容", "What"),
    "count": Text("件数", "Count"),
    "done": Text("自動修正", "Repaired"),
    "yes": Text("済み", "yes"),
    "no": Text("なし", "no"),
}


def style() -> bytes:
    """The style sheet of all reports."""
    return (Path(__file__).parent / "static" / "publish" / STYLE).read_bytes()


def _both(text: Text) -> str:
    return f'{escape(text.ja)} <span lang="en">{escape(text.en)}</span>'


def html(community: CommunityConfig, prepared: Prepared) -> bytes:
    """A whole page in Japanese with English beside it; equal input gives equal bytes."""
    table = prepared.table
    facts = [
        (WORDS["file"], f"<code>{escape(prepared.sha256)}</code>"),
        (WORDS["sheet"], escape(" ".join(part for part in (table.sheet, table.range) if part)) or "-"),
        (WORDS["rows"], f"{prepared.frame.height:,}"),
        (WORDS["as_of"], escape(prepared.as_of) or "-"),
    ]
    rows = "\n".join(f"<tr><th scope='row'>{_both(name)}</th><td>{value}</td></tr>" for name, value in facts)
    title = prepared.source.title
    return (
        "<!doctype html>\n<html lang='ja'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n"
        f"<title>{escape(title.ja)} — {escape(WORDS['title'].ja)}</title>\n"
        f"<link rel='stylesheet' href='../../{STYLE}'>\n</head>\n<body>\n<main>\n"
        f"<p>{_both(community.name)}</p>\n{_marks(community)}"
        f"<h1>{_both(title)}</h1>\n<p>{_both(WORDS['title'])}</p>\n<table>\n{rows}\n</table>\n"
        f"<h2>{_both(WORDS['findings'])}</h2>\n{_findings(prepared)}</main>\n</body>\n</html>\n"
    ).encode()


def _marks(community: CommunityConfig) -> str:
    """What must stand on every page: made-up data, and a site that is not the authority's own."""
    marks = [WORDS["synthetic"]] if community.synthetic else []
    if not community.official:
        marks.append(WORDS["unofficial"])
    return "".join(f"<p><strong>{_both(mark)}</strong></p>\n" for mark in marks)


def _findings(prepared: Prepared) -> str:
    if not prepared.findings:
        return f"<p>{_both(WORDS['none'])}</p>\n"
    head = "".join(f"<th scope='col'>{_both(WORDS[key])}</th>" for key in ("where", "what", "count", "done"))
    lines = []
    for finding in prepared.findings:
        cells = escape("、".join(finding.cells[:5])) + ("…" if len(finding.cells) > 5 else "")
        message = _both(Text(finding.message.ja, finding.message.en))
        done = _both(WORDS["yes" if finding.repaired else "no"])
        lines.append(
            f"<tr><td>{cells}</td><td>{message} <small>{escape(finding.rule)}</small></td>"
            f"<td>{finding.count:,}</td><td>{done}</td></tr>"
        )
    return (
        f"<div class='scroll' role='region' aria-label='{escape(WORDS['findings'].ja)}' tabindex='0'><table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "\n".join(lines)
        + "\n</tbody>\n</table></div>\n"
    )
