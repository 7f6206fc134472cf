"""使い方: four doors into the house, each with its command and what it prints. Shown by the sample community and by a
community that has nothing published yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tomoni.dashboard.pages import base
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text
from tomoni.registry.rooms import Page


@dataclass(frozen=True, slots=True)
class Door:
    """One thing a newcomer may want, the commands for it, and what they will see. {dataset}: the site's first."""

    title: Text
    words: Text
    commands: Text
    expect: Text


DOORS = (
    Door(
        Text("表を調べる", "Check a table"),
        Text(
            "手もとの表（CSV・Excel など）の読みにくいところを調べます。ファイルは変えません。",
            "Finds what is hard to read in a table of yours (CSV, Excel …). Changes nothing.",
        ),
        Text(
            "tomoni check 表.xlsx\ntomoni repair 表.xlsx -o きれいな表",
            "tomoni check table.xlsx\ntomoni repair table.xlsx -o clean",
        ),
        Text(
            "確認箇所が、番号・場所・直し方とともに出ます。repair は直した CSV と報告書 report.html を書き出します。",
            "Findings with their number, place and remedy. repair writes clean CSV files and report.html.",
        ),
    ),
    Door(
        Text("今夜サイトを出す", "Put a site up tonight"),
        Text(
            "団体コードとファイルだけで、数字の元をたどれるサイトを作ります。",
            "From a local government code and its files to a site with figures that can be traced.",
        ),
        Text(
            "tomoni new わたしのまち --code 282103\ntomoni add わたしのまち 患者.xlsx\ntomoni up わたしのまち",
            "tomoni new mytown --code 282103\ntomoni add mytown cases.xlsx\ntomoni up mytown",
        ),
        Text(
            "http://127.0.0.1:8000 に、グラフと表のあるサイトが出ます。tomoni build で、どこにでも置けるファイルになります。",
            "A site with charts and tables on http://127.0.0.1:8000. tomoni build makes files for any web host.",
        ),
    ),
    Door(
        Text("データを使う", "Use the data"),
        Text(
            "どのデータにも、変わらないアドレスと版があります。",
            "Every dataset has an address that stays, and versions.",
        ),
        Text.of("curl http://127.0.0.1:8000/data/{dataset}/latest.json"),
        Text(
            "時点、版、CSV・JSON・Parquet のアドレスと SHA-256 が JSON で返ります。",
            "JSON with the as-of day, the version, and addresses of CSV, JSON and Parquet with their SHA-256.",
        ),
    ),
    Door(
        Text("直すのを手伝う", "Help to mend"),
        Text(
            "言葉、データ、翻訳、プログラム。15分でできることから。",
            "Words, data, translations, code: begin with fifteen minutes.",
        ),
        Text.of("make setup\nmake test"),
        Text(
            "すべての試験が通ります。続きは CONTRIBUTING をご覧ください。",
            "All tests pass. CONTRIBUTING says how to go on.",
        ),
    ),
)


def is_shown(board: Board) -> bool:
    return board.community.synthetic or not (board.sets or board.others)


def pages(board: Board) -> Iterator[Page]:
    if is_shown(board):
        first = next(iter(board.sets), "patients")
        doors = [
            replace(
                door,
                commands=Text(*(text.replace("{dataset}", first) for text in (door.commands.ja, door.commands.en))),
            )
            for door in DOORS
        ]
        yield from base.html(
            board,
            "start/",
            "dashboard/start.html",
            lambda lang: {"doors": doors},
            datasets=[""],
            depends=[first],
            description=Text("ともにの使い方", "How to use Tomoni"),
        )
