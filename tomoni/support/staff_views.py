"""Staff: which measures there are, what is doubtful about them, and the rule of one, edited in a form or as text."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.people.web import needs
from tomoni.registry.scope import Scope
from tomoni.support import queries, services, showing
from tomoni.support.eligibility import files, form, rules

MOST = 200


def _lang(request: HttpRequest) -> str:
    return "en" if getattr(request, "LANGUAGE_CODE", "ja") == "en" else "ja"


@require_safe
@needs("look")
def overview(scope: Scope, request: HttpRequest) -> HttpResponse:
    found, known = queries.collection(scope), files.load(scope.community.dir)
    typed = request.GET.get("q", "").strip()[:100]
    some = [one for one in found.open if typed in one.title or typed in one.provider]
    rows = [
        (one, one.key in known.by_measure, showing.unverified(one, found.today, found.config.unverified_days))
        for one in sorted(some, key=lambda one: (one.key not in known.by_measure, one.title))[:MOST]
    ]
    lost = [key for key in known.by_measure if key not in found.by_key]
    context = {
        "rows": rows,
        "typed": typed,
        "count": len(some),
        "lists": found.lists,
        "problems": [*found.config.problems, *known.problems],
        "lost": lost,
    }
    return render(request, "support/staff_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("publish")
def rule(scope: Scope, request: HttpRequest, key: str) -> HttpResponse:
    """GET shows the rule as lines and as text; POST checks it with its cases and keeps it, or says what is wrong."""
    found, known = queries.collection(scope), files.load(scope.community.dir)
    measure = found.by_key.get(key)
    if measure is None:
        raise Http404
    path = scope.community.dir / files.FOLDER / f"{key}.toml"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    problem: Text | None = None
    if request.method == "POST":
        try:
            text = _given(request, key, known, text)
            services.save_rule(scope, key, text)
        except Problem as fault:
            problem = fault.text
        else:
            said = Text("条件を保存しました。公開ページに出ます。", "Saved. It will appear on the public pages.")
            messages.success(request, said[_lang(request)])
            return HttpResponseRedirect(reverse("support_rule", args=[key]))
    context = _context(known, key, text, request) | {"measure": measure, "problem": problem}
    return render(request, "support/staff_rule.html", context, status=422 if problem else 200)


def _given(request: HttpRequest, key: str, known: files.Rules, kept: str) -> str:
    if request.POST.get("as") == "text":
        return request.POST.get("text", "")
    return files.as_toml(form.table(key, request.POST, known.facts, _read(known, key, kept)))


def _read(known: files.Rules, key: str, text: str) -> rules.Rule | None:
    """The rule that a text says; where it says none, the one that is shown."""
    try:
        return files.parse(text, known.facts) if text.strip() else None
    except Problem:
        return known.by_measure.get(key)


def _context(known: files.Rules, key: str, text: str, request: HttpRequest) -> dict[str, Any]:
    now = _read(known, key, text)
    lines = form.lines(now)
    if request.method == "POST" and request.POST.get("as") != "text":
        lines = _echo(request, "condition", form.LINE)
    return {
        "lines": lines,
        "parameters": form.parameters(now) if request.method != "POST" else _echo(request, "parameter", form.PARAMETER),
        "cases": form.cases(now) if request.method != "POST" else _echo(request, "case", form.CASE),
        "ask": "\n".join(words.ja for words in now.ask) if now else request.POST.get("ask", ""),
        "text": text or f'measure = "{key}"\n',
        "facts": list(known.facts.values()),
        "operators": rules.OPERATORS,
        "expects": tuple(rules.STATES.items()),
        "today": timezone.localdate().isoformat(),
    }


def _echo(request: HttpRequest, kind: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """What was typed, back into the form."""
    rows = [{name: request.POST.get(f"{kind}-{number}-{name}", "") for name in names} for number in range(form.MOST)]
    filled = max((at for at, row in enumerate(rows) if any(row.values())), default=-1) + 1
    return rows[: filled + form.SPARE]
