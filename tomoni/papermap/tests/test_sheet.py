"""What must always hold on paper: numbers stay, anchors never move, each item is listed once, nobody prints what nobody allowed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tomoni.look.press import CannotPrint, pages
from tomoni.papermap import composing, editions, making, press, reading_order
from tomoni.papermap.model import Item, Outcome, Reading, Source, Status
from tomoni.papermap.order import Landmark, Order
from tomoni.papermap.permission import Confirmation, Filter, Permission
from tomoni.papermap.sheet import declutter
from tomoni.papermap.sheet.look import Look
from tomoni.papermap.trimming import trim

SAID = Permission((Confirmation("*", "田中", "7月18日", "電話"),))


def item(nth: int, lon: float = 133.2, lat: float = 34.4, name: str = "", **more: object) -> Item:
    return Item("s", "お風呂", nth, name or f"場所{nth}", paths=[[(lon, lat)]], category="bath", **more)  # type: ignore[arg-type]


def reading(items: list[Item], reuse: str = "open") -> Reading:
    return Reading([Source("s", "S", reuse=reuse)], items)


def order(**more: object) -> Order:
    return Order({"ja": "題", "en": "Title"}, permission=SAID, printed="2026-01-01 00:00", **more)  # type: ignore[arg-type]


spots = st.tuples(st.floats(133.0, 133.4), st.floats(34.2, 34.6))


@given(st.lists(spots, min_size=1, max_size=12, unique=True), st.lists(st.tuples(st.sampled_from(["drop", "add", "move", "rename"]), st.integers(0, 99), spots), max_size=20))  # fmt: skip
@settings(max_examples=40, deadline=None)
def test_numbers_stay_with_their_item_over_edits(start, edits) -> None:
    items = [item(nth, *spot, code=f"c{nth}") for nth, spot in enumerate(start)]
    made = editions.number(items)
    given_once = {one.code: one.number for one in items}
    following = len(items)
    for what, which, spot in edits:
        if what == "add":
            items.append(item(following, *spot, code=f"c{following}"))
            following += 1
        elif items and what == "drop":
            items.pop(which % len(items))
        elif items and what == "move":
            items[which % len(items)].paths = [[spot]]
        elif items:
            items[which % len(items)].name += "改"
        made = editions.number(items, editions.of_json(made.edition.to_json()))
        for one in items:
            assert given_once.setdefault(one.code, one.number) == one.number
        assert len(set(given_once.values())) == len(given_once)


@given(st.lists(st.tuples(st.floats(0, 180), st.floats(0, 120)), max_size=80))
@settings(max_examples=50, deadline=None)
def test_declutter_never_moves_an_anchor_and_boxes_never_overlap(anchors) -> None:
    placed = declutter.place(anchors, [(4.5, 3.5)] * len(anchors), (180, 120))
    assert [one.anchor for one in placed] == anchors
    shown = [one for one in placed if not one.hidden]
    for nth, one in enumerate(shown):
        assert one.moved or (one.x, one.y) == one.anchor
        for other in shown[:nth]:
            assert abs(one.x - other.x) >= 4.5 or abs(one.y - other.y) >= 3.5


@given(st.lists(spots, min_size=1, max_size=60), st.integers(4, 30))
@settings(max_examples=25, deadline=None)
def test_every_item_is_on_one_list_and_in_the_index(where, count) -> None:
    found = reading([item(nth, *spot) for nth, spot in enumerate(where)])
    editions.number(found.items)
    made = composing.compose(found, order(pages=count))
    listed = [
        row["n"]
        for page in made.document["pages"]
        if page["kind"] == "map"
        for group in page["groups"]
        for row in group["rows"]
    ]
    indexed = [row["n"] for page in made.document["pages"] if page["kind"] == "index" for row in page["rows"]]
    assert sorted(listed) == sorted(indexed) == sorted(one.number for one in found.items)


def test_what_nobody_allowed_is_not_printed() -> None:
    for reuse, permission in (("", SAID), ("inquiry_required", SAID), ("open", Permission())):
        found = reading([item(1)], reuse)
        made = making.make(found, Order({"ja": "題", "en": "T"}, permission=permission), "html", outlines=False)
        assert found.items[0].outcome is Outcome.WITHHELD and "場所1" not in made.pages[0].decode()


def test_a_confirmation_does_not_bring_back_what_has_ended_and_is_printed() -> None:
    ended = item(2)
    ended.end(Outcome.ENDED, "終", "ended")
    made = making.make(reading([item(1), ended]), order(), "html", outlines=False)
    text = made.pages[0].decode()
    assert "場所1" in text and "場所2" not in text and "田中" in text


def test_an_open_status_needs_no_confirmation_and_filters_hold() -> None:
    found = reading([item(1, status=Status.OPEN), item(2, status=Status.OPEN)])
    rule = Permission(filters={"s": Filter(exclude={"name": "場所2"})})
    making.make(found, Order({"ja": "題", "en": "T"}, permission=rule), "html", outlines=False)
    assert [one.outcome for one in found.items] == [Outcome.PLACED, Outcome.WITHHELD]


def test_only_allowed_fields_are_printed() -> None:
    one = item(1, hours="9:00-17:00", phone="0848-00-0000", address="秘密の番地")
    text = making.make(reading([one]), order(), "html", outlines=False).pages[0].decode()
    assert "9:00-17:00" in text and "0848" not in text and "秘密" not in text


def test_the_pdf_is_tagged_and_says_that_it_is_for_everybody() -> None:
    made = making.make(
        reading([item(1), item(2, 133.21)]), order(live="https://example.jp/x", until="明日"), outlines=False
    )
    (pdf,) = made.pages
    assert pdf.startswith(b"%PDF") and pages(pdf) == 1
    for part in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid", b"/ToUnicode", b"/Alt"):
        assert part in pdf, part


@pytest.mark.parametrize("letter", ["\U00013000", "\U0001e900", "\ufdd0"])
def test_a_letter_without_glyph_is_an_error_that_names_its_item(letter: str) -> None:
    with pytest.raises(CannotPrint, match=r"No\. 1 .*U\+"):
        making.make(reading([item(1, name=f"湯{letter}")]), order(), outlines=False)


@pytest.mark.parametrize("letter", ["𠮷", "한", "ก"])
def test_other_letters_are_either_printed_or_named(letter: str) -> None:
    """Which scripts there are depends on the fonts of the set-up; an empty box is never one of the answers."""
    found = reading([item(1, name=f"湯{letter}")])
    if ord(letter) in press.covered():
        assert making.make(found, order(), outlines=False).page_count == 1
    else:
        with pytest.raises(CannotPrint, match=re.escape(f"U+{ord(letter):04X}")):
            making.make(found, order(), outlines=False)


def test_the_list_gives_distance_and_direction_from_the_landmark() -> None:
    made = making.make(
        reading([item(1, 133.2, 34.409)]), order(landmark=Landmark("駅", 133.2, 34.4)), "html", outlines=False
    )
    assert "駅から1.0\N{NO-BREAK SPACE}km・北" in made.pages[0].decode()


@pytest.mark.parametrize("look", ["colour", "bw", "tactile"])
@pytest.mark.parametrize("form", ["png", "svg"])
def test_every_look_is_drawn(look: str, form: str) -> None:
    made = making.make(
        reading([item(1)]), order(look=Look(look, 1.5), languages=("ja", "ja-easy", "en")), form, outlines=False
    )
    assert made.pages[0][:4] == (b"\x89PNG" if form == "png" else b"<svg")


def test_an_empty_sheet_lists_the_layers_that_wait() -> None:
    made = making.make(reading([item(1), item(2, 133.3)]), Order({"ja": "題", "en": "T"}), outlines=False)
    assert made.waiting == [("s", "お風呂", 2)] and made.page_count == 1


def test_outlines_too_coarse_for_the_scale_are_not_drawn_and_not_credited() -> None:
    near = making.make(reading([item(1), item(2, 133.21)]), order(scale=25_000), "json")
    far = making.make(reading([item(1), item(2, 133.6)]), order(scale=300_000), "json")
    for made, drawn in ((near, False), (far, True)):
        document = made.composition.document
        assert bool(document["pages"][0]["base"]) is drawn
        assert ("国土数値情報" in document["credit"]) is drawn


def test_the_index_is_in_the_order_of_the_readings() -> None:
    found = [
        item(1, name="山口公園", kana="ヤマグチ"),
        item(2, name="公民館", kana="こうみんかん"),
    ]
    assert [one.nth for one in sorted(found, key=reading_order.key)] == [2, 1]
    assert [reading_order.head(one) for one in found[:2]] == ["ヤ", "カ"]
    assert reading_order.head(item(4, kana="ばら")) == "ハ"


def test_names_are_not_cut_inside_a_word() -> None:
    assert trim("トイレットペーパーをお持ちください", 12) == "トイレットペーパーを…"
    assert trim("短い", 12) == "短い"


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_on_landscape_paper_the_list_stands_beside_the_map(paper: str) -> None:
    found = reading([item(nth, 133.2 + nth / 500, 34.4) for nth in range(12)])
    made = making.make(found, order(paper=paper, landscape=True), outlines=False)
    document = made.composition.document
    (page,) = document["pages"]
    assert made.page_count == 1 and 0 < document["side"] < document["paper"]["wide"] * 0.8
    assert page["wide"] < document["side"] and page["high"] > document["paper"]["high"] * 0.5


def test_every_line_says_its_source_when_there_are_several() -> None:
    found = reading([item(1, as_of="7/11"), item(2, 133.21)])
    found.sources.append(Source("t", "別の一覧", reuse="open"))
    found.items[1].source = "t"
    document = making.make(found, order(), "json", outlines=False).composition.document
    rows = [row["detail"] for group in document["pages"][0]["groups"] for row in group["rows"]]
    assert rows == ["[① 7/11]", "[②]"]
    assert any("② 別の一覧" in line for line in document["about"])
