"""Versions that still tell what a source now hides: they were public before `suppress` was written, and stay until
somebody withdraws them."""

from __future__ import annotations

import json

from tomoni.i18n import Text
from tomoni.publish import queries, versions
from tomoni.registry.protect import MARK
from tomoni.registry.scope import Scope


def check(scope: Scope) -> list[Text]:
    """One sentence a dataset, with the command that takes such versions away. Said to who runs the house, never public."""
    out = []
    for entry in queries.sources(scope) if scope.community.home.is_dir() else ():
        if entry.suppress:
            told = [version for version in queries.versions(scope, entry.dataset) if _tells(entry, version)]
            if told:
                out.append(_words(scope, entry.dataset, told))
    return out


def _tells(entry: queries.SourceEntry, version: str) -> bool:
    store, place = versions.storage(), versions.folder_of(entry.dataset, version)
    if not store.exists(place):
        return False
    with store.open(f"{place}/schema.json") as stream:
        return int(json.load(stream).get(MARK) or 0) < entry.suppress


def _words(scope: Scope, dataset: str, told: list[str]) -> Text:
    listed = " ".join(version[:12] for version in told[:5])
    command = f'tomoni withdraw {scope.community.dir} {dataset} --version {told[0][:12]} --reason "…"'
    return Text(
        f"「{dataset}」は小さい数を伏せる設定ですが、前に公開した版（{listed}）には残っていて、今も読めます。取り下げるには: {command}",
        f'"{dataset}" hides small numbers now, but versions published before ({listed}) still tell them. To withdraw: {command}',
    )
