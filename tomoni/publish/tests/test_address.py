"""When community.toml says where the site stands, what other services read is absolute; links between pages never are."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tomoni.publish import services
from tomoni.publish.tests.conftest import COMMUNITY, ROWS, Put
from tomoni.registry import community
from tomoni.registry.errors import Problem
from tomoni.registry.scope import Scope

ADDRESS = "https://data.test.example/open"


def said(scope: Scope, address: str) -> Scope:
    path = scope.community.dir / "community.toml"
    path.write_text(COMMUNITY + f'address = "{address}"\n', encoding="utf-8")
    return Scope(None, community.load(scope.community.dir))


def published(scope: Scope, put: Put) -> Path:
    put(ROWS)
    services.publish(scope)
    return scope.community.home / "public"


def test_with_an_address(scope: Scope, put: Put) -> None:
    public = published(said(scope, ADDRESS + "/"), put)
    places = [place.text for place in ET.fromstring((public / "sitemap.xml").read_bytes()).iter() if place.text]
    assert f"{ADDRESS}/" in places
    assert json.loads((public / "catalog.jsonld").read_bytes())["@context"]["@base"] == f"{ADDRESS}/"
    assert f'xml:base="{ADDRESS}/"' in (public / "feed.atom").read_text(encoding="utf-8")
    page = (public / "index.html").read_text(encoding="utf-8")
    assert f'<link rel="canonical" href="{ADDRESS}/">' in page
    assert f'href="{ADDRESS}' not in page.replace('rel="canonical" href=', "")


def test_without_one_nothing_is_absolute(scope: Scope, put: Put) -> None:
    public = published(scope, put)
    assert not (public / "sitemap.xml").exists()
    assert "@base" not in json.loads((public / "catalog.jsonld").read_bytes())["@context"]
    assert "canonical" not in (public / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("wrong", ["data.example", "ftp://x", "javascript:alert(1)", "https://a b", 'https://x\\"'])
def test_an_address_that_is_none_is_said(scope: Scope, wrong: str) -> None:
    with pytest.raises(Problem, match="address"):
        said(scope, wrong)
