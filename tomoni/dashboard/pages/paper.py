"""今日のお知らせ to print: print/notice.pdf in each language, so that a citizen can print it."""

from __future__ import annotations

from collections.abc import Iterator

from tomoni.dashboard import paper
from tomoni.dashboard.queries import Board, code_digest
from tomoni.i18n import speaking
from tomoni.registry.rooms import Page

FILE = "print/notice.pdf"


def pages(board: Board) -> Iterator[Page]:
    if not board.sets:
        return
    told = (board.announcements, [(a.title, a.day) for a in board.news[:3]], board.deck)
    today = board.announcements.notice.next and board.now.date() > board.announcements.notice.next
    edition = paper.edition(board)
    for lang in board.community.languages:
        digest = board.digest(list(board.sets), told, edition, lang, today)
        yield Page(
            path_of(lang),
            lambda lang=lang: paper.published(board, lang),
            "application/pdf",
            digest,
            draft=lambda lang=lang: code_digest().encode() + paper.draft(board, lang),
        )


def path_of(lang: str) -> str:
    return speaking.folder_of(speaking.really(lang)) + FILE
