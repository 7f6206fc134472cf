"""listed: a form (see `forms`) → a Region with its names and values below each other."""

from __future__ import annotations

from tomoni.tables.layout.build import build
from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.header import Heading
from tomoni.tables.layout.page import Page
from tomoni.tables.layout.plan import Plan
from tomoni.tables.layout.sides import Sides
from tomoni.tables.region import Origin, Region


def form_region(page: Page, draft: Draft, pairs: list[list[int]], title: str) -> Region:
    """The pairs of a form below each other, as a list of names and values."""
    cols = [c for pair in pairs for c in pair]
    heads = {
        c: Heading([name], confidence=0.8) for pair in pairs for c, name in zip(pair, ("項目", "内容"), strict=True)
    }
    region = build(Plan(page, draft, cols, [], heads), Sides(pairs, form=True), title)
    for column in region.columns:
        column.origin = Origin.GUESSED
    return region
