"""調べるだけ: give files, see what is noteworthy, take back marked and repaired workbooks. Nothing is kept."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tomoni.desk import looks, services, workbook
from tomoni.desk.incoming import Refused, clean_name
from tomoni.desk.views import say
from tomoni.i18n import Text
from tomoni.registry import jobs
from tomoni.registry.people.roles import may
from tomoni.registry.people.web import needs
from tomoni.registry.scope import Scope

KEY = "desk.look"


def _find(request: HttpRequest) -> looks.Look | None:
    return looks.find(request.session.get(KEY, ""))


@require_POST
@needs("look")
def start(scope: Scope, request: HttpRequest) -> HttpResponse:
    """Takes the files in; small ones are read at once, large ones by a worker."""
    looks.end(request.session.pop(KEY, ""))
    uploads = request.FILES.getlist("files")
    if not uploads:
        say(request, Text("ファイルを選んでから押してください。", "Please choose a file first."))
        return redirect("desk")
    look = looks.begin(uploads)
    request.session[KEY] = look.token
    for number, file in enumerate(look.files):
        if file["size"] <= looks.AT_ONCE:
            looks.read(scope, look.token, number)
        else:
            jobs.ask("desk.look", f"desk.look:{look.token}:{number}", token=look.token, number=number)
    return redirect("desk_look")


@require_GET
@needs("look")
def look(scope: Scope, request: HttpRequest) -> HttpResponse:
    """What was found, file by file. A page of large files comes again by itself until all are read."""
    found = _find(request)
    if found is None:
        if request.session.pop(KEY, ""):
            say(request, looks.gone())
        return redirect("desk")
    files = [{"about": about, "reading": found.reading(n), "number": n} for n, about in enumerate(found.files)]
    waiting = sum(one["reading"] is None for one in files)
    context: dict[str, Any] = {
        "look": found,
        "files": files,
        "refused": found.refused,
        "waiting": waiting,
        "stuck": waiting and _stuck(found),
        "readable": [one for one in files if one["reading"] and one["reading"]["tables"]],
        "may_prepare": may(scope, "prepare"),
        "minutes": looks.minutes(),
    }
    return render(request, "desk/look.html", context)


def _stuck(found: looks.Look) -> bool:
    """Whether a worker gave a file up."""
    states = [jobs.progress(f"desk.look:{found.token}:{number}").state for number in range(len(found.files))]
    return "dead" in states


@require_POST
@needs("look")
def end(scope: Scope, request: HttpRequest) -> HttpResponse:
    """The person is done: everything of the look is deleted now."""
    looks.end(request.session.pop(KEY, ""))
    say(request, Text("調べたファイルを消しました。", "The file that was looked at has been deleted."))
    return redirect("desk")


@require_POST
@needs("look")
def leave(scope: Scope, request: HttpRequest) -> HttpResponse:
    """Sent by the page as it is left."""
    looks.leave(request.session.get(KEY, ""))
    return HttpResponse(status=204)


@require_POST
@needs("prepare")
def keep(scope: Scope, request: HttpRequest) -> HttpResponse:
    """From looking to publishing: the files become drafts."""
    from tomoni.desk.draft_views import begin

    found = _find(request)
    if found is None:
        say(request, looks.gone())
        return redirect("desk")
    drafts = services.from_look(scope, found)
    request.session.pop(KEY, "")
    return begin(scope, request, drafts, [Refused(one["name"], Text(one["ja"], one["en"])) for one in found.refused])


@require_GET
@needs("look")
def marked(scope: Scope, request: HttpRequest, number: int) -> HttpResponse:
    found, name = _file(request, number)
    return workbook.answer(workbook.marked(found.path(number).read_bytes(), name, found.reading(number)), name, "確認")


@require_GET
@needs("look")
def repaired(scope: Scope, request: HttpRequest, number: int) -> HttpResponse:
    found, name = _file(request, number)
    return workbook.answer(workbook.repaired(found.path(number).read_bytes(), name), name, "修正")


def _file(request: HttpRequest, number: int) -> tuple[looks.Look, str]:
    found = _find(request)
    if found is None or number >= len(found.files) or not (found.reading(number) or {}).get("tables"):
        raise Http404
    return found, clean_name(found.files[number]["name"])
