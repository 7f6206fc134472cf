"""The front's own few pages, in both languages: not found, not published yet, moved. Plain bytes, needing nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

Words = tuple[str, str, str, str]
"""Title and text in Japanese, title and text in English."""
NOT_FOUND = (
    "ページがありません",
    "公開中のデータは変わっていません。アドレスを確かめるか、最初のページからお探しください。",
    "Page not found",
    "The published data are unchanged. Please check the address or start from the first page.",
)
GONE = (
    "取り下げました",
    "この内容は取り下げられ、もうここにはありません。ほかの公開中のデータは変わっていません。",
    "Withdrawn",
    "This was withdrawn and is no longer here. The other published data are unchanged.",
)
NOT_YET = (
    "準備中です",
    "データを確かめて公開の準備をしています。少し待ってから開き直してください。",
    "Getting ready",
    "The data are being checked before publication. Please try again in a moment.",
)
BAD_ADDRESS = (
    "このアドレスは読めません",
    "公開中のデータは変わっていません。アドレスを確かめてください。",
    "This address cannot be read",
    "The published data are unchanged. Please check the address.",
)
NOT_ALLOWED = (
    "この操作はできません",
    "ここは読むためのページです。公開中のデータは変わっていません。",
    "This cannot be done here",
    "This page is for reading. The published data are unchanged.",
)
DESK_AWAY = (
    "この機能は今お休みしています",
    "公開中のデータはふだんどおり読めます。しばらくしてからもう一度お試しください。",
    "This part is not available now",
    "The published data can be read as usual. Please try again later.",
)


def gone_details(told: Mapping[str, Any]) -> dict[str, Any]:
    """Problem details of something withdrawn: since when and why; `told` as in the tree's manifest."""
    return {
        "type": "about:blank",
        "title": GONE[2],
        "status": 410,
        "detail": {"ja": GONE[1], "en": GONE[3]},
        "withdrawn": {"at": told["at"], "reason": told["reason"]},
        "dataset": told["title"],
    }


def problem(status: int, words: Words) -> bytes:
    """The same for programs that asked the API: problem details (RFC 9457)."""
    ja, say, en, says = words
    document = {
        "type": "/developers/#problem-unavailable" if status == 503 else "/developers/#problem-bad-request",
        "title": ja,
        "status": status,
        "detail": say,
        "instance": "",
        "texts": {"title": {"ja": ja, "en": en}, "detail": {"ja": say, "en": says}},
    }
    return json.dumps(document, ensure_ascii=False).encode()


def page(words: Words, root: str = "./") -> bytes:
    """A small page; `root` is the way to the first page."""
    ja, say, en, says = words
    return (
        "<!doctype html>\n<html lang='ja'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n<meta name='robots' content='noindex'>\n"
        f"<title>{escape(ja)} / {escape(en)}</title>\n</head>\n<body>\n<main>\n<h1>{escape(ja)}</h1>\n<p>{escape(say)}</p>\n"
        f"<div lang='en'>\n<h2>{escape(en)}</h2>\n<p>{escape(says)}</p>\n</div>\n"
        f"<p><a href='{escape(root)}'>最初のページへ / First page</a></p>\n</main>\n</body>\n</html>\n"
    ).encode()
