"""Small pieces of Markdown, written so that no value can break the page: tables, code, anchors, the note on top."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

MADE = "<!-- このページは tools/make_docs.py が作ります（make docs）。/ Made by tools/make_docs.py (make docs); mend {source}. -->"


def head(ja: str, en: str, source: str) -> list[str]:
    """Title in both languages and the note that says where the page comes from."""
    return [MADE.format(source=source), f"# {ja} / {en}", ""]


def escaped(text: str) -> str:
    """Text that may stand in a table cell or a paragraph."""
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("*", "\\*").replace("<", "&lt;").replace("\n", " ")


def code(text: str) -> str:
    """Inline code that may stand in a table cell; a backtick in it is fenced by two."""
    if not text:
        return ""
    text = text.replace("|", "\\|").replace("\n", "↵")
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Lines of a table; cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return [f"| {' | '.join(cells)} |" for cells in lines] + [""]


def anchored(level: int, anchor: str, title: str) -> list[str]:
    """A heading that keeps its address when its words change: page.md#anchor."""
    return [f'<a id="{anchor}"></a>', "", f"{'#' * level} {title}", ""]


def joined(lines: Iterable[str]) -> str:
    """The page as text: one newline at its end."""
    return "\n".join(lines).rstrip("\n") + "\n"
