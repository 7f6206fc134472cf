"""Maps for paper, for staff: make one from a published list or a file, see what came of each placemark, confirm layers,
choose area and paper, look at the sheet, have it made, publish it. All of it are forms: no page needs a script."""

from __future__ import annotations

import base64
import tempfile
import uuid
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from tomoni.desk import incoming
from tomoni.desk.wording import size
from tomoni.i18n import Text
from tomoni.look.press import CannotPrint
from tomoni.papermap import forms, making, picking, published, queries, services
from tomoni.papermap import report as reports
from tomoni.papermap.models import Key
from tomoni.papermap.page import Page
from tomoni.registry import jobs
from tomoni.registry.errors import Problem, problem
from tomoni.registry.people.roles import may, require
from tomoni.registry.people.web import needs
from tomoni.registry.scope import Scope

TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "html": "text/html; charset=utf-8",
}
BUSY = ("waiting", "running", "again")
SEEN_PPI = 72
MOST_SEEN = 3
"""Pages of the look before printing."""


def _lang(request: HttpRequest) -> str:
    return "en" if getattr(request, "LANGUAGE_CODE", "ja") == "en" else "ja"


def _page(scope: Scope, name: str) -> Page:
    """404 for a name without a page; a page with a fault is a Problem, said in words."""
    if not queries.path_of(scope, name).is_file():
        raise Http404
    return queries.page(scope, name)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("look")
def overview(scope: Scope, request: HttpRequest) -> HttpResponse:
    """The maps there are, and the form for a new one."""
    fault: Text | None = None
    if request.method == "POST":
        require(scope, "prepare")
        try:
            source = _source(scope, request)
            made = services.create(scope, request.POST.get("title", ""), source)
        except Problem as wrong:
            if getattr(wrong, "status", 0) == 403:
                raise
            fault = wrong.text
        else:
            return redirect("papermap_one", made)
    shown = {row.page: row for row in queries.shown(scope)}
    newest: dict[str, Any] = {}
    for row in queries.rows(scope):
        newest.setdefault(row.page, row)
    rows = [
        {"id": name, "page": found if isinstance(found, Page) else None, "fault": getattr(found, "text", None), "edition": newest.get(name), "shown": shown.get(name)}
        for name, found in queries.pages(scope)
    ]  # fmt: skip
    context = {
        "maps": rows,
        "lists": published.lists(scope),
        "fault": fault,
        "may_prepare": may(scope, "prepare"),
        "may_publish": may(scope, "publish"),
        "limit": size(incoming.limit()),
        "typed": request.POST,
    }
    return render(request, "papermap/staff_list.html", context, status=422 if fault else 200)


def _source(scope: Scope, request: HttpRequest) -> dict[str, Any]:
    """What a new map or a further source is made of: a published list, a file, or an address."""
    reuse = bool(request.POST.get("reuse"))
    if upload := request.FILES.get("file"):
        if (upload.size or 0) > incoming.limit():
            raise Problem(incoming.too_large())
        with tempfile.TemporaryDirectory(prefix="tomoni-") as folder:
            path = Path(folder) / "upload"
            with path.open("wb") as out:
                for piece in upload.chunks():
                    out.write(piece)
            return services.of_upload(scope, incoming.clean_name(upload.name or ""), path, reuse)
    if address := request.POST.get("address", "").strip():
        return services.of_address(scope, address, reuse)
    if dataset := request.POST.get("dataset", ""):
        return services.of_dataset(scope, dataset)
    raise problem(
        "地点の一覧を選ぶか、ファイルかURLを入れてください。", "Choose a list of places, or give a file or an address."
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs("look")
def one(scope: Scope, request: HttpRequest, name: str) -> HttpResponse:
    """One map: its report, layers, sheet, editions. POST does what the button says."""
    if request.method == "POST":
        require(scope, "prepare")
    if not queries.path_of(scope, name).is_file():
        raise Http404
    fault: Text | None = None
    if request.method == "POST":
        try:
            where = _act(scope, request, name)
        except Problem as wrong:
            if getattr(wrong, "status", 0) == 403:
                raise
            fault = wrong.text
        else:
            return HttpResponseRedirect(where)
    context = {"id": name, "fault": fault, "may_prepare": may(scope, "prepare"), "may_publish": may(scope, "publish")}
    try:
        context |= _context(scope, request, name)
    except Problem as broken:
        context |= {"broken": broken.text, "path": f"papermap/{name}.toml"}
    return render(request, "papermap/staff_one.html", context, status=422 if fault else 200)


def _act(scope: Scope, request: HttpRequest, name: str) -> str:
    """One button; gives where to go on. Problem when it can't be done."""
    asked, here = request.POST, reverse("papermap_one", args=[name])
    source, layer = asked.get("source", ""), asked.get("layer", "")
    done = Text("保存しました。", "Saved.")
    if "pick.x" in asked or "pick2.x" in asked:
        return _area(scope, request, name, "click")
    match asked.get("do", ""):
        case "save" | "look":
            services.save(scope, name, asked.get("seen", ""), forms.sheet(asked, queries.page(scope, name)), forms.title(asked))  # fmt: skip
            if asked["do"] == "look":
                return here + "?look=1#look"
        case "confirm":
            services.confirm(scope, name, source, layer, asked.get("by", ""), asked.get("how", ""))
            done = Text(f"「{layer}」を確認しました。", f'"{layer}" is confirmed.')
            here += "#layers"
        case "unconfirm":
            services.take_back(scope, name, source, layer)
            here += "#layers"
        case "allow":
            services.allow(scope, name, _number(asked.get("place", "")))
        case "add":
            services.add_source(scope, name, _source(scope, request))
        case "drop":
            services.drop_source(scope, name, _number(asked.get("place", "")))
        case "make":
            made = services.ask_to_make(scope, name, {"forms": [one for one in ("png", "svg") if asked.get(one)]})
            return reverse("papermap_work", args=[name, made])
        case "publish":
            services.publish(scope, name, _number(asked.get("number", "")))
            done = Text("公開しました。少しすると公開ページに出ます。", "Published. It will appear on the public site shortly.")  # fmt: skip
            here += "#editions"
        case "retract":
            services.retract(scope, name, _number(asked.get("number", "")))
            done = Text("公開をやめました。貼ってある紙は、はがしてください。", "Taken off the site. Please take down what hangs outside.")  # fmt: skip
            here += "#editions"
        case "closer" | "wider" | "north" | "south" | "east" | "west" | "all" | "place" | "drag":
            return _area(scope, request, name, asked["do"])
        case _:
            raise problem("どのボタンか分かりませんでした。", "It is not clear which button that was.")
    messages.success(request, done[_lang(request)])
    return here


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _area(scope: Scope, request: HttpRequest, name: str, how: str) -> str:
    """The area as the picture, a step, or a place's name says; the rest of the sheet stays as it is."""
    page = queries.page(scope, name)
    order, reading = queries.prepared(scope, page)
    asked = request.POST
    if how == "click":
        which, wide = ("pick", forms.PICKED[0]) if "pick.x" in asked else ("pick2", forms.PICKED[1])
        x, y = (_number(asked.get(f"{which}.{axis}", "")) / wide for axis in "xy")
        box = picking.clicked(order, reading, x, y / picking.picture(order, reading).ratio)
    elif how == "drag":
        box = picking.dragged(order, reading, forms.corners(asked.get("corners", "")))
    elif how == "place":
        box = picking.typed(order, reading, asked.get("words", ""), scope.community.code)
    elif how == "all":
        box = None
    else:
        box = picking.stepped(order, reading, how)
    sheet = {**page.sheet, "area": ",".join(f"{one:g}" for one in box) if box else ""}
    if box:
        sheet.pop("scale", None)
    services.save(scope, name, asked.get("seen", ""), sheet, {})
    return reverse("papermap_one", args=[name]) + "#area"


def _context(scope: Scope, request: HttpRequest, name: str) -> dict[str, Any]:
    page = queries.page(scope, name)
    order, reading = queries.prepared(scope, page)
    picked = picking.picture(order, queries.judged(order, reading))
    lang = _lang(request)
    found = reports.summary(reading)
    return {
        "page": page,
        "seen": queries.revision(scope, name),
        "report": found,
        "outcomes": forms.outcomes(found),
        "marks": forms.marks(found),
        "sources": forms.sources(page, found),
        "layers": forms.layers(page, order, reading),
        "waiting": [one for one in forms.layers(page, order, reading) if one["waits"]],
        "form": forms.form(page, order, scope),
        "picture": _inline(picked.svg.encode(), "svg"),
        "picked": [(wide, round(wide * picked.ratio)) for wide in forms.PICKED],
        "area": ",".join(f"{one:g}" for one in order.area) if order.area else "",
        "look": _look(scope, page) if request.GET.get("look") else None,
        "editions": queries.rows(scope, name),
        "who": forms.name_of(scope, lang),
        "lists": published.lists(scope) if may(scope, "prepare") else [],
    }


def _inline(data: bytes, form: str) -> str:
    return f"data:{TYPES[form].partition(';')[0]};base64,{base64.b64encode(data).decode()}"


def _look(scope: Scope, page: Page) -> dict[str, Any]:
    """The sheet as it would be made now, small; or why it can't be."""
    order, reading = queries.prepared(scope, page)
    try:
        made = making.make(reading, order, "png", queries.last(scope, page.id), ppi=SEEN_PPI)
    except CannotPrint as stopped:
        return {"fault": stopped.text}
    except Problem as fault:
        return {"fault": fault.text}
    return {
        "pages": [_inline(one, "png") for one in made.pages[:MOST_SEEN]],
        "made": made,
        "more": made.page_count > MOST_SEEN,
    }


@require_safe
@needs("look")
def report(scope: Scope, request: HttpRequest, name: str) -> HttpResponse:
    """Every placemark of every source, what became of it and why, as CSV."""
    page = _page(scope, name)
    order, reading = queries.prepared(scope, page)
    body = reports.table(queries.judged(order, reading)).encode("utf-8-sig")
    return _sent(body, "csv", f"{name}-report.csv")


@require_http_methods(["GET", "HEAD", "POST"])
@needs("look")
def work(scope: Scope, request: HttpRequest, name: str, work: str) -> HttpResponse:
    """How far the next edition is; POST stops it, or asks again."""
    if request.method == "POST":
        require(scope, "prepare")
    _page(scope, name)
    key = services.key_of(work)
    state = jobs.progress(key)
    if state.state == "unknown":
        raise Http404
    if request.method == "POST":
        if request.POST.get("do") == "cancel":
            services.cancel(scope, work)
        elif request.POST.get("do") == "again":
            jobs.retry(key)
        return redirect("papermap_work", name, work)
    if state.state == "done":
        return HttpResponseRedirect(reverse("papermap_one", args=[name]) + "#editions")
    context = {"id": name, "state": state, "busy": state.state in BUSY, "may_prepare": may(scope, "prepare")}
    answer = render(request, "papermap/staff_work.html", context)
    if context["busy"]:
        answer["Refresh"] = "2"
    return answer


@require_safe
@needs("look")
def file(scope: Scope, request: HttpRequest, name: str, number: int, file: str) -> HttpResponse:
    """A file of an edition."""
    row = queries.edition(scope, name, number)
    data = queries.file(row, file) if row else None
    if data is None:
        raise Http404
    return _sent(data, file.rpartition(".")[2], f"{name}-{number}-{file}", inline=True)


def _sent(data: bytes, form: str, name: str, inline: bool = False) -> HttpResponse:
    answer = HttpResponse(data, content_type=TYPES.get(form, "application/octet-stream"))
    answer["Content-Disposition"] = f'{"inline" if inline and form != "csv" else "attachment"}; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@needs("publish")
def keys(scope: Scope, request: HttpRequest) -> HttpResponse:
    """Keys with which machines ask for editions."""
    secret, fault = "", None
    if request.method == "POST":
        try:
            if request.POST.get("do") == "forget":
                services.forget_key(scope, _uuid(request.POST.get("key", "")))
                return redirect("papermap_keys")
            secret = services.make_key(scope, request.POST.get("name", ""))
        except Problem as wrong:
            fault = wrong.text
    rows = Key.objects.filter(community=scope.community.id, revoked_at=None).order_by("-made_at")
    context = {"keys": rows, "secret": secret, "fault": fault}
    return render(request, "papermap/staff_keys.html", context, status=422 if fault else 200)


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError:
        raise problem("その鍵はありません。", "There is no such key.") from None
