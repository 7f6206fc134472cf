"""Pages for what can't be done: in the house look where Django can draw it, else the front's plain page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.web import words

TITLES = {
    403: Text("この操作はできません", "You may not do this"),
    404: Text("ページがありません", "Page not found"),
    409: Text("いまはこの操作ができません", "This can't be done now"),
    429: Text("しばらくお待ちください", "Please wait a little"),
}
OTHER = Text("この内容では進められません", "This can't be done as asked")


def say(request: HttpRequest, text: Text, status: int) -> HttpResponse:
    """The page with these words. Falls back to the plain page when drawing itself fails (no database, no folder)."""
    try:
        context = {"title": TITLES.get(status, OTHER), "text": text, "status": status}
        return render(request, "people/refusal.html", context, status=status)
    except Exception:
        plain = (TITLES.get(status, OTHER).ja, text.ja, TITLES.get(status, OTHER).en, text.en)
        return HttpResponse(words.page(plain, "/"), status=status)


def problem(request: HttpRequest, error: Problem) -> HttpResponse:
    """A Problem as a page: its own `status`, else 409 for code 1 (refused for now) and 400 for the rest."""
    return say(request, error.text, getattr(error, "status", 0) or (409 if error.code == 1 else 400))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token was missing or old: nothing was changed; how to go on."""
    return say(
        request,
        Text(
            "画面を開いてから時間がたったか、クッキーが使えないため、送信を受け取れませんでした。何も変えていません。前の画面に戻って読み込み直し、もう一度お試しください。",
            "The form was open for too long, or cookies are off, so it was not taken. Nothing was changed. Go back, reload the page and try again.",
        ),
        403,
    )


def too_many(request: HttpRequest) -> HttpResponse:
    return say(
        request,
        Text(
            "短い時間に何度も送信されたため、少しのあいだ止めています。公開中のデータは変わっていません。1分ほど待ってから、もう一度お試しください。",
            "There were many requests in a short time, so we pause for a moment. The public data are unchanged. Please try again in a minute.",
        ),
        429,
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return say(
        request,
        Text("この操作をする権限がありません。何も変えていません。", "You may not do this. Nothing was changed."),
        403,
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    _, said, _, says = words.NOT_FOUND
    return say(request, Text(said, says), 404)
