"""The room at the desk: a map from a file, its report, confirmations, the area, an edition by a worker, the public page, REST."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tomoni.papermap import pages, queries, services
from tomoni.papermap.models import Edition
from tomoni.papermap.page import Page
from tomoni.papermap.tests.conftest import DESK, PLACES
from tomoni.papermap.tests.test_reading import kml, mark
from tomoni.registry import jobs, raw_store
from tomoni.registry.models import Event, Job
from tomoni.registry.scope import Scope


def test_what_came_in_is_shown_and_nothing_is_printed_until_somebody_answers_for_it(
    made: tuple[Client, str], scope: Scope
) -> None:
    client, where = made
    text = client.get(where).content.decode()
    assert "終わっているもの <b>1</b>" in text and "印刷を許されていないもの <b>2</b>" in text
    assert "確認を待っている層" in text and 'value="confirm"' in text
    csv = client.get(where + "report.csv").content.decode("utf-8-sig").splitlines()
    assert len(csv) == 4 and sum("ended" in line for line in csv) == 1

    assert (
        client.post(where, {"do": "confirm", "source": "water", "layer": "給水所", "by": "", "how": ""}).status_code
        == 422
    )
    said = {"do": "confirm", "source": "water", "layer": "給水所", "by": "対策本部 田中", "how": "電話で"}
    assert client.post(where, said).status_code == 302
    page = queries.page(scope, "water-map")
    (one,) = page.confirmations
    assert (one.by, one.how, one.layer) == ("対策本部 田中", "電話で", "給水所") and one.at
    assert Event.objects.filter(kind="papermap.layer-confirmed").get().actor
    text = client.get(where).content.decode()
    assert "のせたもの <b>2</b>" in text and "終わっているもの <b>1</b>" in text and "確認を待っている層" not in text

    client.post(where, {"do": "unconfirm", "source": "water", "layer": "給水所"})
    assert not queries.page(scope, "water-map").confirmations


def test_only_an_approver_confirms_and_publishes(made: tuple[Client, str], browser: Callable[[str], Client]) -> None:
    _, where = made
    editor, viewer = browser("editor"), browser("viewer")
    said = {"do": "confirm", "source": "water", "layer": "給水所", "by": "A", "how": "B"}
    assert editor.post(where, said).status_code == 403 and viewer.post(where, {"do": "make"}).status_code == 403
    assert "承認者が確認できます" in editor.get(where).content.decode()


def test_area_paper_and_filters_are_kept_in_the_page_s_file(made: tuple[Client, str], scope: Scope) -> None:
    client, where = made
    seen = queries.revision(scope, "water-map")
    assert client.post(where, {"pick.x": "160", "pick.y": "120", "seen": seen}).status_code == 302
    first = queries.page(scope, "water-map").sheet["area"]
    client.post(where, {"do": "wider"})
    client.post(where, {"do": "drag", "corners": "0.2,0.2,0.6,0.6"})
    client.post(where, {"do": "place", "words": "体育館"})
    west, south, east, north = map(float, queries.page(scope, "water-map").sheet["area"].split(","))
    assert west < 137.12 < east and south < 37.31 < north and first
    assert client.post(where, {"do": "place", "words": "どこでもない所"}).status_code == 422

    form = {"do": "look", "paper": "a3", "turn": "1", "look": "bw", "sort": "kana", "languages": "ja,en", "notes": "1",
            "fields": ["hours", "phone"], "layers": ["water\t給水所"], "exclude": "name=体育館|会館", "base": "none"}  # fmt: skip
    answer = client.post(where, form)
    assert answer["Location"].endswith("?look=1#look")
    sheet = queries.page(scope, "water-map").sheet
    assert sheet["hidden"] == [["water", "給水所"]] and sheet["fields"] == ["hours", "phone"] and sheet["paper"] == "a3"
    text = client.get(answer["Location"]).content.decode()
    assert "data:image/png" in text and "印刷を許されていないもの <b>2</b>" in text
    assert client.post(where, {**form, "seen": seen}).status_code == 422, "somebody else's change is not overwritten"
    assert client.post(where, {**form, "exclude": "name=("}).status_code == 422
    assert client.post(where, {**form, "base": "../../etc/passwd"}).status_code == 422


def test_an_edition_is_made_by_a_worker_published_and_numbered_on(made: tuple[Client, str], scope: Scope) -> None:
    client, where = made
    services.confirm(scope, "water-map", "water", "給水所", "田中", "電話")
    work = client.post(where, {"do": "make", "png": "1"})["Location"]
    waiting = client.get(work)
    assert waiting.status_code == 200 and waiting["Refresh"] and 'value="cancel"' in waiting.content.decode()
    client.post(work, {"do": "cancel"})
    assert jobs.work_off() == 0 and "やめました" in client.get(work).content.decode()
    client.post(work, {"do": "again"})
    assert jobs.work_off() == 1 and client.get(work).status_code == 302
    row = Edition.objects.get()
    assert row.number == 1 and set(row.files) == {"map.pdf", "list.html", "report.csv", "map-1.png"} and row.made_by
    pdf = client.get(f"{where}1/map.pdf")
    assert pdf.content.startswith(b"%PDF") and b"pdfuaid" in pdf.content
    html = client.get(f"{where}1/list.html").content.decode()
    assert "第一公民館" in html and "プール" not in html and "非公式" not in html and "てすと市役所" in html

    assert not list(pages.all_pages(scope))
    client.post(where, {"do": "publish", "number": "1"})
    shown = {page.path: page.render() for page in pages.all_pages(scope)}
    assert "第一公民館" in shown["papermap/water-map/index.html"].decode()
    assert shown["papermap/water-map/map.pdf"] == pdf.content and pages.menu(scope.community)

    path = queries.path_of(scope, "water-map").parent.parent / "files" / "water.kml"
    path.write_bytes(kml(mark("体育館", "137.12,37.31") + mark("新しい井戸", "137.11,37.30"), layer="給水所"))
    services.ask_to_make(scope, "water-map")
    assert jobs.work_off() == 2, "the edition, and the site with the first one"
    second = Edition.objects.get(number=2)
    numbers = {one[3]: one[0] for one in second.memory["items"]}
    before = {one[3]: one[0] for one in row.memory["items"]}
    assert numbers["体育館"] == before["体育館"] and numbers["新しい井戸"] == 3
    client.post(where, {"do": "retract", "number": "1"})
    assert not list(pages.all_pages(scope))


def test_a_program_with_a_key_has_an_edition_made_and_can_stop_it(made: tuple[Client, str], scope: Scope) -> None:
    services.confirm(scope, "water-map", "water", "給水所", "田中", "電話")
    owner, _ = made
    secret = services.make_key(scope, "プログラム")
    machine, base = Client(headers={"Authorization": f"Bearer {secret}"}), "/api/v1/papermap/jobs"

    def ask(client: Client, **said: Any) -> Any:
        return client.post(base, json.dumps({"map": "water-map", **said}), content_type="application/json")

    assert ask(Client()).status_code == 401 and ask(owner).status_code == 401
    assert ask(machine, sheet={"paper": "b9"}).status_code == 422
    assert ask(machine, sheet={"base": "/etc/passwd"}).status_code == 422
    assert ask(machine, map="nowhere").status_code == 422
    first = ask(machine, sheet={"landscape": True})
    assert first.status_code == 202 and first.json()["state"] == "waiting"
    where = first["Location"]
    assert machine.delete(where).json()["state"] == "cancelled" and jobs.work_off() == 0
    second = ask(machine)["Location"]
    assert jobs.work_off() == 1
    told = machine.get(second).json()
    assert told["state"] == "done" and told["edition"] == 1
    assert machine.get(told["files"]["map.pdf"]).content.startswith(b"%PDF")
    assert machine.get(f"{base}/{'0' * 32}").status_code == 404
    assert Client().get("/api/v1/papermap/maps").json() == {"items": []}
    services.publish(scope, "water-map", 1)
    (item,) = Client().get("/api/v1/papermap/maps").json()["items"]
    assert item["counts"]["placed"] == 2 and item["links"]["pdf"] == "/papermap/water-map/map.pdf"


def test_a_broken_page_says_so_and_does_not_take_the_others_with_it(made: tuple[Client, str], scope: Scope) -> None:
    client, _ = made
    (queries.path_of(scope, "water-map").parent / "bad.toml").write_text("title = ", encoding="utf-8")
    assert "bad.toml" in client.get(DESK).content.decode()
    assert "いまは読めません" in client.get(f"{DESK}bad/").content.decode()
    assert client.get(f"{DESK}missing/").status_code == 404


def test_a_file_that_is_no_map_is_refused_in_words(browser: Callable[[str], Client], scope: Scope) -> None:
    client = browser("editor")
    for name, data in (("a.kml", b"<html><body>x</body></html>"), ("b.geojson", b'{"type":'), ("c.bin", b"\x00\x01")):
        answer = client.post(DESK, {"title": "X", "file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422 and "作っていません" in answer.content.decode()
    assert client.post(DESK, {"title": "X"}).status_code == 422
    assert not list((scope.community.dir).glob("papermap/*.toml"))


def test_a_page_of_a_community_is_official_only_when_the_community_says_so(
    scope: Scope, made: tuple[Client, str]
) -> None:
    from tomoni.papermap import asking

    path = queries.path_of(scope, "water-map")
    order, _ = asking.from_command([str(path)], {"reuse": "open"})
    assert order.official and order.operator == "てすと市役所" and order.synthetic
    alone = scope.community.dir / "alone.toml"
    alone.write_text(path.read_text(encoding="utf-8").replace("../files", "files"), encoding="utf-8")
    order, _ = asking.from_command([str(alone)], {})
    assert not order.official and Page.of(alone).community is None


def test_an_edition_that_is_no_longer_valid_says_so_on_the_site(
    made: tuple[Client, str], scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, where = made
    services.confirm(scope, "water-map", "water", "給水所", "田中", "電話")
    client.post(where, {"do": "make"})
    assert jobs.work_off() == 1
    row = Edition.objects.get()
    row.until, row.made_at = "9月4日 18時", timezone.make_aware(datetime(2026, 9, 3, 8))
    row.save()
    client.post(where, {"do": "publish", "number": "1"})

    def shown(hour: int) -> list[str]:
        monkeypatch.setattr(timezone, "now", lambda: timezone.make_aware(datetime(2026, 9, 4, hour)))
        found = {page.path: page.render().decode() for page in pages.all_pages(scope) if page.path.endswith("html")}
        return [found["papermap/index.html"], found["papermap/water-map/index.html"]]

    for now, later in zip(shown(17), shown(18), strict=True):
        assert 'data-from="2026-09-04T18:00:00+09:00" hidden>' in now, "the script shows it when the time comes"
        assert 'data-from="2026-09-04T18:00:00+09:00">' in later and "期限が過ぎています" in later
    assert "期限が過ぎています" in client.get(where).content.decode()


def test_an_automatic_page_gets_its_next_edition_when_something_changed(
    scope: Scope, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = scope.community.dir / "papermap"
    folder.mkdir()
    (folder / "a.kml").write_bytes(PLACES)
    said = 'automatic = true\ntitle = "水"\n[[sources]]\nid = "a"\npath = "a.kml"\nreuse = "open"\n'
    confirmed = '[[confirm]]\nlayer = "給水所"\nby = "田中"\nat = "9月1日"\nhow = "電話"\n'
    (folder / "auto.toml").write_text(said, encoding="utf-8")
    monkeypatch.setattr(services, "_looked", {})
    now = datetime(2026, 9, 1, 12, tzinfo=UTC)

    def later(minutes: int) -> int:
        services.ask_for_changed(now + timedelta(minutes=minutes))
        jobs.work_off()
        return Edition.objects.count()

    assert later(0) == 0, "nothing is confirmed: nothing is printed"
    (folder / "auto.toml").write_text(said + confirmed, encoding="utf-8")
    assert later(1) == 1 and later(2) == 1, "the same again is no new edition"
    assert Edition.objects.get().published_at and list(pages.all_pages(scope))
    assert Job.objects.filter(kind="publish.show", key__startswith="papermap:auto:1:").exists(), "readers see it"
    (folder / "a.kml").write_bytes(kml(mark("体育館", "137.12,37.31"), layer="給水所"))
    assert later(3) == 2


def test_an_edition_goes_when_its_data_are_withdrawn(made: tuple[Client, str], scope: Scope) -> None:
    services.confirm(scope, "water-map", "water", "給水所", "田中", "電話")
    services.ask_to_make(scope, "water-map")
    jobs.work_off()
    row = Edition.objects.get()
    row.datasets = ["aed"]
    row.save()
    pdf = row.files["map.pdf"][0]
    for name, kind in (("other", "person"), ("aed", "retention")):
        services.withdrawn(scope, SimpleNamespace(kind=kind, dataset=SimpleNamespace(slug=name)))
        assert raw_store.find(pdf)
    services.withdrawn(scope, SimpleNamespace(kind="person", dataset=SimpleNamespace(slug="aed")))
    row.refresh_from_db()
    assert raw_store.find(pdf) is None and row.removed_at and queries.last(scope, "water-map").next_number == 3
