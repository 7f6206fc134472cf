"""publish, from the source file to what the public sees."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from tomoni.i18n import Text
from tomoni.publish import queries, services
from tomoni.publish.tests.conftest import ROWS, Put
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem
from tomoni.registry.gates.base import Candidate, Gate, Outcome, Verdict
from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope


def public(scope: Scope, path: str) -> Path:
    return scope.community.dir / ".tomoni" / "public" / path


def latest(scope: Scope) -> dict[str, Any]:
    return json.loads(public(scope, "data/counts/latest.json").read_text(encoding="utf-8"))


def status(scope: Scope) -> list[str]:
    return [outcome.status for outcome in services.publish(scope)]


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gate that holds any version with a count over 1,000 and refuses any over 9,000."""

    def check(candidate: Candidate) -> list[Verdict]:
        largest = candidate.frame.select(pl.col("件数").cast(pl.Int64).max()).item()
        reason = Text(f"件数が {largest} です", f"a count is {largest}")
        if largest > 9000:
            return [Verdict("too-many", Outcome.REFUSED, reason)]
        return [Verdict("too-many", Outcome.HELD, reason)] if largest > 1000 else []

    monkeypatch.setattr(rooms, "gates", {"too-many": Gate("too-many", Text("多すぎる件数", "Too many"), check)})


class TestWhatIsPublished:
    def test_the_files_of_a_version_are_there_with_the_hashes_that_latest_says(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        assert status(scope) == ["published"]
        said = latest(scope)
        assert set(said["files"]) == {
            "data.csv",
            "data.json",
            "data.parquet",
            "schema.json",
            "provenance.json",
            "report.html",
        }
        for facts in said["files"].values():
            data = public(scope, f"data/counts/{facts['url']}").read_bytes()
            assert (hashlib.sha256(data).hexdigest(), len(data)) == (facts["sha256"], facts["bytes"])
        assert public(scope, f"data/counts/{said['version']}/data.csv.br").is_file() is False, "too small to pay"

    def test_latest_says_all_that_the_contract_asks_for(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        said = latest(scope)
        assert {
            *("version", "seq", "schema_version", "as_of", "published", "fetched", "released", "ttl", "license"),
            *("attribution", "official", "synthetic", "held", "capabilities", "files"),
        } <= said.keys()
        assert (said["seq"], said["as_of"], said["official"], said["synthetic"]) == (1, "2020-04-20", False, True)
        assert said["held"] is None
        assert said["released"].endswith("+09:00")

    def test_the_rows_are_the_same_in_every_form(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        folder = public(scope, f"data/counts/{latest(scope)['version']}")
        parquet = pl.read_parquet(folder / "data.parquet")
        rows = json.loads((folder / "data.json").read_text(encoding="utf-8"))
        assert [row["件数"] for row in rows] == parquet["件数"].to_list() == list(ROWS.values())
        assert len((folder / "data.csv").read_text(encoding="utf-8").splitlines()) == len(ROWS) + 1

    def test_a_value_leads_back_to_its_cell(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        found = queries.current(scope, "counts")
        assert [(ref.row, ref.col) for ref in found.provenance.cells(4, 1)] == [(6, 2)]
        assert (
            found.raw(found.provenance.sha256).read_bytes() == (scope.community.dir / "files/counts.csv").read_bytes()
        )

    def test_the_report_says_that_it_is_made_up_and_unofficial(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        page = public(scope, f"data/counts/{latest(scope)['version']}/report.html").read_text(encoding="utf-8")
        assert "架空のデータです" in page
        assert "有志による非公式サイト" in page
        assert latest(scope)["sources"][0] in page


class TestVersions:
    def test_the_same_input_is_unchanged_and_shows_nothing_new(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        tree = public(scope, "").resolve()
        assert status(scope) == ["unchanged"]
        assert public(scope, "").resolve() == tree

    def test_there_and_back_is_three_publications_of_two_versions(self, scope: Scope, put: Put) -> None:
        for number, last in enumerate((60, 61, 60)):
            put(ROWS | {"2020-04-20": last}, f"2020-04-{20 + number}")
            assert status(scope) == ["published"]
        history = json.loads(public(scope, "data/counts/publications.json").read_text(encoding="utf-8"))
        assert [line["seq"] for line in history] == [3, 2, 1]
        assert [line["parent"] for line in history] == [2, 1, None]
        assert history[0]["version"] == history[2]["version"] != history[1]["version"]
        assert len(queries.versions(scope, "counts")) == 2

    def test_one_changed_cell_changes_one_row(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        before = (
            public(scope, f"data/counts/{latest(scope)['version']}/data.csv").read_text(encoding="utf-8").splitlines()
        )
        put(ROWS | {"2020-04-07": 22})
        services.publish(scope)
        after = (
            public(scope, f"data/counts/{latest(scope)['version']}/data.csv").read_text(encoding="utf-8").splitlines()
        )
        assert [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]] == [
            ("2020-04-07,21,", "2020-04-07,22,")
        ]

    def test_a_new_as_of_with_the_same_data_is_news(self, scope: Scope, put: Put) -> None:
        put(ROWS, "2020-04-20")
        services.publish(scope)
        put(ROWS, "2020-04-21")
        assert status(scope) == ["published"]
        assert (latest(scope)["seq"], latest(scope)["as_of"]) == (2, "2020-04-21")


@pytest.mark.usefixtures("strict")
class TestHeld:
    def test_the_last_good_version_stays_up_and_says_what_is_held(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        good = latest(scope)
        put(ROWS | {"2020-04-20": 5000}, "2020-04-21")
        (outcome,) = services.publish(scope)
        assert (outcome.status, outcome.seq, outcome.version) == ("held", 1, good["version"])
        assert outcome.reasons[0]["ja"] == "件数が 5000 です"
        said = latest(scope)
        assert said["version"] == good["version"]
        assert said["held"]["checks"][0]["gate"] == "too-many"
        assert said["held"]["checks"][0]["reason"]["ja"] == "件数が 5000 です"
        assert said["held"]["since"]
        assert said["held"]["decides"] == {
            "name": {"ja": "てすと市 情報課", "en": "Test City IT"},
            "contact": "data@example.jp",
        }
        assert "公開保留" in public(scope, "feed.atom").read_text(encoding="utf-8")

    def test_nothing_of_a_held_version_is_public(self, scope: Scope, put: Put) -> None:
        put(ROWS | {"2020-04-20": 5000})
        assert status(scope) == ["held"]
        said = latest(scope)
        assert (said["version"], said["seq"], said["files"], said["rows"]) == (None, 0, {}, None)
        assert said["held"]["checks"]
        assert [path for path in public(scope, "").rglob("*.csv")] == []  # noqa: C416
        assert not (scope.community.dir / ".tomoni" / "versions").exists()

    def test_a_release_needs_a_reason_and_the_reason_is_public(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        put(ROWS | {"2020-04-20": 5000}, "2020-04-21")
        services.publish(scope)
        with pytest.raises(Problem):
            services.release(scope, "counts", "  ")
        (outcome,) = services.release(scope, "counts", "まとめて報告された分です")
        assert (outcome.status, outcome.seq) == ("published", 2)
        said = latest(scope)
        assert said["held"] is None
        assert said["reason"]["ja"] == "まとめて報告された分です"
        assert said["notices"][0]["gate"] == "too-many"
        assert "まとめて報告された分です" in public(scope, "feed.atom").read_text(encoding="utf-8")

    def test_a_release_is_for_that_candidate_only(self, scope: Scope, put: Put) -> None:
        put(ROWS | {"2020-04-20": 5000})
        services.publish(scope)
        services.release(scope, "counts", "確かめました")
        put(ROWS | {"2020-04-20": 6000}, "2020-04-22")
        assert status(scope) == ["held"]

    def test_taking_the_file_back_ends_the_hold(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        put(ROWS | {"2020-04-20": 5000}, "2020-04-21")
        services.publish(scope)
        put(ROWS)
        assert status(scope) == ["unchanged"]
        assert latest(scope)["held"] is None

    def test_what_is_refused_at_first_is_not_announced(self, scope: Scope, put: Put) -> None:
        put(ROWS | {"2020-04-20": 9999})
        assert status(scope) == ["refused"]
        assert not public(scope, "data/counts/latest.json").exists()
        with pytest.raises(Problem):
            services.release(scope, "counts", "なんとしても")

    def test_a_file_that_gives_no_table_leaves_the_public_alone(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        (scope.community.dir / "files/counts.csv").write_bytes(b"")
        (outcome,) = services.publish(scope)
        assert (outcome.status, outcome.seq, outcome.rows) == ("refused", 1, len(ROWS))
        said = latest(scope)
        assert said["seq"] == 1
        assert said["held"]["checks"][0]["gate"] == "reading"
        put(ROWS)
        services.publish(scope)
        assert latest(scope)["held"] is None

    def test_a_file_that_is_not_here_is_no_news_for_the_public(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        (scope.community.dir / "files/counts.csv").unlink()
        assert status(scope) == ["refused"]
        assert latest(scope)["held"] is None


class TestTheSite:
    def test_a_page_that_fails_leaves_the_old_site_up(
        self, scope: Scope, put: Put, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put(ROWS)
        services.publish(scope)
        tree = public(scope, "").resolve()

        def broken() -> bytes:
            raise ZeroDivisionError("division by zero")

        monkeypatch.setattr(rooms, "page_sources", {"x": lambda scope: [Page("cards/x/index.html", broken)]})
        put(ROWS | {"2020-04-21": 63}, "2020-04-21")
        with pytest.raises(Problem, match=r"cards/x/index\.html"):
            services.publish(scope)
        assert public(scope, "").resolve() == tree
        monkeypatch.setattr(rooms, "page_sources", {})
        assert status(scope) == ["unchanged"], "it was recorded, only not shown"
        assert latest(scope)["seq"] == 2

    def test_without_any_room_the_first_page_still_lists_the_data(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        page = public(scope, "index.html").read_text(encoding="utf-8")
        assert f'href="data/counts/{latest(scope)["version"]}/data.csv"' in page
        assert "有志による非公式サイト" in page
        assert "架空のデータです" in page

    def test_only_publish_writes_below_data(self, scope: Scope, put: Put, monkeypatch: pytest.MonkeyPatch) -> None:
        put(ROWS)
        for path in ("data/counts/latest.json", "data/x/y.csv", "feed.atom"):
            monkeypatch.setattr(rooms, "page_sources", {"x": lambda scope, path=path: [Page(path, lambda: b"x")]})
            with pytest.raises(ValueError, match="may not write"):
                services.publish(scope)

    def test_a_dataset_whose_entry_is_gone_stays_readable(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        (scope.community.dir / "sources/counts.toml").unlink()
        assert services.publish(scope) == []
        assert latest(scope)["seq"] == 1

    def test_one_row_for_each_dataset_in_the_parquet_across(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        frame = pl.read_parquet(public(scope, "data/current.parquet"))
        assert frame.columns == ["community", "area", "dataset", "schema", "version", "url", "sha256"]
        (row,) = frame.to_dicts()
        data = public(scope, f"data/{row['url']}").read_bytes()
        assert hashlib.sha256(data).hexdigest() == row["sha256"]

    def test_the_catalogue_names_every_file_that_is_there(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        said = json.loads(public(scope, "catalog.jsonld").read_text(encoding="utf-8"))
        (dataset,) = said["dcat:dataset"]
        assert dataset["dct:title"][0] == {"@value": "件数", "@language": "ja"}
        for line in dataset["dcat:distribution"]:
            assert public(scope, line["@id"]).stat().st_size == line["dcat:byteSize"]

    def test_events_of_the_log_tell_the_story(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        assert "dataset.published" in [event.kind for event in registry.events(scope)]


class TestOriginals:
    def opened(self, scope: Scope) -> None:
        entry = scope.community.dir / "sources" / "counts.toml"
        entry.write_text("publish_source = true\n" + entry.read_text(encoding="utf-8"), encoding="utf-8")

    def test_the_file_as_it_was_given_stays_private_unless_the_entry_says_otherwise(
        self, scope: Scope, put: Put
    ) -> None:
        put(ROWS)
        services.publish(scope)
        assert latest(scope)["originals"] == []
        assert not public(scope, "data/counts/originals").exists()
        self.opened(scope)
        services.publish(scope)
        (original,) = latest(scope)["originals"]
        data = public(scope, f"data/counts/{original['url']}").read_bytes()
        assert data == (scope.community.dir / "files/counts.csv").read_bytes()
        assert hashlib.sha256(data).hexdigest() == original["sha256"]
        assert original["type"] == "application/octet-stream"

    @pytest.mark.usefixtures("strict")
    def test_it_is_not_shown_while_anything_is_held(self, scope: Scope, put: Put) -> None:
        put(ROWS)
        services.publish(scope)
        put(ROWS | {"2020-04-20": 5000}, "2020-04-21")
        self.opened(scope)
        assert status(scope) == ["held"]
        assert latest(scope)["originals"] == []
        assert not public(scope, "data/counts/originals").exists()
