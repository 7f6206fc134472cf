"""From a dropped file to a publication: first visit, tomorrow's edition, approval, release time, two editors at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tomoni.desk import approval, looks, reading, review
from tomoni.desk.models import Draft, State
from tomoni.desk.tests.conftest import APRIL, counts, workbook
from tomoni.look import press
from tomoni.registry import jobs, queries
from tomoni.registry.scope import Scope

Upload = Callable[..., Any]


def give(client: Client, *files: Any) -> Draft:
    answer = client.post("/desk/files/", {"files": list(files)})
    assert answer.status_code == 302, answer.content.decode()
    return Draft.objects.get(pk=answer["Location"].split("/")[-2])


def form(draft: Draft, **changed: Any) -> dict[str, Any]:
    """The form of the page of tables and columns, as it comes."""
    said: dict[str, Any] = {"revision": draft.revision}
    for number, (table, choice) in enumerate(zip(draft.reading["tables"], draft.decisions["tables"], strict=True)):
        said |= {
            f"t{number}-there": "1",
            f"t{number}-column": choice["columns"],
            f"t{number}-schema": choice["schema"],
            f"t{number}-dataset": choice["dataset"] if choice["known"] else "new",
            f"t{number}-title": choice["title"]["ja"],
            f"t{number}-accept": choice["accept"],
            f"t{number}-as-of": choice["as_of"],
        }
        if choice["use"]:
            said[f"t{number}-use"] = "on"
        assert table["key"] == choice["key"]
    return said | changed


def choose(client: Client, draft: Draft, **changed: Any) -> Draft:
    answer = client.post(f"/desk/work/{draft.pk}/choose/", form(draft, **changed))
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    return draft


def publish(client: Client, draft: Draft, **said: Any) -> Any:
    answer = client.post(f"/desk/work/{draft.pk}/publish/", {"revision": draft.revision, "when": "now", **said})
    draft.refresh_from_db()
    return answer


@pytest.fixture
def first(officer: Client, upload: Upload, work: Callable[[], int]) -> Draft:
    """The first publication of a small file."""
    draft = give(officer, upload("youseisha.csv", counts(APRIL)))
    draft = choose(officer, draft)
    publish(officer, draft)
    work()
    draft.refresh_from_db()
    return draft


class TestFirstVisit:
    def test_a_file_is_published_with_what_was_ticked(self, scope: Scope, first: Draft) -> None:
        assert first.state == State.PUBLISHED, first.trouble
        dataset = first.decisions["tables"][0]["dataset"]
        entry = queries.source(scope, dataset)
        assert entry.columns
        assert (scope.community.dir / entry.files[0].path).read_bytes() == counts(APRIL)
        assert queries.latest_publication(scope, dataset).version.rows == len(APRIL)

    def test_every_step_shows_one_next_thing(self, officer: Client, upload: Upload) -> None:
        draft = give(officer, upload("youseisha.csv", counts(APRIL)))
        for address in (f"/desk/work/{draft.pk}/choose/",):
            page = officer.get(address).content.decode()
            assert page.count('class="button first"') == 1
        choose(officer, draft)
        page = officer.get(f"/desk/work/{draft.pk}/").content.decode()
        assert page.count('class="button first"') == 1 and "初めての公開" in page

    def test_a_column_of_names_is_not_ticked_and_stays_inside(
        self, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int]
    ) -> None:
        names = [f"山田{number}子" for number in range(len(APRIL))]
        draft = give(officer, upload("list.csv", counts(APRIL, 患者氏名=names)))
        assert "患者氏名" not in draft.decisions["tables"][0]["columns"]
        page = officer.get(f"/desk/work/{draft.pk}/choose/").content.decode()
        assert "人の名前" in page
        publish(officer, choose(officer, draft))
        work()
        draft.refresh_from_db()
        assert draft.state == State.PUBLISHED, draft.trouble
        tree = b"".join(p.read_bytes() for p in (scope.community.home).rglob("versions/**/*") if p.is_file())
        assert "山田1子".encode() not in tree

    def test_nothing_is_ticked_is_said_kindly(self, officer: Client, upload: Upload) -> None:
        draft = give(officer, upload("youseisha.csv", counts(APRIL)))
        said = form(draft)
        del said["t0-use"]
        answer = officer.post(f"/desk/work/{draft.pk}/choose/", said)
        assert answer.status_code == 409 and "選ばれていません" in answer.content.decode()


class TestTomorrow:
    def test_the_next_edition_needs_two_clicks(
        self, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int], first: Draft
    ) -> None:
        more = APRIL | {"令和2年4月13日": 50}
        draft = give(officer, upload("youseisha0413.csv", counts(more)))  # click one
        assert draft.review["status"] == "ready", draft.review
        page = officer.get(f"/desk/work/{draft.pk}/").content.decode()
        assert "追加1行" in page
        publish(officer, draft)  # click two
        work()
        draft.refresh_from_db()
        assert draft.state == State.PUBLISHED, draft.trouble
        dataset = first.decisions["tables"][0]["dataset"]
        assert [row.seq for row in queries.publications(scope, dataset)] == [2, 1]

    def test_nobody_is_asked_while_it_is_being_compared(
        self, officer: Client, upload: Upload, first: Draft, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A page that looks again in the meantime must not lead to questions that are settled."""
        seen, make = [], review.review

        def looked_at(*words: object) -> dict[str, object]:
            draft = Draft.objects.exclude(pk=first.pk).get()
            seen.append((draft.state, officer.get(f"/desk/work/{draft.pk}/").status_code))
            return make(*words)

        monkeypatch.setattr(review, "review", looked_at)
        draft = give(officer, upload("youseisha0413.csv", counts(APRIL | {"令和2年4月13日": 50})))
        assert seen == [(State.READING, 200)]
        assert draft.state == State.OPEN and draft.review["status"] == "ready"

    def test_only_a_new_column_is_asked_about(self, officer: Client, upload: Upload, first: Draft) -> None:
        more = APRIL | {"令和2年4月13日": 50}
        draft = give(officer, upload("y.csv", counts(more, メモ=["x"] * 13)))
        assert not draft.review
        page = officer.get(f"/desk/work/{draft.pk}/choose/").content.decode()
        assert "新しいところだけ" in page
        choice = draft.decisions["tables"][0]
        assert choice["known"] and "メモ" not in choice["columns"]

    def test_another_table_with_the_same_days_is_not_taken_for_it(
        self, officer: Client, upload: Upload, first: Draft
    ) -> None:
        lines = ["日付,相談件数,備考", *(f"{day},{count + 5}," for day, count in APRIL.items())]
        draft = give(officer, upload("soudan.csv", "\n".join(lines)))
        assert not draft.decisions["tables"][0]["known"]

    def test_the_same_file_again_has_nothing_to_publish(self, officer: Client, upload: Upload, first: Draft) -> None:
        draft = give(officer, upload("youseisha.csv", counts(APRIL)))
        assert draft.review["status"] == "same"
        assert publish(officer, draft).status_code == 409


class TestApproval:
    def test_an_editor_asks_and_an_approver_publishes(
        self, scope: Scope, person: Callable[..., Client], upload: Upload, work: Callable[[], int]
    ) -> None:
        editor, approver = person("editor"), person("approver")
        draft = choose(editor, give(editor, upload("y.csv", counts(APRIL))))
        assert publish(editor, draft).status_code == 403
        editor.post(f"/desk/work/{draft.pk}/ask/", {"revision": draft.revision, "comment": "お願いします"})
        draft.refresh_from_db()
        assert draft.state == State.WAITING
        assert "お願いします" in approver.get(f"/desk/work/{draft.pk}/").content.decode()
        publish(approver, draft)
        work()
        draft.refresh_from_db()
        assert draft.state == State.PUBLISHED, draft.trouble

    def test_returned_with_a_word(self, person: Callable[..., Client], upload: Upload) -> None:
        editor, approver = person("editor"), person("approver")
        draft = choose(editor, give(editor, upload("y.csv", counts(APRIL))))
        editor.post(f"/desk/work/{draft.pk}/ask/", {"revision": draft.revision})
        draft.refresh_from_db()
        bare = approver.post(f"/desk/work/{draft.pk}/return/", {"revision": draft.revision, "comment": " "})
        assert bare.status_code == 409
        approver.post(f"/desk/work/{draft.pk}/return/", {"revision": draft.revision, "comment": "4月5日を確かめて"})
        draft.refresh_from_db()
        assert draft.state == State.OPEN
        assert "4月5日を確かめて" in editor.get(f"/desk/work/{draft.pk}/").content.decode()

    def test_a_viewer_looks_and_changes_nothing(self, person: Callable[..., Client], upload: Upload) -> None:
        viewer = person("viewer")
        assert viewer.get("/desk/").status_code == 200
        assert viewer.post("/desk/files/", {"files": [upload("y.csv", counts(APRIL))]}).status_code == 403
        assert not Draft.objects.exists()


class TestRelease:
    def test_it_comes_out_at_its_time_and_not_before(
        self, scope: Scope, officer: Client, upload: Upload, work: Callable[..., int]
    ) -> None:
        draft = choose(officer, give(officer, upload("y.csv", counts(APRIL))))
        at = timezone.localtime() + timedelta(hours=2)
        publish(officer, draft, when="later", **{"release-at": at.strftime("%Y-%m-%dT%H:%M")})
        assert draft.state == State.SCHEDULED
        work()
        draft.refresh_from_db()
        assert draft.state == State.SCHEDULED
        jobs.work_off(timezone.now() + timedelta(hours=3))
        draft.refresh_from_db()
        assert draft.state == State.PUBLISHED, draft.trouble

    def test_a_release_that_was_taken_back_does_not_come(self, officer: Client, upload: Upload) -> None:
        draft = choose(officer, give(officer, upload("y.csv", counts(APRIL))))
        at = timezone.localtime() + timedelta(hours=2)
        publish(officer, draft, when="later", **{"release-at": at.strftime("%Y-%m-%dT%H:%M")})
        officer.post(f"/desk/work/{draft.pk}/return/", {"revision": draft.revision, "comment": "待って"})
        jobs.work_off(timezone.now() + timedelta(hours=3))
        draft.refresh_from_db()
        assert draft.state == State.OPEN


class TestTwoAtOnce:
    def test_the_second_is_told_and_overwrites_nothing(
        self, scope: Scope, person: Callable[..., Client], upload: Upload, work: Callable[[], int], first: Draft
    ) -> None:
        one, other = person("owner", "satou"), person("owner", "suzuki")
        mine = give(one, upload("a.csv", counts(APRIL | {"令和2年4月13日": 50})))
        theirs = give(other, upload("b.csv", counts(APRIL | {"令和2年4月13日": 60})))
        assert "satou" in other.get(f"/desk/work/{theirs.pk}/").content.decode()
        publish(one, mine)
        publish(other, theirs)
        work()
        mine.refresh_from_db()
        theirs.refresh_from_db()
        assert (mine.state, theirs.state) == (State.PUBLISHED, State.STOPPED)
        page = other.get(f"/desk/work/{theirs.pk}/").content.decode()
        assert "ほかの人が公開" in page and "変わっていません" in page
        other.post(f"/desk/work/{theirs.pk}/again/", {"revision": theirs.revision})
        theirs.refresh_from_db()
        assert theirs.state == State.OPEN and theirs.review["datasets"][0]["figures"]["changed"] == 1

    def test_the_same_draft_in_two_windows(self, officer: Client, upload: Upload) -> None:
        draft = give(officer, upload("y.csv", counts(APRIL)))
        old = form(draft)
        choose(officer, draft)
        answer = officer.post(f"/desk/work/{draft.pk}/choose/", old)
        assert answer.status_code == 409 and "変えました" in answer.content.decode()


class TestHeld:
    def test_a_check_stops_it_unless_a_reason_is_given(
        self, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int], first: Draft
    ) -> None:
        dataset = first.decisions["tables"][0]["dataset"]
        half = dict(list(APRIL.items())[:4])
        draft = give(officer, upload("y.csv", counts(half)))
        said = {"t0-as-of": "2020-04-14"}
        draft = choose(officer, draft, **said)
        assert draft.review["status"] == "held", draft.review
        bare = publish(officer, draft)
        assert bare.status_code == 409 and "理由" in bare.content.decode()
        publish(officer, draft, reason="8日分を取り下げたため")
        work()
        draft.refresh_from_db()
        assert draft.state == State.PUBLISHED, draft.trouble
        assert queries.latest_publication(scope, dataset).reason_ja == "8日分を取り下げたため"
        assert not queries.holds(scope, dataset)


class TestApprovalSheet:
    def test_it_is_one_tagged_page(self, officer: Client, upload: Upload) -> None:
        files = [upload(f"{name}.csv", counts(APRIL)) for name in ("a", "b")]
        draft = choose(officer, give(officer, *files))
        answer = officer.get(f"/desk/work/{draft.pk}/sheet.pdf")
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
        assert b"/MarkInfo" in answer.content or b"pdfuaid" in answer.content
        assert press.pages(answer.content) == 1

    @pytest.mark.parametrize("sets", [1, 7, 60])
    def test_long_lists_are_summed_up_on_one_page(
        self, scope: Scope, officer: Client, upload: Upload, sets: int
    ) -> None:
        draft = choose(officer, give(officer, upload("y.csv", counts(APRIL))))
        one = draft.review["datasets"][0]
        one["title"] = {"ja": "とても長い名前のデータ" * 9, "en": "long"}
        one["columns"] = [f"列の名前その{n}" for n in range(300)]
        one["inside"] = [f"中に残す列{n}" for n in range(100)]
        said = {"gate": "x", "outcome": "warned", "ja": "数が合いません。" * 200, "en": "-"}
        one["verdicts"] = [said] * 12 + [{**said, "outcome": "held", "ja": "止めました。"}]
        draft.review["datasets"] = [one] * sets
        draft.reason = "理由。" * 300
        fullest = approval.content(scope, draft, approval.ROOMS[0])
        assert press.pages(press.printed(approval.TEMPLATE, fullest)) > 1, "the count can tell"
        assert press.pages(approval.pdf(scope, draft)) == 1
        assert fullest["sets"][0]["checks"][0] == ["保留", "止めました。"]


class TestHeaderRow:
    """A sheet whose first row of data might be its header: the proposal is accepted and holds tomorrow too."""

    @staticmethod
    def sheet(*more: list[int]) -> bytes:
        return workbook([[10, 20, 30], [11, 21, 31], [12, 22, 32], [13, 23, 33], *more])

    def test_accepted_written_and_used_for_tomorrow(
        self, scope: Scope, officer: Client, upload: Upload, work: Callable[[], int]
    ) -> None:
        draft = give(officer, upload("h.xlsx", self.sheet()))
        assert [p["word"] for p in draft.reading["tables"][0]["proposals"]] == ["header:1"]
        draft = choose(officer, draft, **{"t0-accept": ["header:1"]})
        assert [c["name"] for c in draft.reading["tables"][0]["columns"]] == ["10", "20", "30"]
        draft = choose(officer, draft, **{"t0-accept": ["header:1"], "t0-column": ["10", "20", "30"]})
        publish(officer, draft)
        work()
        draft.refresh_from_db()
        assert draft.state == State.PUBLISHED, draft.trouble
        dataset = draft.decisions["tables"][0]["dataset"]
        assert queries.source(scope, dataset).files[0].header_rows == (1,)
        assert queries.latest_publication(scope, dataset).version.rows == 3
        tomorrow = give(officer, upload("h.xlsx", self.sheet([14, 24, 34])))
        assert tomorrow.review, "nothing is asked"
        publish(officer, tomorrow)
        work()
        assert queries.latest_publication(scope, dataset).version.rows == 4
        assert queries.source(scope, dataset).files[-1].header_rows == (1,)

    def test_unticked_it_goes_back(self, officer: Client, upload: Upload) -> None:
        draft = choose(officer, give(officer, upload("h.xlsx", self.sheet())), **{"t0-accept": ["header:1"]})
        draft = choose(officer, draft, **{"t0-accept": []})
        assert "10" not in [c["name"] for c in draft.reading["tables"][0]["columns"]]
        assert draft.decisions["tables"][0]["header_rows"] == []

    def test_a_row_that_was_not_proposed_is_not_taken(self, officer: Client, upload: Upload) -> None:
        draft = choose(officer, give(officer, upload("h.xlsx", self.sheet())), **{"t0-accept": ["header:99"]})
        assert draft.decisions["tables"][0]["header_rows"] == []


class TestGivenUp:
    def test_work_that_died_is_done_again_from_its_own_page(
        self, officer: Client, upload: Upload, work: Callable[[], int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(looks, "AT_ONCE", 10)
        real = reading.read

        def broken(*args: Any) -> Any:
            raise jobs.Hopeless("no memory")

        monkeypatch.setattr(reading, "read", broken)
        draft = give(officer, upload("y.csv", counts(APRIL)))
        work()
        page = officer.get(f"/desk/work/{draft.pk}/").content.decode()
        assert "うまくいきませんでした" in page and "変わっていません" in page and "refresh" not in page
        assert page.count('class="button first"') == 1
        home = officer.get("/desk/").content.decode()
        assert "ファイルの読み取り" in home and "desk.read" not in home
        monkeypatch.setattr(reading, "read", real)
        assert officer.post(f"/desk/work/{draft.pk}/retry/").status_code == 302
        work()
        draft.refresh_from_db()
        assert draft.state == State.OPEN and draft.reading["tables"]

    def test_work_that_was_taken_off_the_list_can_be_done_again_too(
        self, officer: Client, upload: Upload, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(looks, "AT_ONCE", 10)
        draft = give(officer, upload("y.csv", counts(APRIL)))
        jobs.cancel(f"desk.read:{draft.pk}:{draft.revision}")
        assert "もう一度行う" in officer.get(f"/desk/work/{draft.pk}/").content.decode()

    def test_a_viewer_starts_nothing(
        self, person: Callable[..., Client], upload: Upload, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(looks, "AT_ONCE", 10)
        draft = give(person("editor"), upload("y.csv", counts(APRIL)))
        assert person("viewer").post(f"/desk/work/{draft.pk}/retry/").status_code == 403
