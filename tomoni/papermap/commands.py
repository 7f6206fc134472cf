"""`tomoni papermap SOURCE… -o map.pdf` prints; `tomoni papermap import CONFIG.json` takes over a map of the original."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from tomoni.i18n import Text, cli_language
from tomoni.papermap import asking
from tomoni.registry.errors import problem


def words(ja: str, en: str) -> str:
    return en if cli_language() == "en" else ja


class _Group(click.Group):
    """What is no command of ours is a source to print."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] not in self.commands and args[0] not in ("--help", "-h"):
            args = ["print", *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=_Group,
    help=words(
        "紙マップ: 地図のファイルから、貼り出す紙（PDF・PNG・SVG）と一覧を作ります。",
        "Paper map: sheets to hang up (PDF, PNG, SVG) and an accessible list from files of maps.",
    ),
)
def papermap() -> None:
    pass


def _option(*names: str, ja: str, en: str, **more: Any) -> Any:
    return click.option(*names, help=words(ja, en), **more)


@papermap.command(
    "print",
    help=words(
        "SOURCE（ファイルかURL、引き継いだ設定 .toml）を紙にします。",
        "Print SOURCE (files, addresses, pages taken over as .toml).",
    ),
)
@click.argument("sources", metavar="SOURCE…", nargs=-1, required=True)
@_option(
    "-o",
    "--out",
    "out",
    type=click.Path(path_type=Path),
    required=True,
    ja="出力（.pdf .png .svg .html）",
    en="output (.pdf .png .svg .html)",
)
@_option("--title", default="", ja="題", en="title")
@_option(
    "--paper", type=click.Choice(["a4", "a3"]), default=None, ja="紙（何も言わなければa4）", en="paper (a4 unless said)"
)
@_option("--landscape", is_flag=True, ja="横長", en="landscape")
@_option(
    "--scale",
    type=click.FloatRange(200, 20_000_000),
    default=None,
    ja="縮尺の分母（例: 25000）",
    en="scale 1:n, e.g. 25000",
)
@_option("--area", default="", ja="範囲: 西,南,東,北（度）", en="area: west,south,east,north in degrees")
@_option(
    "--pages",
    type=click.IntRange(3, 400),
    default=None,
    ja="冊子にする（多くてもこのページ数）",
    en="an atlas of this many pages at most",
)
@_option(
    "--look",
    type=click.Choice(["colour", "bw", "tactile"]),
    default=None,
    ja="見た目: 色・白黒・触図用",
    en="look",
)
@_option("--large", is_flag=True, ja="大字版", en="large print")
@_option("--languages", default="", ja="ことば（例: ja,ja-easy,en）", en="languages side by side, e.g. ja,ja-easy,en")
@_option(
    "--sort",
    type=click.Choice(["category", "block", "kana"]),
    default=None,
    ja="一覧の順",
    en="order of the list",
)
@_option("--notes", is_flag=True, ja="書きこみ欄をつける", en="add a field for notes")
@_option("--landmark", default="", ja="目印: 名前,緯度,経度", en="landmark: name,latitude,longitude")
@_option(
    "--base",
    default="",
    ja="下絵: PMTiles・GeoJSON（ファイルかURL）、{z}/{x}/{y} のタイルのURL、none",
    en="base map: PMTiles or GeoJSON (file or address), tiles as an address with {z}/{x}/{y}, none",
)
@_option("--base-credit", default="", ja="下絵の出典", en="credit of the base map")
@_option(
    "--reuse",
    type=click.Choice(["open", "inquiry_required"]),
    default=None,
    ja="入手元の再利用の条件",
    en="whether the sources may be reused",
)
@_option(
    "--confirm",
    multiple=True,
    ja="層の確認「層:だれが:いつ:どうやって」。層が * なら全部",
    en='confirm a layer: "LAYER:who:when:how"; * is every layer',
)
@_option("--require", multiple=True, ja="書かれていないものを除く項目", en="leave out what does not say this field")
@_option("--include", multiple=True, ja="「項目=言葉」に合うものだけ", en="only what fits FIELD=PATTERN")
@_option("--exclude", multiple=True, ja="「項目=言葉」に合うものを除く", en="leave out what fits FIELD=PATTERN")
@_option(
    "--field",
    "fields",
    multiple=True,
    ja="印刷してよい項目（hours notes as_of phone address か列名）",
    en="a field that may be printed",
)
@_option("--until", default="", ja="いつまで有効か", en="valid until")
@_option("--as-of", default="", ja="情報の時点", en="time the information is from")
@_option("--phone", default="", ja="電話番号", en="telephone")
@_option("--live", default="", ja="最新の情報のURL（QRになります）", en="address of the live page (as QR)")
@_option("--operator", default="", ja="運営者", en="who runs it")
@_option(
    "--community",
    type=click.Path(path_type=Path),
    default=None,
    ja="運営団体のフォルダー（運営者・公式かどうかを community.toml から）",
    en="a community's folder: operator and whether it is official",
)
@_option(
    "--edition",
    "edition",
    type=click.Path(path_type=Path),
    default=None,
    ja="前の版の記録（番号を保ちます。上書きします）",
    en="record of the last edition (keeps numbers; is updated)",
)
@_option(
    "--report",
    "report_to",
    type=click.Path(path_type=Path),
    default=None,
    ja="取込の記録（CSV）",
    en="import report (CSV)",
)
@_option("--json", "as_json", is_flag=True, ja="結果をJSONで", en="print the result as JSON")  # fmt: skip
def print_(sources: tuple[str, ...], out: Path, edition: Path | None, report_to: Path | None, as_json: bool, **asked: Any) -> None:  # fmt: skip
    from django.utils import timezone

    from tomoni.look.press import CannotPrint
    from tomoni.papermap import editions, making, press, report, validity

    form = out.suffix.lstrip(".").lower()
    if form not in ("pdf", "png", "svg", "html"):
        raise problem("-o の終わりは .pdf .png .svg .html のどれかです。", "-o must end in .pdf, .png, .svg or .html.")
    _open(sources)
    order, reading = asking.from_command(sources, asked)
    last = None
    if edition and edition.is_file():
        try:
            last = editions.of_json(json.loads(edition.read_text(encoding="utf-8")))
        except (OSError, ValueError) as broken:
            raise problem("前の版の記録が読めません。", "The record of the last edition can't be read.") from broken
    try:
        made = making.make(reading, order, form, last, outlines=order.outlines)
    except CannotPrint as stopped:
        raise problem(stopped.text.ja, stopped.text.en, code=1) from stopped
    written = write(out, made.pages)
    if edition:
        edition.write_text(json.dumps(made.edition.to_json(), ensure_ascii=False), encoding="utf-8")
    if report_to:
        report_to.write_text(report.table(reading), encoding="utf-8")
    if as_json:
        click.echo(json.dumps({**made.summary(), "files": [str(path) for path in written]}, ensure_ascii=False))
    else:
        for line in report.lines(reading):
            click.echo(line[cli_language()])
        for source, layer, count in made.waiting:
            click.echo(
                words(
                    f"△ 確認待ち: {source} / {layer} {count:,}件。--confirm '{layer}:だれが:いつ:どうやって' で印刷できます。",
                    f"△ waiting: {source} / {layer} {count:,}. Print them with --confirm '{layer}:who:when:how'.",
                )
            )
        if validity.over(order.until, timezone.now()):
            click.echo(f"△ {validity.OVER_AT_ONCE[cli_language()]}".replace("{until}", order.until))
        click.echo(press.fonts_said()[cli_language()])
        click.echo(words(f"{made.page_count}ページ → {written[0]}", f"{made.page_count} pages → {written[0]}"))
    if not reading.placed():
        raise click.exceptions.Exit(1)


def _open(sources: tuple[str, ...]) -> None:
    """The house whose published datasets a page prints."""
    from tomoni.papermap.page import Page

    opened = click.get_current_context().find_root().obj
    for source in sources:
        if source.endswith(".toml") and opened:
            page = Page.of(source)
            if page.community and any(one.get("dataset") for one in page.sources):
                opened(page.community)
                return


def write(out: Path, pages: list[bytes]) -> list[Path]:
    """Writes one file, or one a page (map-1.png, map-2.png …) when there are several."""
    out.parent.mkdir(parents=True, exist_ok=True)
    if len(pages) == 1:
        out.write_bytes(pages[0])
        return [out]
    found = []
    for nth, data in enumerate(pages, 1):
        path = out.with_name(f"{out.stem}-{nth}{out.suffix}")
        path.write_bytes(data)
        found.append(path)
    return found


@papermap.command("import", help=words("紙マップの設定 CONFIG.json から、運営団体のページの設定を作ります。", "Make a page of a community from a config of the original."))  # fmt: skip
@click.argument("config", metavar="CONFIG.json", type=click.Path(path_type=Path))
@click.option("--into", "folder", metavar="DIR", type=click.Path(path_type=Path), default=Path(), help=words("運営団体のフォルダー", "the community's folder"))  # fmt: skip
def import_(config: Path, folder: Path) -> None:
    from tomoni.papermap.read import mapprint

    path, said = mapprint.take_over(config, folder)
    for line in said:
        click.echo(line[cli_language()])
    click.echo(
        Text(
            f"{path} を作りました。次は reuse を書いて、tomoni papermap {path} -o map.pdf",
            f"Made {path}. Next: say reuse in it, then tomoni papermap {path} -o map.pdf",
        )[cli_language()]
    )


@papermap.command("base", help=words("PMTiles か {z}/{x}/{y} のタイルから範囲を切り出し、手もとの PMTiles にします。", "Cut an area out of a PMTiles archive or tiles, as a PMTiles file."))  # fmt: skip
@click.argument("source", metavar="SOURCE")
@_option("--area", required=True, ja="範囲: 西,南,東,北（度）", en="area: west,south,east,north in degrees")
@_option("-o", "--out", "out", type=click.Path(path_type=Path), required=True, ja="出力（.pmtiles）", en="output (.pmtiles)")  # fmt: skip
@_option("--zooms", default="10-16", show_default=True, ja="縮尺の段（例: 10-16）", en="zooms, e.g. 10-16")
def base_(source: str, area: str, out: Path, zooms: str) -> None:
    from tomoni.papermap.base import tiles

    box = asking.area(area)
    first, _, last = zooms.partition("-")
    if box is None or not (first.isdigit() and (last or first).isdigit()) or int(first) > int(last or first):
        raise problem("--area と --zooms を確かめてください（例: --zooms 10-16）。", "Please check --area and --zooms (e.g. 10-16).")  # fmt: skip
    away = source.startswith(("http://", "https://"))
    found = tiles.of_address(source) if away else tiles.of_file(Path(source))
    span = max(int(first), found.least), min(int(last or first), found.most)
    data = tiles.cut(found, box, span)
    out.write_bytes(data)
    click.echo(
        words(f"{len(data):,} バイト → {out}（{found.credit}）", f"{len(data):,} bytes → {out} ({found.credit})")
    )
