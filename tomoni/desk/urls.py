"""Below /desk/: looking without a trace, drafts on their way to publication, datasets, and work that was given up."""

from __future__ import annotations

from django.urls import path

from tomoni.desk import draft_views, look_views, views

urlpatterns = [
    path("", views.home, name="desk"),
    path("look/", look_views.look, name="desk_look"),
    path("look/start/", look_views.start, name="desk_look_start"),
    path("look/end/", look_views.end, name="desk_look_end"),
    path("look/leave/", look_views.leave, name="desk_look_leave"),
    path("look/keep/", look_views.keep, name="desk_look_keep"),
    path("look/<int:number>/marked.xlsx", look_views.marked, name="desk_look_marked"),
    path("look/<int:number>/repaired.xlsx", look_views.repaired, name="desk_look_repaired"),
    path("files/", draft_views.receive, name="desk_receive"),
    path("work/<uuid:key>/", draft_views.show, name="desk_draft"),
    path("work/<uuid:key>/choose/", draft_views.choose, name="desk_choose"),
    path("work/<uuid:key>/ask/", draft_views.ask, name="desk_ask"),
    path("work/<uuid:key>/publish/", draft_views.publish, name="desk_publish"),
    path("work/<uuid:key>/return/", draft_views.give_back, name="desk_return"),
    path("work/<uuid:key>/again/", draft_views.again, name="desk_again"),
    path("work/<uuid:key>/retry/", draft_views.retry, name="desk_retry"),
    path("work/<uuid:key>/discard/", draft_views.discard, name="desk_discard"),
    path("work/<uuid:key>/sheet.pdf", draft_views.sheet, name="desk_sheet"),
    path("work/<uuid:key>/marked.xlsx", draft_views.marked, name="desk_marked"),
    path("work/<uuid:key>/repaired.xlsx", draft_views.repaired, name="desk_repaired"),
    path("data/<slug:dataset>/", views.dataset, name="desk_dataset"),
    path("data/<slug:dataset>/release/", views.release, name="desk_release"),
    path("jobs/<int:number>/retry/", views.retry, name="desk_job_retry"),
    path("jobs/<int:number>/drop/", views.drop, name="desk_job_drop"),
]
