"""All reads of the registry. Structure comes from the folder, state from the database; nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import QuerySet

from tomoni.i18n import Text
from tomoni.registry.errors import Problem
from tomoni.registry.facts import Facts
from tomoni.registry.models import Dataset, Edition, Event, Hold, Publication
from tomoni.registry.scope import Scope
from tomoni.registry.sources import FOLDER, SourceEntry, SourceFile, from_text, load_each, load_source
from tomoni.registry.steady import is_steady, remembered

T = TypeVar("T", Publication, Hold)


def datasets(scope: Scope) -> list[SourceEntry]:
    """The datasets of a community, by id, as its folder declares them; those whose entry can't be read are in `faults`."""
    return [found for _, found in _entries(scope) if isinstance(found, SourceEntry)]


def faults(scope: Scope) -> dict[str, Problem]:
    """Source entries that can't be read, by dataset: they stop nobody else's publication."""
    return {name: found for name, found in _entries(scope) if isinstance(found, Problem)}


def _entries(scope: Scope) -> list[tuple[str, SourceEntry | Problem]]:
    return remembered(("entries", scope.community.dir), lambda: load_each(scope.community.dir))


def source(scope: Scope, dataset: str) -> SourceEntry:
    """One dataset's entry. Problem when the folder has no such dataset."""
    path = scope.community.dir / FOLDER / f"{dataset}.toml"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in path.parent.glob("*.toml"))) or "-"
        raise Problem(
            Text(
                f"データ「{dataset}」はありません。あるもの: {known}",
                f'There is no dataset "{dataset}". There are: {known}',
            )
        )
    return load_source(path)


def find_source(scope: Scope, dataset: str) -> SourceEntry | None:
    """One dataset's entry, or None when the folder has no such dataset yet."""
    path = scope.community.dir / FOLDER / f"{dataset}.toml"
    return load_source(path) if path.is_file() else None


def last_entry(scope: Scope, dataset: str) -> SourceEntry | None:
    """The entry as it was last followed; None when it never was."""
    row = Dataset.objects.filter(community__slug=scope.community.id, slug=dataset).exclude(entry="").first()
    return from_text(dataset, row.entry) if row else None


def editions(scope: Scope, entry: SourceEntry) -> list[SourceFile]:
    """The files of a dataset, oldest as-of first; without an as-of in the order of the entry.

    Of two for the same day, one that says so itself counts as newer than one whose day was derived from its data.
    """
    return sorted(entry.files, key=lambda file: (_moment(file.as_of), file.as_of_from != "data"))


def publications(scope: Scope, dataset: str, *, withdrawn: bool = False) -> list[Publication]:
    """The publications of a dataset, newest first; with `withdrawn` also those whose content is gone."""
    return list(
        remembered(
            ("publications", scope.community.id, dataset, withdrawn), lambda: _publications(scope, dataset, withdrawn)
        )
    )


def _publications(scope: Scope, dataset: str, withdrawn: bool) -> list[Publication]:
    if is_steady():
        every = remembered(("publications", scope.community.id), lambda: _by_dataset(_all_publications(scope)))
        return [row for row in every.get(dataset, ()) if withdrawn or not hasattr(row.version, "removed")]
    found = _all_publications(scope).filter(dataset__slug=dataset)
    return list(found if withdrawn else found.filter(version__removed=None))


def _all_publications(scope: Scope) -> QuerySet[Publication]:
    found = Publication.objects.filter(dataset__community__slug=scope.community.id)
    return found.select_related("version__removed__withdrawal", "dataset", "parent__version").order_by("-seq")


def _by_dataset(rows: Iterable[T]) -> dict[str, list[T]]:
    """Rows that have a dataset, by its id, in their order."""
    found: dict[str, list[T]] = {}
    for row in rows:
        found.setdefault(row.dataset.slug, []).append(row)
    return found


def latest_publication(scope: Scope, dataset: str) -> Publication | None:
    """What is current: the newest publication that was neither back-filled nor withdrawn."""
    if is_steady():
        return next((row for row in publications(scope, dataset) if not row.back_filled), None)
    return (
        Publication.objects.filter(
            dataset__community__slug=scope.community.id,
            dataset__slug=dataset,
            back_filled=False,
            version__removed=None,
        )
        .select_related("version", "dataset")
        .order_by("-seq")
        .first()
    )


def parent_of(scope: Scope, dataset: str, as_of: str, *, back_filled: bool = False) -> Publication | None:
    """The publication a new one follows: what is current; for one that is back-filled, and where nothing is current
    yet, the newest that is older than it."""
    current = latest_publication(scope, dataset)
    if current and not back_filled:
        return current
    older = [row for row in publications(scope, dataset) if _moment(row.as_of) < _moment(as_of)]
    return max(older, key=lambda row: (_moment(row.as_of), row.seq), default=None)


def _moment(as_of: str) -> str:
    return as_of.replace("T", " ")


def current_versions(scope: Scope) -> list[tuple[str, str]]:
    """(dataset, version) of everything that was ever published and not only back-filled, by dataset."""
    rows = Publication.objects.filter(
        dataset__community__slug=scope.community.id, back_filled=False, version__removed=None
    ).order_by("seq")
    newest = dict(rows.values_list("dataset__slug", "version__digest"))
    return sorted(newest.items())


def mark() -> list[int]:
    """Moves with every change of what the house remembers: the log's last line, holds, and how many are closed."""
    newest = Event.objects.order_by("-seq").values_list("seq", flat=True).first()
    return [newest or 0, Hold.objects.count(), Hold.objects.exclude(closed_at=None).count()]


def stopped_before(scope: Scope, dataset: str, fingerprint: str) -> bool:
    """Whether a gate held or refused exactly this candidate and nobody released it."""
    found = Hold.objects.filter(
        dataset__community__slug=scope.community.id, dataset__slug=dataset, fingerprint=fingerprint
    )
    return found.exists() and not found.exclude(release_reason="").exists()


def holds(scope: Scope, dataset: str | None = None, *, closed: bool = False) -> list[Hold]:
    """What is held now (of one dataset or of all), oldest first; with `closed`, what was ever held."""
    every = Hold.objects.filter(dataset__community__slug=scope.community.id).select_related("dataset")
    if dataset is None:
        return list(every if closed else every.filter(closed_at=None))
    if is_steady() and not closed:
        held = remembered(("holds", scope.community.id), lambda: _by_dataset(holds(scope)))
        return list(held.get(dataset, ()))
    found = every.filter(dataset__slug=dataset)
    return list(found if closed else found.filter(closed_at=None))


def release_reason(scope: Scope, dataset: str, fingerprint: str) -> str:
    """The public reason with which exactly this candidate was released; "" when it was not."""
    hold = (
        Hold.objects.filter(dataset__community__slug=scope.community.id, dataset__slug=dataset, fingerprint=fingerprint)
        .exclude(release_reason="")
        .order_by("-closed_at")
        .first()
    )
    return hold.release_reason if hold else ""


def events(scope: Scope, limit: int = 200) -> list[Event]:
    """The newest lines of the log that speak of this community or its datasets, newest first."""
    from tomoni.registry.models import Community, Dataset

    subjects = [
        *Community.objects.filter(slug=scope.community.id).values_list("id", flat=True),
        *Dataset.objects.filter(community__slug=scope.community.id).values_list("id", flat=True),
    ]
    return list(Event.objects.filter(subject__in=subjects).select_related("text").order_by("-seq")[:limit])


def sibling_facts(scope: Scope, dataset: str) -> tuple[Facts, ...]:
    """The figures of the community's other datasets, each of its newest edition as it was last taken in."""
    found: dict[str, Edition] = {}
    newest = {entry.dataset: editions(scope, entry)[-1] for entry in datasets(scope) if entry.dataset != dataset}
    rows = Edition.objects.filter(dataset__community__slug=scope.community.id, dataset__slug__in=newest)
    for row in rows.select_related("dataset__community").order_by("as_of", "taken_at"):
        file, known = newest[row.dataset.slug], found.get(row.dataset.slug)
        if known is None or known.raw_id != file.sha256:  # the file of the folder, else (replaced since) the latest
            found[row.dataset.slug] = row
    return tuple(_facts(row) for row in found.values())


def facts_elsewhere(scope: Scope) -> tuple[Facts, ...]:
    """The figures of other communities on this instance."""
    return _newest(Edition.objects.exclude(dataset__community__slug=scope.community.id))


def known_columns(scope: Scope, entry: SourceEntry) -> set[str]:
    """The columns of a dataset's newest edition as last taken in; empty when none was."""
    row = (
        Edition.objects.filter(dataset__community__slug=scope.community.id, dataset__slug=entry.dataset)
        .order_by("-as_of", "-taken_at")
        .first()
    )
    return set(row.facts.get("columns", ())) if row else set()


def _newest(rows: QuerySet[Edition]) -> tuple[Facts, ...]:
    newest: dict[tuple[str, str], Edition] = {}
    for row in rows.select_related("dataset__community").order_by("as_of", "taken_at"):
        newest[row.dataset.community.slug, row.dataset.slug] = row
    return tuple(_facts(row) for row in newest.values())


def _facts(row: Edition) -> Facts:
    community, dataset = row.dataset.community.slug, row.dataset.slug
    return Facts.from_json(row.facts, dataset=dataset, community=community, as_of=row.as_of, sha256=row.raw_id)
