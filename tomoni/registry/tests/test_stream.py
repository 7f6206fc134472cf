"""From a file to a publication: what is kept, what is decided, what is remembered — on small made-up files."""

from __future__ import annotations

import hashlib
import stat
from pathlib import Path

import pytest

from tomoni.registry import queries, raw_store, services
from tomoni.registry.errors import Problem
from tomoni.registry.events import erase_words, holds_true
from tomoni.registry.gates.base import Outcome
from tomoni.registry.models import Event, Publication
from tomoni.registry.publications import Previous
from tomoni.registry.scope import Scope

VERSION = "a" * 64


def counts(days: int, *, bump: int = 0, header: str = "日付,相談件数,累計") -> str:
    lines, total = [header], 0
    for day in range(1, days + 1):
        total += day + bump
        lines.append(f"2020/4/{day},{day + bump},{total}")
    return "\n".join(lines) + "\n"


def write(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


class TestAdd:
    def test_a_file_becomes_a_dataset_with_its_decisions_written_down(self, scope: Scope, tmp_path: Path) -> None:
        path = write(tmp_path, "soudan_20200412.csv", counts(12), "cp932")
        added = services.add_file(scope, path)
        assert [one.rows for one in added] == [12]
        entry = queries.source(scope, added[0].dataset)
        assert entry.files[0].path == "files/soudan_20200412.csv"
        assert entry.files[0].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
        assert (entry.files[0].as_of, entry.files[0].as_of_from) == ("2020-04-12", "data")
        assert (scope.community.dir / "files" / "soudan_20200412.csv").read_bytes() == path.read_bytes()
        assert any("推定" in text.ja for text in added[0].checks)

    def test_the_raw_file_is_private_and_kept_under_its_hash(self, scope: Scope, tmp_path: Path) -> None:
        path = write(tmp_path, "a.csv", counts(12))
        services.add_file(scope, path)
        kept = raw_store.find(hashlib.sha256(path.read_bytes()).hexdigest())
        assert kept is not None
        assert kept.read_bytes() == path.read_bytes()
        assert stat.S_IMODE(kept.stat().st_mode) == 0o600

    def test_the_next_edition_joins_and_the_newest_is_taken(self, scope: Scope, tmp_path: Path) -> None:
        first = services.add_file(scope, write(tmp_path, "new.csv", counts(20)))[0]
        older = services.add_file(scope, write(tmp_path, "april.csv", counts(12)))[0]
        assert older.dataset == first.dataset
        assert older.editions == 2
        assert "公開の履歴に加わります" in " ".join(text.ja for text in older.reasons)
        assert services.intake(scope, first.dataset).frame.height == 20
        assert services.intake(scope, first.dataset, 0).frame.height == 12

    def test_of_one_day_the_file_that_says_so_itself_is_newer(self, scope: Scope) -> None:
        from tomoni.i18n import Text
        from tomoni.registry.sources import SourceEntry, SourceFile

        said = SourceFile("files/a.xlsx", as_of="2020-04-18", as_of_from="sheet")
        derived = SourceFile("files/b.json", as_of="2020-04-18", as_of_from="data")
        later = SourceFile("files/c.csv", as_of="2020-04-18T20:00", as_of_from="data")
        entry = SourceEntry("numbers", Text("数", "Numbers"), files=(later, said, derived))
        assert queries.editions(scope, entry) == [derived, said, later]

    def test_a_renamed_column_is_said(self, scope: Scope, tmp_path: Path) -> None:
        services.add_file(scope, write(tmp_path, "a.csv", counts(12)))
        added = services.add_file(scope, write(tmp_path, "b.csv", counts(20, header="受付日,相談件数,累計")))[0]
        assert added.editions == 2
        assert "日付→受付日" in " ".join(text.ja for text in added.reasons)

    def test_another_series_becomes_another_dataset(self, scope: Scope, tmp_path: Path) -> None:
        first = services.add_file(scope, write(tmp_path, "hotline.csv", counts(12)))[0]
        other = services.add_file(scope, write(tmp_path, "visits.csv", counts(12, bump=70)))[0]
        assert other.dataset != first.dataset
        assert "visits" in other.dataset

    def test_adding_the_same_file_again_changes_nothing(self, scope: Scope, tmp_path: Path) -> None:
        path = write(tmp_path, "a.csv", counts(12))
        one = services.add_file(scope, path)[0]
        entry = scope.community.dir / "sources" / f"{one.dataset}.toml"
        before = entry.read_bytes()
        again = services.add_file(scope, path)[0]
        assert (again.dataset, again.editions, entry.read_bytes()) == (one.dataset, 1, before)

    def test_a_file_without_a_table_leaves_nothing_behind(self, scope: Scope, tmp_path: Path) -> None:
        with pytest.raises(Problem):
            services.add_file(scope, write(tmp_path, "empty.csv", "\n\n"))
        assert not queries.datasets(scope)
        assert not list((scope.community.dir / "files").iterdir())

    def test_a_table_of_nothing_but_totals_is_left_out_and_said(self, scope: Scope) -> None:
        from types import SimpleNamespace

        from tomoni.registry.adding import with_rows
        from tomoni.tables.region import RowKind

        rows = SimpleNamespace(kinds=[RowKind.DATA, RowKind.TOTAL], sheet="s", range="A1:B3")
        totals = SimpleNamespace(kinds=[RowKind.TOTAL], sheet="s", range="I2:O4")
        chosen, left = with_rows([rows, totals])
        assert chosen == [rows]
        assert "I2:O4" in left[0].ja
        assert with_rows([totals]) == ([totals], [])

    @pytest.mark.parametrize(
        ("options", "en"),
        [
            ({"schema_id": "no-such"}, "no schema"),
            ({"dataset": "../x"}, "can't be a dataset id"),
            ({"dataset": "日本"}, "id"),
        ],
    )
    def test_wrong_names_are_said_before_anything_happens(
        self, scope: Scope, tmp_path: Path, options: dict[str, str], en: str
    ) -> None:
        with pytest.raises(Problem, match=en):
            services.add_file(scope, write(tmp_path, "a.csv", counts(12)), **options)
        assert not queries.datasets(scope)


class TestIntake:
    def test_the_same_bytes_give_the_same_fingerprint(self, scope: Scope, tmp_path: Path) -> None:
        dataset = services.add_file(scope, write(tmp_path, "a.csv", counts(12)))[0].dataset
        one, two = services.intake(scope, dataset), services.intake(scope, dataset)
        assert one.fingerprint == two.fingerprint
        assert one.frame.equals(two.frame)
        assert [item["name"] for item in one.schema["fields"]] == one.frame.columns

    def test_only_ticked_columns_leave_the_house(self, scope: Scope, tmp_path: Path) -> None:
        text = "名前,地区,件数\n" + "".join(f"秘密{n},{n}区,{n * 7}\n" for n in range(1, 9))
        dataset = services.add_file(scope, write(tmp_path, "a.csv", text), dataset="numbers")[0].dataset
        path = scope.community.dir / "sources" / f"{dataset}.toml"
        path.write_text(path.read_text().replace("columns = []", 'columns = ["地区", "件数"]'))
        prepared = services.intake(scope, dataset)
        assert prepared.frame.columns == ["地区", "件数"]
        assert "秘密" not in str(prepared.facts)
        assert prepared.provenance.cells(2, 1)[0].a1 == "C4"

    def test_a_file_that_was_replaced_is_read_anew(self, scope: Scope, tmp_path: Path) -> None:
        dataset = services.add_file(scope, write(tmp_path, "a.csv", counts(12)))[0].dataset
        (scope.community.dir / "files" / "a.csv").write_text(counts(15))
        prepared = services.intake(scope, dataset)
        assert (prepared.frame.height, prepared.as_of) == (15, "2020-04-15")

    def test_a_file_that_is_gone_is_said_with_the_state_of_the_public_data(self, scope: Scope, tmp_path: Path) -> None:
        dataset = services.add_file(scope, write(tmp_path, "a.csv", counts(12)))[0].dataset
        (scope.community.dir / "files" / "a.csv").unlink()
        with pytest.raises(Problem) as caught:
            services.intake(scope, dataset)
        assert "公開中のデータは変わっていません" in caught.value.text.ja

    def test_a_person_who_writes_the_as_of_wins(self, scope: Scope, tmp_path: Path) -> None:
        dataset = services.add_file(scope, write(tmp_path, "a.csv", counts(12)))[0].dataset
        path = scope.community.dir / "sources" / f"{dataset}.toml"
        text = path.read_text().replace('as_of_from = "data"\n', "").replace("2020-04-12", "2020-05-01")
        path.write_text(text)
        assert (services.intake(scope, dataset).as_of, services.intake(scope, dataset).as_of_from) == ("2020-05-01", "")


class TestPublication:
    def prepared(self, scope: Scope, tmp_path: Path, text: str) -> services.Prepared:
        write(tmp_path, "a.csv", text)
        entry = queries.find_source(scope, "numbers")
        if entry:
            (scope.community.dir / "files" / "a.csv").write_text(text)
        else:
            services.add_file(scope, tmp_path / "a.csv", dataset="numbers")
        return services.intake(scope, "numbers")

    def test_publications_count_up_and_know_their_parent(self, scope: Scope, tmp_path: Path) -> None:
        one = services.record_publication(scope, self.prepared(scope, tmp_path, counts(12)), version=VERSION)
        two = services.record_publication(scope, self.prepared(scope, tmp_path, counts(13)), version="b" * 64)
        three = services.record_publication(scope, self.prepared(scope, tmp_path, counts(12)), version=VERSION)
        assert [row.seq for row in queries.publications(scope, "numbers")] == [3, 2, 1]
        assert (two.parent, three.parent, three.version) == (one, two, one.version)

    def test_they_are_never_changed_or_deleted(self, scope: Scope, tmp_path: Path) -> None:
        row = services.record_publication(scope, self.prepared(scope, tmp_path, counts(12)), version=VERSION)
        for change in (
            row.save,
            row.delete,
            Publication.objects.all().delete,
            lambda: Publication.objects.update(seq=2),
        ):
            with pytest.raises(TypeError):
                change()

    def test_a_hold_keeps_its_first_day_and_ends_with_the_cause(self, scope: Scope, tmp_path: Path) -> None:
        good = self.prepared(scope, tmp_path, counts(12))
        bad = self.prepared(scope, tmp_path, counts(5))
        previous = Previous(good.frame, good.as_of)
        verdicts = services.run_gates(scope, bad, previous)
        assert {"row-drop", "as-of"} <= {verdict.gate for verdict in verdicts if verdict.outcome is Outcome.HELD}
        first = services.hold(scope, bad, verdicts)
        again = services.hold(scope, bad, verdicts)
        assert [row.since for row in first] == [row.since for row in again]
        services.hold(scope, good, [])
        assert not queries.holds(scope, "numbers")

    def test_a_release_needs_a_reason_and_is_for_this_candidate_only(self, scope: Scope, tmp_path: Path) -> None:
        good = self.prepared(scope, tmp_path, counts(12))
        bad = self.prepared(scope, tmp_path, counts(5))
        services.hold(scope, bad, services.run_gates(scope, bad, Previous(good.frame, good.as_of)))
        with pytest.raises(Problem, match="reason"):
            services.release(scope, "numbers", "  ")
        services.release(scope, "numbers", "古い分を取り下げたため")
        assert queries.release_reason(scope, "numbers", bad.fingerprint) == "古い分を取り下げたため"
        assert queries.release_reason(scope, "numbers", good.fingerprint) == ""
        assert not queries.holds(scope, "numbers")
        with pytest.raises(Problem, match="held"):
            services.release(scope, "numbers", "もう一度")

    def test_what_is_refused_can_not_be_released(self, scope: Scope, tmp_path: Path) -> None:
        text = "全国地方公共団体コード,都道府県名,件数\n" + "130001,東京都,5\n" * 9
        foreign = self.prepared(scope, tmp_path, text)
        services.hold(scope, foreign, services.run_gates(scope, foreign))
        with pytest.raises(Problem, match="can't be released"):
            services.release(scope, "numbers", "それでも")

    def test_a_total_row_that_does_not_add_up_is_held_with_both_figures(self, scope: Scope, tmp_path: Path) -> None:
        text = "地区,人口,世帯\n東区,120,50\n西区,80,30\n北区,40,20\n合計,241,100\n"
        verdicts = services.run_gates(scope, self.prepared(scope, tmp_path, text))
        assert [(v.gate, v.outcome) for v in verdicts] == [("sum-of-parts", Outcome.HELD)]
        assert "「人口」（B5）は241、行の合計は240" in verdicts[0].reason.ja

    def test_a_day_that_does_not_exist_is_held(self, scope: Scope, tmp_path: Path) -> None:
        text = counts(30) + "2020/4/31,31,496\n"
        verdicts = services.run_gates(scope, self.prepared(scope, tmp_path, text))
        assert "dates" in {verdict.gate for verdict in verdicts if verdict.outcome is Outcome.HELD}
        assert any("A32" in verdict.reason.ja for verdict in verdicts)


class TestLog:
    def test_everything_that_happened_stands_in_the_log(self, scope: Scope, tmp_path: Path) -> None:
        services.add_file(scope, write(tmp_path, "a.csv", counts(12)), dataset="numbers")
        services.record_publication(scope, services.intake(scope, "numbers"), version=VERSION)
        kinds = [event.kind for event in reversed(queries.events(scope))]
        assert kinds == ["community.opened", "dataset.added", "edition.taken-in", "dataset.published"]

    def test_words_can_be_proved_and_erased_but_lines_stay(self, scope: Scope, tmp_path: Path) -> None:
        services.add_file(scope, write(tmp_path, "a.csv", counts(12)), dataset="numbers")
        event = Event.objects.get(kind="edition.taken-in")
        assert holds_true(event) is True
        event.text.body["rows"] = 13
        event.text.save()
        assert holds_true(event) is False
        erase_words(scope, event)
        assert holds_true(event) is None
        assert Event.objects.get(pk=event.pk).commitment == event.commitment
        with pytest.raises(TypeError):
            event.delete()
