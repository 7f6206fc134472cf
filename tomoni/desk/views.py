"""The desk's first page, one page a dataset, and work that was given up."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST

from tomoni.desk import queries, services
from tomoni.desk.incoming import limit
from tomoni.desk.wording import size
from tomoni.i18n import Text
from tomoni.registry import jobs
from tomoni.registry.errors import Problem
from tomoni.registry.models import Job
from tomoni.registry.people.roles import may
from tomoni.registry.people.web import needs
from tomoni.registry.scope import Scope


def say(request: HttpRequest, text: Text) -> None:
    """A word on top of the next page, in its language."""
    messages.info(request, text[(get_language() or "ja")[:2]])


@require_GET
@needs("look")
def home(scope: Scope, request: HttpRequest) -> HttpResponse:
    work = queries.in_work(scope)
    return render(
        request,
        "desk/home.html",
        {
            "standings": queries.standings(scope),
            "work": [(one, queries.name_of(one.changed_by)) for one in work],
            "ended": queries.recently_ended(scope),
            "given_up": queries.given_up(scope) if may(scope, "prepare") else [],
            "may_prepare": may(scope, "prepare"),
            "may_publish": may(scope, "publish"),
            "limit": size(limit()),
            "limit_bytes": limit(),
        },
    )


@require_GET
@needs("look")
def dataset(scope: Scope, request: HttpRequest, dataset: str) -> HttpResponse:
    return _dataset(scope, request, dataset)


def _dataset(scope: Scope, request: HttpRequest, dataset: str, problem: Problem | None = None) -> HttpResponse:
    standing = queries.standing(scope, dataset)
    return render(
        request,
        "desk/dataset.html",
        {
            "standing": standing,
            "holds": [(hold, queries.gate_title(hold.gate)) for hold in standing.holds],
            "work": [(one, queries.name_of(one.changed_by)) for one in standing.work],
            "may_release": may(scope, "release") and standing.state == "held",
            "may_prepare": may(scope, "prepare"),
            "progress": standing.progress,
            "stuck": bool(standing.release and standing.release.dead_at),
            "problem": problem.text if problem else None,
        },
        status=409 if problem else 200,
    )


@require_POST
@needs("release")
def release(scope: Scope, request: HttpRequest, dataset: str) -> HttpResponse:
    """Has published what is held, with the reason people will read; the dataset's page shows how far it is."""
    queries.standing(scope, dataset)
    try:
        services.release(scope, dataset, request.POST.get("reason", ""))
    except Problem as problem:
        return _dataset(scope, request, dataset, problem)
    say(request, Text("理由を受け付けました。", "Your reason was taken."))
    return redirect("desk_dataset", dataset)


def _job(number: int) -> Job:
    found = next((job for job in jobs.dead() if job.pk == number), None)
    if found is None:
        raise Http404
    return found


@require_POST
@needs("prepare")
def retry(scope: Scope, request: HttpRequest, number: int) -> HttpResponse:
    """Work that was given up is due again."""
    services.try_again(scope, _job(number))
    say(request, Text("もう一度行います。", "It will be tried again."))
    return redirect("desk")


@require_POST
@needs("prepare")
def drop(scope: Scope, request: HttpRequest, number: int) -> HttpResponse:
    """Work that was given up leaves the list."""
    services.give_up(scope, _job(number))
    return redirect("desk")
