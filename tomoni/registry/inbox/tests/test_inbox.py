"""The inbox at its door: what people send comes in once, stays inside until released, and hostile things stay out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import services as services_needed
from tomoni.i18n import Text
from tomoni.registry import here
from tomoni.registry.errors import Problem
from tomoni.registry.inbox import door, kinds, queries, services
from tomoni.registry.inbox.models import Knock, Message, Salt, State
from tomoni.registry.models import Job, Person
from tomoni.registry.people.models import Membership
from tomoni.registry.people.roles import MACHINE, NotAllowed
from tomoni.registry.scope import Scope

ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("TOMONI_", "DJANGO_"))}
COMMUNITY = '[community]\nid = "testcity"\ncode = "990019"\nname = { ja = "てすと市", en = "Test City" }\n'


@pytest.fixture
def scope(tmp_path: Path, settings: Any, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scope]:
    folder = tmp_path / "city"
    folder.mkdir()
    (folder / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    settings.HOME, settings.COMMUNITY_DIR = folder / ".tomoni", folder
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(door, "FASTEST", -1)
    yield Scope(None, here.community(), MACHINE)


def letter(words: str = "合計がちがいます", **more: Any) -> services.Letter:
    return services.Letter(words=words, stamp=more.pop("stamp", door.stamp()), **more)


def send(scope: Scope, words: str = "合計がちがいます", **more: Any) -> Message:
    kind, subject = kinds.find(scope, {"page": "cards/x/"})
    return services.submit(scope, kind, subject, letter(words, **more), "http://here/")


def post(client: Client, **given: str) -> Any:
    return client.post("/inbox/new/?page=cards/x/", {"words": "合計がちがいます", "stamp": door.stamp(), **given})


class TestSending:
    def test_numbers_count_up_within_the_year(self, scope: Scope) -> None:
        year = timezone.localdate().year
        assert [send(scope).number for _ in range(3)] == [f"{year}-{n:04}" for n in (1, 2, 3)]

    def test_the_same_form_twice_is_one_message(self, scope: Scope) -> None:
        stamp = door.stamp()
        assert send(scope, stamp=stamp).pk == send(scope, stamp=stamp).pk
        assert Message.objects.count() == 1

    def test_a_form_that_is_not_ours_keeps_the_words(self, scope: Scope) -> None:
        answer = post(Client(), stamp="made-up")
        assert answer.status_code == 422
        assert "合計がちがいます" in answer.content.decode()
        assert not Message.objects.exists()

    def test_what_no_person_fills_in_or_sends_so_fast_is_kept_aside(
        self, scope: Scope, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert send(scope, trap="http://buy.example").state == State.DOUBTFUL
        assert send(scope, "https://a.example www.b.example http://c.example").state == State.DOUBTFUL
        monkeypatch.setattr(door, "FASTEST", 3)
        assert send(scope).state == State.DOUBTFUL

    def test_too_many_from_one_address_are_asked_to_wait(self, scope: Scope) -> None:
        for _ in range(door.AN_HOUR_FROM_ONE):
            send(scope, sender="192.0.2.1")
        with pytest.raises(Problem, match="Too many"):
            send(scope, sender="192.0.2.1")
        assert send(scope, sender="192.0.2.2").number
        assert not Knock.objects.filter(sender__contains="192.0.2.").exists(), "addresses are hashed"

    def test_yesterdays_salt_and_counts_are_forgotten(self, scope: Scope) -> None:
        yesterday = timezone.localdate() - timedelta(days=1)
        Salt.objects.create(day=yesterday, value="x")
        Knock.objects.create(day=yesterday, hour=1, sender="y", count=1)
        send(scope)
        assert not Salt.objects.filter(day=yesterday).exists() and not Knock.objects.filter(day=yesterday).exists()

    def test_a_megabyte_is_answered_in_words(self, scope: Scope) -> None:
        answer = post(Client(), words="あ" * 350_000)
        assert answer.status_code == 422
        assert len(answer.content) < 100_000
        assert "長すぎます" in answer.content.decode()

    @pytest.mark.parametrize("address", ["nobody", "a@b", "x@y.example\nBcc: z@y.example", "a" * 300 + "@b.example"])
    def test_no_mail_goes_to_what_is_no_mailbox(self, scope: Scope, address: str) -> None:
        with pytest.raises(Problem):
            send(scope, mail=address)

    @pytest.mark.parametrize(
        ("words", "what"),
        [
            ("090-1234-5678に電話して", "携帯電話"),
            ("０７８－３２２－００００ です", "電話番号"),
            ("taro@example.jp へ", "メール"),
            ("氏名: 山田", "名前"),
            ("山田太郎さんのことです", "名前"),
            ("中央区加納町6丁目5番1号", "住所"),
            ("マイナンバーは 1234 5678 9012", "個人番号"),
        ],
    )
    def test_personal_data_are_flagged(self, scope: Scope, words: str, what: str) -> None:
        assert any(what in flag["ja"] for flag in send(scope, words).flags)


class TestHostile:
    def test_markup_is_words(self, scope: Scope) -> None:
        message = send(scope, "<script>alert(1)</script> <img src=x onerror=y>")
        shown = Client().get("/" + services.follow_path(message)).content.decode()
        assert "<script>alert" not in shown and "&lt;script&gt;" in shown

    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=300))
    def test_any_text_comes_out_plain(self, text: str) -> None:
        made = door.clean(text)
        assert door.clean(made) == made
        assert not any(ord(char) < 32 and char != "\n" for char in made)
        assert not set(made) & {chr(code) for code in door.WALKING}

    @pytest.mark.parametrize(
        "query",
        [
            "dataset=../../etc&row=1&column=x",
            "dataset=counts&row=-1",
            "dataset=counts&row=99999999999999999999&column=a",
            "dataset=counts&version=zz&row=1&column=%00",
            "page=//evil.example/&kind=cell",
            "page=javascript:alert(1)",
            "page=%2E%2E%2F%2E%2E%2Fetc",
            "kind=nothing&row=1",
            "page=" + "a" * 5000,
        ],
    )
    def test_forged_addresses_give_a_form_about_the_site(self, scope: Scope, query: str) -> None:
        answer = Client().get("/inbox/new/?" + query)
        assert answer.status_code == 200
        text = answer.content.decode()
        assert 'href="//evil' not in text and 'href="///' not in text and 'href="javascript' not in text

    def test_without_the_forms_token_nothing_is_taken(self, scope: Scope) -> None:
        answer = Client(enforce_csrf_checks=True).post("/inbox/new/", {"words": "x", "stamp": door.stamp()})
        assert answer.status_code == 403 and not Message.objects.exists()

    def test_a_message_is_found_by_its_own_address_only(self, scope: Scope) -> None:
        one, other = send(scope), send(scope)
        client = Client()
        assert client.get("/" + services.follow_path(one)).status_code == 200
        assert client.get(f"/inbox/m/{one.pk}/{services.code(other)}/").status_code == 404
        assert client.get(f"/inbox/m/{one.pk}/{'0' * 40}/").status_code == 404


AT_ONCE = """
import sys, threading
from pathlib import Path
from tomoni.cli.home import open_community
scope = open_community(Path(sys.argv[1]))
from django.db import connections
from tomoni.registry.inbox import door, kinds, services
from tomoni.registry.inbox.models import Message
door.FASTEST = -1
start, failed = threading.Barrier(8), []
def send():
    try:
        kind, subject = kinds.find(scope, {"page": "cards/x/"})
        start.wait()
        services.submit(scope, kind, subject, services.Letter(words="合計がちがいます", stamp=door.stamp()), "http://here/")
    except Exception as error:
        failed.append(repr(error))
    finally:
        connections.close_all()
threads = [threading.Thread(target=send) for _ in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
assert not failed, failed
print(*sorted(Message.objects.values_list("number", flat=True)))
"""


@pytest.mark.parametrize("database", ["SQLite", "PostgreSQL"])
def test_messages_at_the_same_moment_get_numbers_of_their_own(database: str, tmp_path: Path) -> None:
    """In a process of its own: the tests' database is in memory and has one connection."""
    (tmp_path / "community.toml").write_text(COMMUNITY, encoding="utf-8")
    with ExitStack() as stack:
        environment = dict(ENVIRONMENT)
        environment.pop("DATABASE_URL", None)
        if database == "PostgreSQL":
            services_needed.need(database)
            environment["DATABASE_URL"] = stack.enter_context(services_needed.new_database())
        command = [sys.executable, "-c", AT_ONCE, str(tmp_path)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [f"{timezone.localdate().year}-{n:04}" for n in range(1, 9)]


class TestMail:
    def run(self) -> None:
        from tomoni.registry import jobs

        for job in Job.objects.filter(done_at=None, kind="notify.deliver"):
            jobs.run(job.pk)

    def test_a_mailbox_gets_the_answer_only_when_its_owner_confirmed(self, scope: Scope) -> None:
        message = send(scope, mail="someone@example.jp")
        assert not services.confirm(scope, message, "0" * 40)
        services.decide(scope, message, services.Decision("answer", "調べました"))
        self.run()
        assert [one.to for one in mail.outbox] == [["someone@example.jp"]], "the confirmation, and no answer"

    def test_confirming_again_changes_nothing(self, scope: Scope) -> None:
        message = send(scope, mail="someone@example.jp")
        path = f"/{services.follow_path(message)}confirm/{services.code(message, 'confirm')}/"
        client = Client()
        assert client.get(path).status_code == 200
        assert Message.objects.get().mail_confirmed_at is None, "looking is not confirming"
        client.post(path)
        first = Message.objects.get().mail_confirmed_at
        client.post(path)
        assert first and Message.objects.get().mail_confirmed_at == first
        services.decide(scope, Message.objects.get(), services.Decision("decline", "元の資料のとおりです"))
        self.run()
        assert "元の資料のとおりです" in mail.outbox[-1].body


class TestAnswering:
    def test_nothing_is_public_before_it_is_released(self, scope: Scope) -> None:
        message = send(scope, "ひみつの話")
        services.decide(scope, message, services.Decision("answer", "わかりました"))
        assert queries.public(scope) == []
        assert "わかりました" not in Client().get("/inbox/").content.decode()

    def test_what_is_released_shows_the_words_staff_chose(self, scope: Scope) -> None:
        message = send(scope, "090-1234-5678 の者です", credit="ことり")
        made = services.Decision("answer", "直しました", public=True, public_words="合計の話", show_credit=True)
        services.decide(scope, message, made)
        shown = Client().get("/inbox/").content.decode()
        assert "合計の話" in shown and "ことり" in shown and "直しました" in shown
        assert "090-1234" not in shown and "09012345678" not in shown

    def test_the_site_search_is_offered_what_is_released_and_nothing_else(self, scope: Scope) -> None:
        from tomoni.registry.inbox import offers

        services.decide(scope, send(scope, "ひみつの話"), services.Decision("answer", "わかりました"))
        told = send(scope, "090-1234-5678 の者です", credit="ことり")
        made = services.Decision("answer", "直しました", public=True, public_words="合計の話", show_credit=True)
        services.decide(scope, told, made)
        form, one = offers.entries(scope)
        assert (form.path, one.path) == ("inbox/new/", f"inbox/#m{told.number}")
        assert one.words.ja == "合計の話\n直しました" and not one.spoken
        assert "090-1234" not in repr((form, one)) and "09012345678" not in repr((form, one))
        services.unpublish(scope, told)
        assert [one.path for one in offers.entries(scope)] == ["inbox/new/"]

    def test_personal_data_in_what_becomes_public_stop_the_answer(self, scope: Scope) -> None:
        message = send(scope)
        risky = services.Decision("answer", "090-1234-5678 へ", public=True)
        with pytest.raises(Problem, match="hold"):
            services.decide(scope, message, risky)
        assert Message.objects.get().state == State.OPEN

    def test_answered_once(self, scope: Scope) -> None:
        message = send(scope)
        services.decide(scope, message, services.Decision("answer", "はい"))
        with pytest.raises(Problem):
            services.decide(scope, message, services.Decision("answer", "いいえ"))

    def test_who_only_looks_may_not_answer(self, scope: Scope) -> None:
        with pytest.raises(NotAllowed):
            services.decide(Scope(None, scope.community, "viewer"), send(scope), services.Decision("answer", "はい"))

    def test_erased_words_are_gone(self, scope: Scope) -> None:
        message = send(scope, "ひみつの話", credit="だれか")
        services.erase(scope, message)
        row = Message.objects.get()
        assert (row.words, row.credit, row.state) == ("", "", State.REMOVED)
        assert "ひみつ" not in str(Message.objects.values().get())


class TestKinds:
    def test_a_room_brings_its_own_kind(self, scope: Scope, monkeypatch: pytest.MonkeyPatch) -> None:
        from tomoni.registry.rooms import rooms

        monkeypatch.setattr(rooms, "extras", {**rooms.extras, kinds.SEAM: dict(rooms.extras_of(kinds.SEAM))})
        done: list[str] = []

        def apply(_: Scope, message: Message) -> Text:
            done.append(message.fields["name"])
            return Text("直しました", "corrected")

        kinds.register(
            kinds.Kind(
                "measure",
                Text("制度の直し", "A measure"),
                subject=lambda _, asked: (
                    kinds.Subject(
                        Text("給付金", "A benefit"), {"id": 1}, fields=[kinds.Field("name", Text("名前", "Name"))]
                    )
                    if asked.get("id") == "1"
                    else None
                ),
                apply=apply,
            )
        )
        page = Client().get("/inbox/new/?kind=measure&id=1").content.decode()
        assert "給付金" in page and 'name="field-name"' in page
        Client().post("/inbox/new/?kind=measure&id=1", {"field-name": "特別給付金", "stamp": door.stamp()})
        message = Message.objects.get()
        services.decide(scope, message, services.Decision("approve", "直しました", {"name": "特別定額給付金"}))
        assert done == ["特別定額給付金"] and Message.objects.get().state == State.APPROVED


class TestStaffPages:
    def test_only_editors_and_above_read_messages(self, scope: Scope) -> None:
        message = send(scope, "中身です")
        paths = ["/desk/inbox/", f"/desk/inbox/{message.number}/"]
        for role, status in (("", 302), ("viewer", 403), ("editor", 200)):
            client = Client()
            if role:
                person = Person.objects.create(username=role)
                Membership.objects.create(person=person, community=message.community, role=role)
                client.force_login(person, "allauth.account.auth_backends.AuthenticationBackend")
            assert [client.get(path).status_code for path in paths] == [status] * 2, role
