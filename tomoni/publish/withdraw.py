"""withdraw: takes a dataset, or single versions of it, out of the public and out of this house, and leaves a tombstone.

The order makes it safe to be cut off anywhere: it is written down first, then nothing shows it any more, then the bytes
go, then the words in the database; `finish` takes up whatever was begun. Running it again changes nothing.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path

from django.conf import settings

from tomoni.i18n import Text
from tomoni.publish import cells, live, queries, settled, site, versions
from tomoni.publish.tree import PUBLIC, TREES
from tomoni.registry import corrections, intake, raw_store, withdrawals
from tomoni.registry import queries as registry
from tomoni.registry.errors import problem
from tomoni.registry.gates import personal
from tomoni.registry.lock import writing
from tomoni.registry.models import Dataset, RawFile, Version, Withdrawal
from tomoni.registry.people.roles import require
from tomoni.registry.scope import Scope
from tomoni.registry.sources import FOLDER, write_source

SET_ASIDE = "withdrawn"
"""Folder of the community where its own files are put, ignored by git and read by nobody."""
TURN = 60.0
LONGEST_REASON = 500


@dataclass(frozen=True, slots=True)
class Original:
    """A private original: `needed_by` names the datasets because of which it stays."""

    sha256: str
    name: str
    size: int
    needed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """Exactly what would go. `folder_files`: paths in the community folder that are set aside."""

    dataset: str
    title: Text
    whole: bool
    versions: tuple[str, ...]
    originals: tuple[Original, ...]
    folder_files: tuple[str, ...]
    kept_files: tuple[str, ...] = ()
    """Files of the folder that stay, because another dataset is made of them."""
    publications: int = 0
    holds: int = 0
    current: bool = False
    """Whether what readers see now goes."""
    after: str = ""
    """The version readers see afterwards, "" for none."""

    def lines(self, delete_files: bool = False) -> list[Text]:
        """Exactly what goes and what stays, for people: the command line and the desk show the same."""
        what = Text("すべての版", "all versions") if self.whole else Text("1つの版", "one version")
        found = [
            Text(
                f"取り下げるもの: 「{self.title.ja}」（{self.dataset}）の{what.ja}",
                f'To be withdrawn: {what.en} of "{self.title.en}" ({self.dataset})',
            ),
            Text(
                f"  版 {len(self.versions)}件、公開 {self.publications}回分のファイルとページ、確認の記録 {self.holds}件",
                f"  {len(self.versions)} versions, the files and pages of {self.publications} publications, {self.holds} records of checks",
            ),
        ]
        found += [Text(f"    {digest[:12]}", f"    {digest[:12]}") for digest in self.versions[:20]]
        for one in self.originals:
            stays = ("、".join(one.needed_by), ", ".join(one.needed_by))
            ja = f"残ります（{stays[0]} が使っています）" if one.needed_by else "消します"
            en = f"stays ({stays[1]} need it)" if one.needed_by else "is removed"
            label = f"{one.name or one.sha256[:12]} ({one.size:,} B)"
            found.append(Text(f"  元のファイルの控え {label}: {ja}", f"  Private original {label}: {en}"))
        verb = (
            Text("消します", "is deleted")
            if delete_files
            else Text(f"{SET_ASIDE}/ に移します", f"goes to {SET_ASIDE}/")
        )
        found += [
            Text(f"  フォルダーの {path}: {verb.ja}", f"  {path} in the folder {verb.en}") for path in self.folder_files
        ]
        found += [
            Text(
                f"  フォルダーの {path}: ほかのデータが使うので残ります",
                f"  {path} in the folder stays: other data need it",
            )
            for path in self.kept_files
        ]
        if self.current and not self.whole:
            ja = f"前の版 {self.after[:12]} が公開中になります" if self.after else "公開中のものはなくなります"
            en = f"version {self.after[:12]} becomes current" if self.after else "nothing of it stays public"
            found.append(Text(f"  {ja}", f"  {en}"))
        found.append(
            Text(
                "  残るもの: 題名、取り下げた日、理由、版の番号（ハッシュ）",
                "  What stays: the title, the day, the reason, the versions' hashes",
            )
        )
        return found


@dataclass(slots=True)
class Done:
    """What was done, for people."""

    withdrawal: Withdrawal
    set_aside: list[str] = field(default_factory=list)
    kept_originals: list[str] = field(default_factory=list)
    compacted: bool = True

    def lines(self, delete_files: bool = False) -> list[Text]:
        """What a person should know or do next."""
        slug = self.withdrawal.dataset.slug
        found = []
        if self.set_aside and not delete_files:
            moved = "、".join(self.set_aside)
            found.append(
                Text(
                    f"フォルダーの {moved} は {SET_ASIDE}/{slug}/ に移しました。要らなければ消してください。Git などの履歴には残っていることがあります。",
                    f"{moved} in the folder went to {SET_ASIDE}/{slug}/. Delete what you don't need. A history such as Git's may still have them.",
                )
            )
        if self.kept_originals:
            found.append(
                Text(
                    "元のファイルの控えのうち、ほかのデータが使うものは残しました。",
                    "Private originals that other data need were kept.",
                )
            )
        found.append(
            Text(
                "書き出し済みのサイト（tomoni build の出力）や控え（バックアップ）は、もう一度書き出す・入れ替えるまで古い内容のままです。",
                "Sites exported earlier (tomoni build) and backups keep the old content until they are written again or replaced.",
            )
        )
        if not self.compacted:
            found.append(
                Text(
                    "データベースがほかで使用中のため、空き領域の消去が残っています。tomoni を止めてからもう一度 tomoni withdraw を実行してください。",
                    "The database was in use, so its free space is not wiped yet. Stop tomoni and run tomoni withdraw once more.",
                )
            )
        return found


def plan(scope: Scope, dataset: str, version: str | None = None) -> Plan:
    """What `withdraw` would take away: one version (its id or the first digits of it) or, with None, everything.

    Problem when there is nothing of that name, or it has been withdrawn already."""
    known = Dataset.objects.filter(community__slug=scope.community.id, slug=dataset).first()
    entry = registry.find_source(scope, dataset) if dataset not in registry.faults(scope) else None
    feed = live.feeds(scope).get(dataset)
    if known is None and entry is None and feed is None and dataset not in registry.faults(scope):
        raise problem(
            f"データ「{dataset}」はありません。何も変えていません。",
            f'There is no dataset "{dataset}". Nothing was changed.',
        )
    rows = registry.publications(scope, dataset)
    chosen = sorted({row.version.digest for row in rows} if version is None else {_version(scope, dataset, version)})
    left = next((row for row in rows if row.version.digest not in chosen and not row.back_filled), None)
    shas = {sha for row in rows if row.version.digest in chosen for sha in row.version.sources}
    if version is None:
        shas |= {file.sha256 for file in (entry.files if entry else ()) if file.sha256}
        shas |= set(known.editions.values_list("raw_id", flat=True)) if known else set()
    going, staying = _folder_files(scope, dataset, shas if version is not None else None)
    trial = Withdrawal(dataset=known, whole=version is None) if known else None
    originals = tuple(_original(scope, sha, trial, chosen) for sha in sorted(shas))
    newest = registry.latest_publication(scope, dataset)
    return Plan(
        dataset=dataset,
        title=Text.of(feed["title"]) if feed else queries.source_of(scope, dataset).title,
        whole=version is None,
        versions=tuple(chosen),
        originals=originals,
        folder_files=tuple(going),
        kept_files=tuple(staying),
        publications=sum(row.version.digest in chosen for row in rows),
        holds=len(registry.holds(scope, dataset)),
        current=newest is not None and newest.version.digest in chosen,
        after=left.version.digest if left and version is not None else "",
    )


def _version(scope: Scope, dataset: str, asked: str) -> str:
    found = Version.objects.filter(
        dataset__community__slug=scope.community.id, dataset__slug=dataset, digest__startswith=asked.lower()
    )
    digests = list(found.values_list("digest", flat=True)) if len(asked) >= 8 else []
    if len(digests) != 1:
        raise problem(
            f"「{dataset}」に版「{asked}」は見つかりません。publications.json の version（8桁以上）で指定してください。何も変えていません。",
            f'"{dataset}" has no version "{asked}". Give at least 8 digits of a version of publications.json. Nothing was changed.',
        )
    if found.filter(removed=None).first() is None:
        raise problem(
            f"版 {asked} はもう取り下げてあります。", f"The version {asked} has already been withdrawn.", code=0
        )
    return digests[0]


def _original(scope: Scope, sha256: str, trial: Withdrawal | None, chosen: list[str]) -> Original:
    row = RawFile.objects.filter(sha256=sha256).first()
    path = raw_store.find(sha256)
    size = row.size if row else (path.stat().st_size if path else 0)
    needed = withdrawals.needed_by(scope, sha256, trial, going=chosen) if trial else []
    return Original(sha256, row.name if row else "", size, tuple(needed))


def _folder_files(scope: Scope, dataset: str, shas: set[str] | None) -> tuple[list[str], list[str]]:
    """(files of the folder that are set aside, files that stay because of others). `shas` None: all of the dataset."""
    entry = registry.find_source(scope, dataset) if dataset not in registry.faults(scope) else None
    mine = [file for file in (entry.files if entry else ()) if shas is None or _sha(scope, file.path) in shas]
    others = {file.path for one in registry.datasets(scope) if one.dataset != dataset for file in one.files}
    if shas is not None and entry:  # a workbook may hold several editions
        others |= {file.path for file in entry.files if file not in mine}
    paths = list(dict.fromkeys(file.path for file in mine if (scope.community.dir / file.path).is_file()))
    going = [path for path in paths if path not in others]
    extra = [f"{FOLDER}/{dataset}.toml", corrections.path_in_folder(dataset)] if shas is None else []
    extra += [path for room in live.in_rooms() for path in room.files(scope, dataset)] if shas is None else []
    going += [path for path in extra if (scope.community.dir / path).is_file()]
    return going, [path for path in paths if path in others]


def _sha(scope: Scope, path: str) -> str:
    return settled.sha256_of(scope.community.dir / path)


def withdraw(scope: Scope, dataset: str, version: str | None, reason: str, *, delete_files: bool = False) -> Done:
    """Takes it away, for good. The reason is public. Only an owner may; Problem when there is nothing to withdraw."""
    require(scope, "withdraw")
    reason = _checked(reason)
    with writing(Path(settings.HOME), wait=TURN):
        versions.storage().recover()
        finish(scope)
        going = plan(scope, dataset, version)
        if not (going.versions or going.originals or going.folder_files):
            withdrawals.compact()
            raise problem(
                f"「{dataset}」はもう取り下げてあります。", f'"{dataset}" has already been withdrawn.', code=0
            )
        chosen = None if version is None else going.versions
        begun = withdrawals.begin(scope, dataset, chosen, reason, going.title)
        return _carry_out(scope, begun, delete_files=delete_files)


def _checked(reason: str) -> str:
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise problem(
            '理由を書いてください（--reason "…"）。理由はサイトに残ります。',
            'Give the reason (--reason "…"). It stays on the site.',
        )
    if personal.in_text(reason):
        raise problem(
            "理由に、電話番号やメールアドレスなど個人の情報らしいものが入っています。理由はサイトに残るので、書き直してください。何も変えていません。",
            "The reason seems to hold personal data such as a phone number. It stays on the site, so please rewrite it. Nothing was changed.",
        )
    return reason


def unfinished(scope: Scope) -> bool:
    """Whether a withdrawal was cut off and waits to be taken up."""
    return bool(withdrawals.unfinished(scope))


def finish(scope: Scope) -> list[Done]:
    """Takes up withdrawals that were cut off. Only for the one who holds the writer's lock."""
    return [_carry_out(scope, begun) for begun in withdrawals.unfinished(scope)]


def _carry_out(scope: Scope, begun: Withdrawal, *, delete_files: bool = False) -> Done:
    done = Done(begun)
    if begun.kind == withdrawals.PERSON:
        done.set_aside = _clear_folder(scope, begun, delete_files)
        for room in live.in_rooms():
            room.forget(scope, begun)
    (Path(settings.HOME) / settled.NAME).unlink(missing_ok=True)
    site.show(scope)
    _remove_bytes(begun)
    intake.forget_all()
    cells.forget()
    done.kept_originals = withdrawals.erase(scope, begun)
    withdrawals.finish(begun)
    done.compacted = withdrawals.compact()
    return done


def _clear_folder(scope: Scope, begun: Withdrawal, delete_files: bool) -> list[str]:
    """Puts the community's own files out of the stream's way, so that the next run does not bring the data back."""
    slug = begun.dataset.slug
    shas = None if begun.whole else {sha for sha in begun.raws if not withdrawals.needed_by(scope, sha, begun)}
    going, _ = _folder_files(scope, slug, shas)
    folder = scope.community.dir
    aside = folder / SET_ASIDE / slug
    if going and not delete_files:
        aside.mkdir(parents=True, exist_ok=True, mode=0o700)
        (folder / SET_ASIDE / ".gitignore").write_text("*\n", encoding="utf-8")
    if shas is not None:
        _drop_editions(scope, slug, going)
    moved = []
    for path in going:
        if delete_files:
            (folder / path).unlink(missing_ok=True)
        else:
            shutil.move(folder / path, aside / Path(path).name)
        moved.append(path)
    return moved


def _drop_editions(scope: Scope, dataset: str, paths: list[str]) -> None:
    """Takes the withdrawn files out of the source entry; an entry that would be empty goes with them."""
    entry = registry.find_source(scope, dataset)
    if entry is None or not paths:
        return
    left = tuple(file for file in entry.files if file.path not in paths)
    if left:
        write_source(scope.community.dir, replace(entry, files=left))
    else:
        paths.append(f"{FOLDER}/{dataset}.toml")


def _remove_bytes(begun: Withdrawal) -> None:
    """Version folders, and every tree but the one readers see: older ones hold pages of what was withdrawn."""
    storage = versions.storage()
    slug = begun.dataset.slug
    for digest in withdrawals.digests(begun):
        storage.remove(versions.folder_of(slug, digest))
    if begun.whole:
        for name in storage.list(f"{versions.FOLDER}/{slug}"):
            storage.remove(f"{versions.FOLDER}/{slug}/{name}")
    shown = storage.pointed(PUBLIC)
    for name in storage.list(TREES):
        if f"{TREES}/{name}" != shown:
            storage.remove(f"{TREES}/{name}")
    storage.recover()


def orphans(scope: Scope) -> list[str]:
    """Datasets that are public though the folder no longer names them: they stay until they are withdrawn."""
    named = {entry.dataset for entry in registry.datasets(scope)} | registry.faults(scope).keys()
    return [item.dataset for item in queries.published(scope) if item.dataset not in named]
