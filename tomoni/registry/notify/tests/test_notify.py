"""Messages to people: once for each key and recipient, signed, tried again, forgotten once they arrived."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from django.core import mail

from tomoni.registry import jobs
from tomoni.registry.models import Job
from tomoni.registry.notify import services
from tomoni.registry.notify.channels import WEBHOOK
from tomoni.registry.notify.models import Delivery
from tomoni.registry.notify.services import Recipient

VALUES = {"number": "2026-0001", "community": "てすと市", "about": "ページ", "flags": "", "address": "http://here/"}


class Ear(BaseHTTPRequestHandler):
    heard: list[tuple[dict[str, str], bytes]]
    status = 200

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).heard.append((dict(self.headers), body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def ear() -> Iterator[tuple[str, type[Ear]]]:
    kind = type("OneEar", (Ear,), {"heard": [], "status": 200})
    server = HTTPServer(("127.0.0.1", 0), kind)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", kind
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def house(db: None, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.WEBHOOK_SECRET = "secret"


def test_the_same_key_is_sent_once_to_each(house: None) -> None:
    for _ in range(2):
        for address in ("a@x.example", "b@x.example"):
            services.send(services.mail(address), "inbox-new", "k", **VALUES)
    for row in Delivery.objects.all():
        services.deliver(str(row.pk))
        services.deliver(str(row.pk))
    assert sorted(one.to[0] for one in mail.outbox) == ["a@x.example", "b@x.example"]
    assert mail.outbox[0].subject == "知らせが届きました（2026-0001）"
    assert Job.objects.filter(kind=services.KIND).count() == 2


def test_what_was_said_is_forgotten_once_it_arrived(house: None) -> None:
    row = services.send(services.mail("a@x.example"), "inbox-new", "k", **VALUES)
    services.deliver(str(row.pk))
    kept = Delivery.objects.get()
    assert (kept.state, kept.values, kept.address) == (Delivery.SENT, {}, "")


def test_a_subject_is_one_line(house: None) -> None:
    services.deliver(str(services.send(services.mail("a@x.example"), "hold", "k", title="x\r\nBcc: y@z.example").pk))
    assert "\n" not in mail.outbox[0].subject and mail.outbox[0].bcc == []


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("name", ["hold", "inbox-new", "inbox-confirm", "inbox-answered", "inbox-changed"])
def test_every_template_is_there_in_both_languages(name: str, lang: str) -> None:
    row = Delivery(template=name, lang=lang, values={})
    assert services.letter(row).subject and services.letter(row).body.strip()


def test_a_webhook_is_signed(ear: tuple[str, type[Ear]]) -> None:
    address, heard = ear
    services.deliver(str(services.send(Recipient(WEBHOOK, address), "inbox-new", "k", **VALUES).pk))
    headers, body = heard.heard[0]
    at, made = (part.partition("=")[2] for part in headers["X-Tomoni-Signature"].split(","))
    assert hmac.new(b"secret", f"{at}.".encode() + body, hashlib.sha256).hexdigest() == made
    assert json.loads(body)["template"] == "inbox-new"


def test_what_fails_is_seen_and_tried_again(ear: tuple[str, type[Ear]]) -> None:
    address, heard = ear
    heard.status = 500
    row = services.send(Recipient(WEBHOOK, address), "inbox-new", "k", **VALUES)
    job = Job.objects.get(kind=services.KIND)
    jobs.run(job.pk)
    assert [one.error for one in services.failed()] == ["NotDelivered: HTTP 500"]
    job.refresh_from_db()
    assert job.done_at is None, "tried again later"
    heard.status = 200
    services.deliver(str(row.pk))
    assert services.failed() == [] and len(heard.heard) == 2
