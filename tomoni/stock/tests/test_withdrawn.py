"""Withdrawing a feed, or the dataset it follows: no byte of it stays, its number goes on, the tombstone says why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tomoni.publish import live, services, site, versions, withdraw
from tomoni.publish.tree import PUBLIC, Manifest
from tomoni.stock import publishing, queries
from tomoni.stock import services as stock
from tomoni.stock.models import Site
from tomoni.stock.tests.conftest import SHOPS, Make, say_table

SECRET = "ひみつ薬局"


def everything(home: Path) -> str:
    """All bytes of the state folder that a reader, or a look at the disk, could find the word in (packed ones apart)."""
    found = (path for path in home.rglob("*") if path.is_file() and path.suffix not in (".gz", ".br"))
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in found if "sqlite" not in path.name)


def about() -> dict[str, Any]:
    storage = versions.storage()
    return Manifest.read(storage, storage.pointed(PUBLIC)).about


def test_a_feed_is_withdrawn_with_all_its_bytes_and_may_be_opened_anew(
    feed: Make, tmp_path: Path, settings: Any
) -> None:
    scope, config = feed("table")
    say_table(scope, config, SHOPS + f"s1,{SECRET},,,,1,1\n")
    secret = stock.make_key(scope, config, "本部")[1]
    publishing.publish(scope, config)
    site.show(scope)
    assert SECRET in everything(settings.HOME)
    assert withdraw.plan(scope, "masks").folder_files == ("stock/masks.toml",)
    withdraw.withdraw(scope, "masks", None, "まちがって公開したため")
    assert SECRET not in everything(settings.HOME) and not Site.objects.exists()
    told = about()
    assert "live" not in told and {"data/masks/", "stock/masks/"} <= told["gone"].keys()
    storage = versions.storage()
    latest = json.loads(storage.place(f"{storage.pointed(PUBLIC)}/data/masks/latest.json").read_bytes())
    assert latest["withdrawn"]["reason"]["ja"] == "まちがって公開したため"
    scope, config = feed("table")  # opened anew: the number goes on, old keys open nothing
    say_table(scope, config, SHOPS)
    shown = publishing.publish(scope, config)
    assert shown is not None and shown.seq == 2
    site.show(scope)
    assert "masks" in about()["live"] and "data/masks/" not in about()["gone"]
    from tomoni.stock import access

    assert access.find(scope, secret) is None


@pytest.mark.parametrize("whole", [True, False])
def test_a_feed_does_not_keep_what_was_withdrawn_of_its_dataset(feed: Make, tmp_path: Path, settings: Any, whole: bool) -> None:  # fmt: skip
    scope, config = feed("dataset", more='dataset = "sheet"')
    (tmp_path / "sources").mkdir()
    (tmp_path / "files").mkdir()
    source = 'dataset = "sheet"\ntitle = "在庫表"\n\n[[file]]\npath = "files/%s.csv"\nas_of = "2026-03-0%s"\n'
    for number, name in ((1, "北薬局"), (2, SECRET)):
        (tmp_path / "files" / f"{number}.csv").write_text(
            f"番号,名称,大人用,子ども用\nx1,{name},12,0\nx2,南薬局,3,5\n", encoding="utf-8"
        )
        (tmp_path / "sources" / "sheet.toml").write_text(source % (number, number), encoding="utf-8")
        assert services.publish(scope)[0].status == "published"
    before = live.shown(versions.storage(), "masks")
    assert before is not None and before.seq == 2 and SECRET in everything(settings.HOME)
    version = None if whole else services.queries.current(scope, "sheet").version
    withdraw.withdraw(scope, "sheet", version, "個人の情報があったため")
    assert SECRET not in everything(settings.HOME)
    after = live.shown(versions.storage(), "masks")
    if whole:
        assert after is None and "live" not in about() and not (tmp_path / "stock" / "masks.toml").exists()
    else:
        assert after is not None and after.seq == 3 and not live.deltas_of(after.manifest)
        sites = queries.content(queries.row(scope, config), config)[0]
        assert sites["x1"]["name"] == "北薬局"
