"""Pictures: really drawn, with letters, at the size asked for; a missing font is an error and not an empty box."""

import struct
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest

from tomoni.charts import ChartSpec, Series, drawing, png
from tomoni.charts.standalone import standalone

SPEC = ChartSpec("bar", "陽性者数", [date(2020, 4, 1) + timedelta(i) for i in range(18)], [Series("", range(18))], "人")


def size(data: bytes) -> tuple[int, int]:
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", data[16:24])


def share(**more: object) -> png.Share:
    said = {"title": "陽性者数", "figure": "1,163", "unit": "人", "as_of": "2020年4月18日時点", "community": "みほん市"}
    return png.Share(**(said | more))  # type: ignore[arg-type]


def picture(said: png.Share) -> bytes:
    return png.to_png(png.share_svg(said), png.SHARE[0])


def test_a_chart_becomes_a_picture_of_the_asked_width() -> None:
    assert size(png.to_png(standalone(SPEC), 1200))[0] == 1200


def test_the_share_picture_is_1200_by_630_with_and_without_a_chart() -> None:
    assert size(picture(share())) == size(picture(share(chart=SPEC))) == (1200, 630)


def test_words_are_drawn_and_not_boxes() -> None:
    assert len({picture(share(title=title)) for title in ("陽性者数", "検査件数", "相談件数", "")}) == 4


def test_marks_show() -> None:
    marked = picture(share(marks=(png.UNOFFICIAL.ja, png.MADE_UP.ja)))
    assert marked != picture(share()) and "架空のデータです" in png.share_svg(share(marks=(png.MADE_UP.ja,)))


def test_the_same_words_give_the_same_bytes() -> None:
    assert picture(share(chart=SPEC)) == picture(share(chart=SPEC))


def test_long_titles_and_figures_stay_inside() -> None:
    svg = png.share_svg(share(title="とても長い題名" * 20, figure="123,456,789,012", unit="キログラム"))
    assert "…" in svg and svg.count('class="t"') == 2


def test_a_font_without_japanese_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    nothing = tmp_path / "empty.otf"
    nothing.write_bytes(b"")
    monkeypatch.setattr(png, "font_file", lambda: nothing)
    png.prove_font.cache_clear()
    with pytest.raises(png.FontMissingError, match="フォント"):
        png.to_png(standalone(SPEC), 100)
    monkeypatch.undo()
    png.prove_font.cache_clear()
    png.prove_font()


def test_pictures_drawn_beside_have_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """From several threads, with more pictures than processes, and after a process has ended on its own."""
    sheets = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><text y="15">{n}永</text></svg>'
        for n in range(7)
    ]
    here = [png.to_png(sheet, 40) for sheet in sheets]
    assert len(set(here)) == len(sheets)
    monkeypatch.setattr(drawing, "spare", lambda: 2)
    with drawing.beside(), ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda sheet: png.to_png(sheet, 40), sheets)) == here
        drawers = drawing._beside
        assert drawers is not None and 1 <= len(drawers.alive) <= 2
        for one in drawers.alive:
            one.kill()
            one.wait()
        assert list(pool.map(lambda sheet: png.to_png(sheet, 40), sheets)) == here
        begun = list(drawers.alive)
    assert all(one.poll() is not None for one in begun)
    assert drawing._beside is None


def test_a_fault_is_told_alike_beside_and_here(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError) as here:
        png.to_png("<svg", 40)
    monkeypatch.setattr(drawing, "spare", lambda: 1)
    with drawing.beside(), pytest.raises(ValueError) as beside:
        png.to_png("<svg", 40)
    assert str(beside.value) == str(here.value)
