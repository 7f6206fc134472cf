"""The front's own few pages, in both languages: not found, not published yet, moved. Plain bytes, needing nothing."""

from __future__ import annotations

from html import escape

NOT_FOUND = (
    "ページがありません",
    "公開中のデータは変わっていません。アドレスを確かめるか、最初のページからお探しください。",
    "Page not found",
    "The published data are unchanged. Please check the address or start from the first page.",
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


def page(words: tuple[str, str, str, str], root: str = "./") -> bytes:
    """A small page; `root` is the way to the first page."""
    ja, say, en, says = words
    return (
        "<!doctype html>\n<html lang='ja'>\n<head>\n<meta charset='utf-8'>\n"
        "<meta name='viewport' content='width=device-width, initial-scale=1'>\n<meta name='robots' content='noindex'>\n"
        f"<title>{escape(ja)} / {escape(en)}</title>\n</head>\n<body>\n<main>\n<h1>{escape(ja)}</h1>\n<p>{escape(say)}</p>\n"
        f"<div lang='en'>\n<h2>{escape(en)}</h2>\n<p>{escape(says)}</p>\n</div>\n"
        f"<p><a href='{escape(root)}'>最初のページへ / First page</a></p>\n</main>\n</body>\n</html>\n"
    ).encode()
