"""Pages: links that work under any path, assets that may be cached for ever, two languages, marks that must show."""

import re
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from django.template import engines

from tomoni import look
from tomoni.i18n import Text
from tomoni.look import gallery

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Outline(HTMLParser):
    """Checks nesting and gathers tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()


def page(lang: str = "ja", path: str = "cards/x/index.html", **context: Any) -> str:
    said = {"community": gallery.COMMUNITY, "page": {"path": "cards/x/"}}
    return look.render("look/not_found.html", said | context, path, lang).decode()


def drawn(source: str, **context: Any) -> str:
    return engines["django"].from_string("{% load look %}" + source).render(context)


@pytest.mark.parametrize(
    ("target", "page_path", "expected"),
    [
        ("", "index.html", "./"),
        ("cards/x/", "index.html", "cards/x/"),
        ("cards/x/", "cards/y/index.html", "../x/"),
        ("cards/x/", "cards/x/index.html", "./"),
        ("", "en/cards/x/index.html", "../../../"),
        ("data/x/data.csv", "en/index.html", "../data/x/data.csv"),
        ("trace/x/3/#r77", "cards/x/index.html", "../../trace/x/3/#r77"),
        ("/data/x/data.csv", "cards/x/index.html", "../../data/x/data.csv"),
        ("cards/x/index.html", "index.html", "cards/x/"),
        ("#top", "a/index.html", "../#top"),
    ],
)
def test_links_are_relative(target: str, page_path: str, expected: str) -> None:
    assert look.relative(target, page_path) == expected


def test_pages_link_to_pages_of_their_language_and_to_the_same_files() -> None:
    at = {"page_path": "en/cards/x/index.html", "lang": "en"}
    assert drawn('{% link "news/" %}', **at) == "../../news/"
    assert drawn('{% link "data/x/data.csv" %}', **at) == "../../../data/x/data.csv"
    assert drawn('{% link "cards/x/" lang="ja" %}', **at) == "../../../cards/x/"


def test_texts_numbers_and_days() -> None:
    source = '{{ n|jnum }} {{ d|jdate:lang }} {% t "表" "Table" %} {{ w|tr:lang }}'
    given = {"n": "2456", "d": "2020-04-18", "w": Text("市", "City")}
    assert drawn(source, lang="ja", **given) == "2,456 2020年4月18日 表 市"
    assert drawn(source, lang="en", **given) == "2,456 18 April 2020 Table City"


def test_what_is_put_into_a_text_is_escaped() -> None:
    assert drawn('{% t "{x}です" "{x}" x=name %}', lang="ja", name="<b>") == "&lt;b&gt;です"


def test_assets_are_named_by_their_content_and_the_style_sheet_is_small() -> None:
    made = {
        path.split("/")[1].split(".")[0] + "." + path.rsplit(".")[-1]: (path, data) for path, data, _ in look.assets()
    }
    assert {"tomoni.css", "tomoni.js", "favicon.svg", "watermark.svg"} <= set(made)
    assert len(made["tomoni.css"][1]) < 21_000
    css = made["tomoni.css"][1].decode()
    named = set(re.findall(r"url\(([^)]+)\)", css))
    assert named == {made["watermark.svg"][0].split("/")[1]}
    assert css.count("{") == css.count("}")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_page_says_who_runs_it_and_what_it_is_not(lang: str) -> None:
    html = page(lang)
    both = [("有志による非公式サイト", "Unofficial site by volunteers"), ("架空のデータです", "Made-up data")]
    for ja, en in [*both, ("みほん市民有志", "Volunteers of Mihon"), ("まちがいを知らせる", "Report a mistake")]:
        assert (ja if lang == "ja" else en) in html
    assert f'<html lang="{lang}">' in html and 'class="skip" href="#main"' in html


def test_an_official_site_with_real_data_has_no_marks() -> None:
    official = SimpleNamespace(**{**vars(gallery.COMMUNITY), "official": True, "synthetic": False})
    html = page(community=official)
    assert "非公式" not in html and "架空の" not in html and "noindex" not in html


def test_the_other_language_is_one_link_away() -> None:
    assert 'href="../../en/cards/x/"' in page("ja")
    assert 'href="../../../cards/x/"' in page("en", "en/cards/x/index.html")


def test_names_and_reasons_are_escaped() -> None:
    held = [{"title": "<script>", "since": "2020-04-18", "reason": Text("a<b", "a<b"), "who": "&"}]
    html = page(held=held)
    assert "<script>" not in html.replace('<script src="', "") and "a&lt;b" in html and "公開保留" in html


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_gallery_is_well_formed_needs_no_inline_code_and_has_one_heading(lang: str) -> None:
    html = look.render("look/gallery.html", gallery._context(lang), "index.html", lang).decode()
    seen = Outline()
    seen.feed(html)
    assert not seen.open
    tags = [tag for tag, _ in seen.found]
    assert tags.count("h1") == 1 and "style" not in tags
    for tag, attributes in seen.found:
        assert not {name for name in attributes if name == "style" or name.startswith("on")}, tag
        assert tag != "script" or attributes.get("src")
        assert not str(attributes.get("href", "")).startswith(("/", "http:"))
    ids = [attributes["id"] for _, attributes in seen.found if "id" in attributes]
    assert len(ids) == len(set(ids))


def _themes() -> dict[str, dict[str, str]]:
    css = next(
        data for path, data, _ in look.assets() if path.startswith("assets/tomoni.") and path.endswith(".css")
    ).decode()
    light = dict(reversed(re.findall(r"(--[\w-]+):(#[0-9a-f]{6})", css)))
    dark = dict(light)
    for block in re.findall(r"@media screen and \(prefers-color-scheme:\s?dark\)\{:root\{([^}]*)\}", css):
        dark |= dict(re.findall(r"(--[\w-]+):(#[0-9a-f]{6})", block))
    return {"light": light, "dark": dark}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("front", "back", "least"),
    [
        *(("--" + front, "--" + back, 4.5) for front in ("ink", "soft", "link", "visited", "key") for back in ("paper", "ground")),
        ("--ink", "--key-soft", 4.5), ("--ink", "--warn-soft", 4.5), ("--warn", "--warn-soft", 4.5), ("--ink", "--mark", 4.5),
        ("--link", "--warn-soft", 4.5), ("--paper", "--key", 4.5), ("--focus-ink", "--focus", 4.5),
        ("--edge", "--paper", 3), ("--edge", "--ground", 3), ("--warn-line", "--paper", 3), ("--mark-line", "--mark", 3),
        ("--c-soft", "--c-paper", 4.5), ("--c-mean", "--s1", 3), ("--c-mean", "--c-paper", 3), ("--c-edge", "--c-paper", 3),
        *((f"--s{n}", "--c-paper", 3) for n in range(1, 9)),
    ],
)  # fmt: skip
def test_contrast_is_enough_in_both_themes(theme: str, front: str, back: str, least: float) -> None:
    colours = _themes()[theme]
    assert contrast(colours[front], colours[back]) >= least


def test_the_charts_paper_is_the_cards_paper() -> None:
    for colours in _themes().values():
        assert colours["--paper"] == colours["--c-paper"]
