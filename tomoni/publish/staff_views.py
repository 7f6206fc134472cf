"""Withdrawing at the desk: an owner sees exactly what goes, gives the reason, types the dataset's id, and it goes."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tomoni.i18n import Text
from tomoni.publish import live, queries, withdraw
from tomoni.registry import queries as registry
from tomoni.registry import withdrawals
from tomoni.registry.errors import Problem
from tomoni.registry.people.web import needs
from tomoni.registry.scope import Scope


@require_safe
@needs("withdraw")
def overview(scope: Scope, request: HttpRequest) -> HttpResponse:
    """What could be withdrawn, and what was."""
    titles = {entry.dataset: entry.title for entry in registry.datasets(scope)}
    titles |= {item.dataset: item.source.title for item in queries.published(scope)}
    titles |= {feed: Text.of(said["title"]) for feed, said in live.feeds(scope).items()}
    rows = [
        {
            "title": Text(row.title_ja or row.dataset.slug, row.title_en or row.dataset.slug),
            "at": timezone.localtime(row.at),
            "reason": row.reason,
            "done": row.done_at is not None,
        }
        for row in withdrawals.of_community(scope)
    ]
    return render(request, "publish/withdraw_list.html", {"datasets": sorted(titles.items()), "rows": rows[::-1]})


@require_http_methods(["GET", "HEAD", "POST"])
@needs("withdraw")
def one(scope: Scope, request: HttpRequest, dataset: str) -> HttpResponse:
    """The plan of one dataset or version; POST with the typed id carries it out."""
    lang = "en" if getattr(request, "LANGUAGE_CODE", "ja") == "en" else "ja"
    asked = request.POST.get("version", request.GET.get("version", ""))
    version = asked or None
    context: dict[str, object] = {"dataset": dataset, "version": asked, "reason": request.POST.get("reason", "")}
    try:
        if request.method == "POST":
            _typed(request, dataset)
            done = withdraw.withdraw(scope, dataset, version, request.POST.get("reason", ""))
            for text in done.lines():
                messages.warning(request, text[lang])
            said = Text(f"「{dataset}」を取り下げました。", f'Withdrew "{dataset}".')
            messages.success(request, said[lang])
            return HttpResponseRedirect(reverse("withdraw"))
        context["plan"] = withdraw.plan(scope, dataset, version)
    except Problem as problem:
        context["problem"] = problem.text
        context["plan"] = _plan(scope, dataset, version)
    plan = context["plan"]
    context["lines"] = plan.lines() if isinstance(plan, withdraw.Plan) else []
    context["versions"] = registry.publications(scope, dataset)
    return render(request, "publish/withdraw_one.html", context, status=422 if "problem" in context else 200)


def _typed(request: HttpRequest, dataset: str) -> None:
    if request.POST.get("typed", "").strip() != dataset:
        raise Problem(
            Text(
                f"確認のため「{dataset}」と入力してください。まだ何も変えていません。",
                f'Please type "{dataset}" to confirm. Nothing was changed.',
            )
        )


def _plan(scope: Scope, dataset: str, version: str | None) -> withdraw.Plan | None:
    try:
        return withdraw.plan(scope, dataset, version)
    except Problem:
        return None
