"""Large documents are set in a process of their own: it can be stopped, and what is wrong comes back in words."""

from __future__ import annotations

import pytest

from tomoni.look.press import CannotPrint
from tomoni.papermap import apart, making, press
from tomoni.papermap.model import Item, Kind
from tomoni.papermap.order import Order
from tomoni.papermap.tests.test_sheet import SAID, item, order, reading


class Enough(Exception):
    pass


def test_an_atlas_is_set_apart_and_can_be_stopped_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    made = making.make(reading([item(1), item(2, 133.4)]), order(pages=5), outlines=False)
    assert made.page_count == 5 and made.pages[0].startswith(b"%PDF")
    monkeypatch.setattr(apart, "BEAT", 0.01)

    def tell(done: int, total: int) -> None:
        if (done, total) == (1, 1):
            raise Enough

    with pytest.raises(Enough):
        making.make(reading([item(1), item(2, 133.4)]), order(pages=5), outlines=False, tell=tell)


def test_what_typst_refuses_comes_back_in_words() -> None:
    with pytest.raises(CannotPrint, match="could not be set"):
        apart.compiled({}, "pdf", 72, press.folders(), press.TEMPLATE)


BOW = [(133.1, 34.3), (133.3, 34.5), (133.3, 34.3), (133.1, 34.5), (133.1, 34.3)]
STAR = [(133.2, 34.5), (133.25, 34.3), (133.12, 34.42), (133.28, 34.42), (133.15, 34.3), (133.2, 34.5)]
POINT = [(133.2, 34.4)] * 5


@pytest.mark.parametrize("ring", [BOW, STAR, POINT, BOW[:2]])
def test_self_crossing_areas_are_drawn_by_even_and_odd(ring: list[tuple[float, float]]) -> None:
    area = Item("s", "浸水", 1, "川沿い", kind=Kind.AREA, paths=[ring, STAR], category="flooded")
    made = making.make(reading([area, item(2)]), Order({"ja": "題", "en": "T"}, permission=SAID, printed="x"), "json", outlines=False)  # fmt: skip
    (page,) = made.composition.document["pages"]
    assert 'fill-rule="evenodd"' in page["svg"] and "nan" not in page["svg"] and len(page["groups"]) == 2
