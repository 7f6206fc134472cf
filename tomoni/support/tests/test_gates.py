"""The feed guard: lost names, lost columns, lost rows and private columns stop at the door; the last good list stays."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tomoni.publish.services import publish
from tomoni.registry import here, records
from tomoni.registry.models import Person
from tomoni.registry.people.models import Membership
from tomoni.registry.rooms import rooms
from tomoni.registry.scope import Scope
from tomoni.support import queries
from tomoni.support.gates import is_private
from tomoni.support.tests.conftest import V1
from tools.mihon_support import ROWS, measures_csv

COLUMNS = (
    "管理番号",
    "名称",
    "提供者",
    "概要",
    "だれ向け",
    "困りごと",
    "相談の電話",
    "受付終了",
    "申込み方",
    "確認した人",
)


def table(rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def many(number: int) -> list[dict[str, str]]:
    return [
        {**ROWS[n % 10], "管理番号": f"N{n:03}", "名称": f"支援{n}", "確認した人": "課" if n % 4 == 0 else ""}
        for n in range(number)
    ]


@pytest.fixture
def live(scope: Scope, add: Callable[..., Any]) -> Callable[[bytes], Any]:
    """Publishes 40 measures; then live(data) puts other bytes over the file and gives what became of it."""
    added = add("list.csv", table(many(40)), "help")
    assert added.schema == "support-measure"
    rooms.page_sources.clear()
    assert publish(scope)[0].status == "published"

    def put(data: bytes) -> Any:
        (scope.community.dir / added.file).write_bytes(data)
        return publish(scope)[0]

    return put


class TestGuard:
    def test_lost_rows(self, live: Callable[[bytes], Any], scope: Scope) -> None:
        outcome = live(table(many(20)))
        assert (outcome.status, outcome.rows, outcome.reasons[0]["gate"]) == ("held", 40, "row-drop")
        assert len(queries.collection(scope).measures) == 40

    def test_a_share_of_rows_that_may_go_is_the_sources_to_say(
        self, live: Callable[[bytes], Any], scope: Scope
    ) -> None:
        path = scope.community.dir / "sources" / "help.toml"
        path.write_text("max_row_drop = 60\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
        outcome = live(table(many(20)))
        assert outcome.status == "published", outcome.reasons

    def test_a_thin_column_that_is_gone(self, live: Callable[[bytes], Any]) -> None:
        outcome = live(table(many(40), COLUMNS[:-1]))
        assert outcome.status == "held"
        assert "確認した人" in " ".join(reason["ja"] for reason in outcome.reasons)

    def test_names_that_are_gone(self, live: Callable[[bytes], Any], scope: Scope) -> None:
        outcome = live(table([{**row, "名称": ""} for row in many(40)]))
        assert outcome.status == "refused"
        assert queries.collection(scope).measures[0].title == "支援0"

    @pytest.mark.parametrize("data", [b"", b"<!DOCTYPE html><html><body>404</body></html>", b"\x00" * 50])
    def test_what_is_no_table(self, live: Callable[[bytes], Any], data: bytes) -> None:
        assert (outcome := live(data)).status == "refused"
        assert outcome.rows == 40

    def test_a_correction_of_a_word_goes_through(self, live: Callable[[bytes], Any], scope: Scope) -> None:
        rows = many(40)
        rows[3] = {**rows[3], "相談の電話": "000-0000-9999"}
        assert live(table(rows)).status == "published"
        assert queries.collection(scope).by_key
        assert ("000-0000-9999",) in {one.phone for one in queries.collection(scope).measures}

    def test_what_the_source_says_holds_as_a_limit_too(self, live: Callable[[bytes], Any], scope: Scope) -> None:
        path = scope.community.dir / "sources" / "help.toml"
        path.write_text("max_row_drop = 40\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
        assert live(table(many(20))).status == "held"
        assert live(table(many(26))).status == "published"


@pytest.mark.shared
def test_the_desk_says_what_is_wrong_with_each_of_the_real_bad_feeds(
    scope: Scope, add: Callable[..., Any], shared: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(here, "community", lambda: scope.community)
    added = add("v1.csv", (shared / V1).read_bytes(), "v1")
    rooms.page_sources.clear()
    publish(scope)
    officer = Client()
    who = Person.objects.create_user("officer", password="-")
    Membership.objects.create(person=who, community=records.community(scope), role="owner")
    officer.force_login(who, settings.AUTHENTICATION_BACKENDS[0])
    for name, why in (("error-empty", "空"), ("error-page-404-as-csv", "HTML"), ("error-page-500-as-csv", "HTML")):
        bad = shared / "data/support/vs-covid19" / f"{name}.csv"
        (scope.community.dir / added.file).write_bytes(bad.read_bytes())
        publish(scope)
        assert "公開できません" in officer.get("/desk/").content.decode()
        page = officer.get("/desk/data/v1/").content.decode()
        assert why in page and "518" in page, name
        assert 'name="reason"' not in page, "no reason makes a table of it"
        assert "公開保留" in officer.get("/desk/support/").content.decode()


class TestPrivate:
    def test_only_columns_of_the_form_are_published(self, scope: Scope, add: Callable[..., Any]) -> None:
        rows = [{**row, "記入者の連絡先（非公開）": "taro@office.example"} for row in many(10)]
        add("list.csv", table(rows, (*COLUMNS, "記入者の連絡先（非公開）")), "help")
        rooms.page_sources.clear()
        assert publish(scope)[0].status == "published"
        home = scope.community.dir / ".tomoni"
        made = [path for path in (home / "versions").rglob("*") if path.is_file()]
        assert made and not [path for path in made if b"taro@" in path.read_bytes()]
        found = queries.collection(scope)
        from tomoni.support import exports

        assert b"taro@" not in exports.csv(found.measures, found.today) + exports.json_lines(
            found.measures, found.today
        )

    def test_a_private_column_that_somebody_ticked_is_held(self, scope: Scope, add: Callable[..., Any]) -> None:
        rows = [{**row, "記入者": "山田"} for row in many(10)]
        add("list.csv", table(rows, (*COLUMNS, "記入者")), "help")
        path = scope.community.dir / "sources" / "help.toml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("columns = [", 'columns = ["記入者", ', 1), encoding="utf-8")
        (outcome,) = publish(scope)
        assert outcome.status == "held"
        assert "support-private" in {reason["gate"] for reason in outcome.reasons}

    @pytest.mark.parametrize("name", ["お問い合わせ先", "相談の電話", "確認した人", "提供者の法人番号"])
    def test_public_contacts_are_not_private(self, name: str) -> None:
        assert not is_private(name)


def test_the_samples_list_is_of_our_form() -> None:
    from tomoni.tables import repair
    from tomoni.tables.schema import match

    found = match(repair(measures_csv(), name="m.csv").tables[0])
    assert found[0].schema_id == "support-measure"
    assert found[0].confidence > 0.8
