"""What the site-wide search is offered: the newest published edition of a map, by the words of its accessible list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tomoni.papermap import offers
from tomoni.papermap.models import Edition
from tomoni.registry import raw_store
from tomoni.registry.community import load
from tomoni.registry.scope import Scope

LIST = "<html><head><style>li{margin:0}</style></head><main><h1>x</h1><ul><li><strong>1 みなと小学校 &amp; 広場</strong></li></ul></main></html>"


@pytest.mark.django_db
def test_only_what_is_published_and_not_taken_away(tmp_path: Any, settings: Any) -> None:
    settings.HOME = tmp_path / ".tomoni"
    settings.HOME.mkdir()
    (tmp_path / "community.toml").write_text(
        '[community]\nid = "city"\ncode = "990001"\nname = { ja = "市", en = "City" }\n', encoding="utf-8"
    )
    scope, now = Scope(None, load(tmp_path)), timezone.now()
    sha = raw_store.keep(LIST.encode())
    for number, published in ((1, now - timedelta(days=1)), (2, now), (3, None)):
        Edition.objects.create(
            community="city",
            page="shelters",
            number=number,
            made_at=now,
            title={"ja": "避難所の地図", "en": "Shelters"},
            files={"list.html": [sha, len(LIST)]},
            published_at=published,
        )
    (one,) = offers.entries(scope)
    assert (one.path, one.title.ja, one.words.ja) == ("papermap/shelters/", "避難所の地図", "x 1 みなと小学校 & 広場")
    assert one.of.ja.startswith("第2版・")
    Edition.objects.update(removed_at=now)
    assert list(offers.entries(scope)) == []
