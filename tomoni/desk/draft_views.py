"""Drafts: from files to publication. Every page says the one next step; forms carry the revision the person saw."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tomoni.desk import approval, decisions, looks, queries, services, work, workbook
from tomoni.desk.incoming import Refused
from tomoni.desk.models import Draft, State
from tomoni.desk.views import say
from tomoni.i18n import Text
from tomoni.publish import reasons
from tomoni.registry import jobs
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem, problem
from tomoni.registry.people.roles import may
from tomoni.registry.people.web import needs
from tomoni.registry.scope import Scope

BUSY = (State.READING, State.PUBLISHING)


@require_POST
@needs("prepare")
def receive(scope: Scope, request: HttpRequest) -> HttpResponse:
    """Takes files in for publication."""
    uploads = request.FILES.getlist("files")
    if not uploads:
        say(request, Text("ファイルを選んでから押してください。", "Please choose a file first."))
        return redirect("desk")
    drafts, refused = services.receive(scope, uploads)
    return begin(scope, request, drafts, refused)


def begin(scope: Scope, request: HttpRequest, drafts: Sequence[Draft], refused: Sequence[Refused]) -> HttpResponse:
    """Small files are read at once, large ones by a worker; then to the first draft, or back when there is none."""
    for one in refused:
        say(request, Text(f"{one.name}: {one.why.ja}", f"{one.name}: {one.why.en}"))
    for draft in drafts:
        if draft.size <= looks.AT_ONCE:
            work.read(scope, draft)
        else:
            services.ask_to_read(draft)
    return redirect("desk_draft", drafts[0].pk) if drafts else redirect("desk")


@require_GET
@needs("look")
def show(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A draft where it stands: being read, to be decided, reviewed, waiting, scheduled, published."""
    draft = queries.draft(scope, key)
    if draft.state == State.OPEN and not draft.review:
        progress = queries.progress_of(draft)
        if progress.state in ("unknown", "done"):
            return redirect("desk_choose", draft.pk)
        return _busy(scope, request, draft, progress)
    if draft.state in BUSY:
        return _busy(scope, request, draft, queries.progress_of(draft))
    return _show(scope, request, draft)


def _show(scope: Scope, request: HttpRequest, draft: Draft, problem: Problem | None = None) -> HttpResponse:
    reviewed = draft.state in (State.OPEN, State.WAITING, State.SCHEDULED) and draft.review
    if reviewed and may(scope, "prepare"):
        services.viewed(scope, draft)
    context = _context(scope, draft, problem)
    if reviewed:
        context |= _review_context(scope, draft)
    return render(
        request, "desk/review.html" if reviewed else "desk/state.html", context, status=409 if problem else 200
    )


def _context(scope: Scope, draft: Draft, problem: Problem | None) -> dict[str, Any]:
    return {
        "draft": draft,
        "problem": problem.text if problem else None,
        "others": queries.others(scope, draft),
        "outcome": [(one, queries.title_of(draft, one["id"])) for one in draft.outcome],
        "batch": [one for one in queries.batch_of(draft) if one.pk != draft.pk],
        "who": queries.name_of(draft.changed_by),
        "asked_by": queries.name_of(draft.asked_by),
        "decided_by": queries.name_of(draft.decided_by),
        "may_prepare": may(scope, "prepare"),
        "may_publish": may(scope, "publish"),
    }


def _review_context(scope: Scope, draft: Draft) -> dict[str, Any]:
    return {
        "review": draft.review,
        "held": draft.review["status"] == "held",
        "can_go": draft.review["status"] in ("ready", "held"),
        "gates": {gate: queries.gate_title(gate) for gate in _gates(draft)},
        "reasons": list(reasons.REASONS.items()),
        "asked": [_asked(draft, one) for one in draft.review["datasets"] if one.get("why") == "ask"],
        "earliest": timezone.localtime().strftime("%Y-%m-%dT%H:%M"),
    }


def _asked(draft: Draft, one: dict[str, Any]) -> dict[str, Any]:
    """A dataset whose published values change: what was said why, as a name of the list or a sentence."""
    said = draft.decisions.get("why", {}).get(one["dataset"], "")
    named = said if said in reasons.REASONS else ""
    return {"dataset": one["dataset"], "title": one["title"], "named": named, "own": "" if named else said}


def _gates(draft: Draft) -> set[str]:
    return {verdict["gate"] for one in draft.review["datasets"] for verdict in one["verdicts"]}


def _busy(scope: Scope, request: HttpRequest, draft: Draft, progress: jobs.Progress) -> HttpResponse:
    context = _context(scope, draft, None) | {
        "progress": progress,
        "stuck": progress.state in ("dead", "cancelled"),
        "comparing": draft.state == State.OPEN,
    }
    return render(request, "desk/busy.html", context)


@require_http_methods(["GET", "POST"])
@needs("prepare")
def choose(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Sheets, columns, schema and proposals. For tomorrow's edition only what is new is open."""
    draft = queries.draft(scope, key)
    if draft.state == State.STOPPED:
        draft = services.take_up(scope, draft, draft.revision)
    if draft.state != State.OPEN:
        return redirect("desk_draft", draft.pk)
    if request.method == "GET":
        services.viewed(scope, draft)
        return _choose(scope, request, draft)
    try:
        return _decided(scope, request, draft)
    except Problem as stop:
        draft.refresh_from_db()
        return _choose(scope, request, draft, stop) if draft.state == State.OPEN else _show(scope, request, draft, stop)


def _decided(scope: Scope, request: HttpRequest, draft: Draft) -> HttpResponse:
    before = services.choices_of(draft)
    choices = decisions.from_form(scope, request.POST, draft.reading, before)
    if not any(choice.use for choice in choices):
        raise problem(
            "公開する表が選ばれていません。1つ以上にチェックを入れてください。何も変えていません。",
            "No table is ticked. Tick at least one. Nothing was changed.",
            1,
        )
    if bare := next((choice for choice in choices if choice.use and not choice.columns), None):
        raise problem(
            f"「{bare.title['ja']}」に公開する列が選ばれていません。列にチェックを入れるか、この表のチェックを外してください。何も変えていません。",
            f'No column of "{bare.title["en"]}" is ticked. Tick some, or leave the table out. Nothing was changed.',
            1,
        )
    changed = work.reread(scope, draft, before, choices)
    reread = draft.reading
    draft = services.decide(scope, draft, _revision(request), choices)
    draft.reading = reread
    if changed:
        say(
            request,
            Text(
                "選んだとおりに表を読み直しました。列が変わったので、公開する列をもう一度確かめてください。",
                "The tables were read again as you chose. Columns have changed: please check which are published.",
            ),
        )
        services.record_reading_again(draft)
        return redirect("desk_choose", draft.pk)
    services.record_reading_again(draft)
    if draft.size <= looks.AT_ONCE:
        work.compare(scope, draft)
    else:
        jobs.ask("desk.compare", queries.compare_key(draft), draft=str(draft.pk), revision=draft.revision)
    return redirect("desk_draft", draft.pk)


def _choose(scope: Scope, request: HttpRequest, draft: Draft, problem: Problem | None = None) -> HttpResponse:
    choices = services.choices_of(draft)
    asked = decisions.questions(draft.reading, choices)
    tables = [
        {
            "number": number,
            "table": table,
            "choice": choice,
            "asks": asked.get(table["key"], []),
            "folded": choice.known and not asked.get(table["key"]),
        }
        for number, (table, choice) in enumerate(zip(draft.reading["tables"], choices, strict=True))
    ]
    context = _context(scope, draft, problem) | {
        "reading": draft.reading,
        "tables": tables,
        "edition": any(choice.known for choice in choices),
        "datasets": registry.datasets(scope),
        "questions": sum(len(words) for words in asked.values()),
    }
    return render(request, "desk/choose.html", context, status=409 if problem else 200)


def _revision(request: HttpRequest) -> int:
    """The revision the form was made for; one that is missing fits none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else -1


def _whys(request: HttpRequest, draft: Draft) -> dict[str, str]:
    """dataset → why it changes published values: what was written, else what was chosen."""
    asked = [one["dataset"] for one in draft.review.get("datasets", ()) if one.get("why") == "ask"]
    said = {
        name: request.POST.get(f"why-{name}-own", "").strip() or request.POST.get(f"why-{name}", "") for name in asked
    }
    return {name: why for name, why in said.items() if why}


def _moment(request: HttpRequest) -> datetime | None:
    """The release time that was asked for, in the community's time zone; None for now."""
    if request.POST.get("when") != "later":
        return None
    try:
        found = datetime.fromisoformat(request.POST.get("release-at", ""))
    except ValueError:
        raise problem(
            "解禁の日時を入れてください。何も変えていません。", "Give the release time. Nothing was changed.", 1
        ) from None
    return timezone.make_aware(found) if timezone.is_naive(found) else found


@require_POST
@needs("prepare")
def ask(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Asks an approver."""
    draft = queries.draft(scope, key)
    try:
        services.ask_approval(
            scope,
            draft,
            _revision(request),
            request.POST.get("comment", ""),
            _moment(request),
            _whys(request, draft),
        )
    except Problem as stop:
        return _again(scope, request, draft, stop)
    say(request, Text("承認を依頼しました。", "Approval was asked for."))
    return redirect("desk_draft", draft.pk)


@require_POST
@needs("publish")
def publish(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Approves and publishes, now or at a time. Small files are published while the person waits."""
    draft = queries.draft(scope, key)
    try:
        draft = services.publish(
            scope,
            draft,
            _revision(request),
            reason=request.POST.get("reason", ""),
            release_at=_moment(request),
            whys=_whys(request, draft),
        )
    except Problem as stop:
        return _again(scope, request, draft, stop)
    return redirect("desk_draft", draft.pk)


@require_POST
@needs("prepare")
def give_back(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Returns a request, or takes a release time back."""
    draft = queries.draft(scope, key)
    try:
        services.give_back(scope, draft, _revision(request), request.POST.get("comment", ""))
    except Problem as stop:
        return _again(scope, request, draft, stop)
    say(request, Text("公開の準備にもどしました。", "It is open again."))
    return redirect("desk_draft", draft.pk)


@require_POST
@needs("prepare")
def again(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """A stopped draft is taken up again and compared with what is public now."""
    draft = queries.draft(scope, key)
    try:
        draft = services.take_up(scope, draft, _revision(request))
        work.compare(scope, draft)
    except Problem as stop:
        return _again(scope, request, draft, stop)
    return redirect("desk_draft", draft.pk)


@require_POST
@needs("prepare")
def retry(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Work on a draft that was given up is done again."""
    draft = queries.draft(scope, key)
    services.work_again(scope, draft)
    return redirect("desk_draft", draft.pk)


@require_POST
@needs("prepare")
def discard(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """Ends a draft unpublished."""
    draft = queries.draft(scope, key)
    try:
        services.discard(scope, draft, _revision(request))
    except Problem as stop:
        return _again(scope, request, draft, stop)
    say(
        request,
        Text("作業をやめました。公開中のデータは変わっていません。", "Ended. What is public has not changed."),
    )
    return redirect("desk")


def _again(scope: Scope, request: HttpRequest, draft: Draft, stop: Problem) -> HttpResponse:
    """The draft as it is now, with what stood in the way on top."""
    draft.refresh_from_db()
    return _show(scope, request, draft, stop)


@require_GET
@needs("look")
def sheet(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    """The approval sheet (決裁用) as PDF."""
    draft = queries.draft(scope, key)
    if not draft.review:
        raise Http404
    return HttpResponse(
        approval.pdf(scope, draft),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="approval.pdf"'},
    )


@require_GET
@needs("prepare")
def marked(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    draft = _with_tables(scope, key)
    return workbook.answer(workbook.marked(work.bytes_of(draft), draft.name, draft.reading), draft.name, "確認")


@require_GET
@needs("prepare")
def repaired(scope: Scope, request: HttpRequest, key: uuid.UUID) -> HttpResponse:
    draft = _with_tables(scope, key)
    return workbook.answer(workbook.repaired(work.bytes_of(draft), draft.name), draft.name, "修正")


def _with_tables(scope: Scope, key: uuid.UUID) -> Draft:
    draft = queries.draft(scope, key)
    if not draft.reading.get("tables"):
        raise Http404
    services.viewed(scope, draft)
    return draft
