"""A measure that somebody tells of: the inbox's kind "measure-new". Approved, it is a row of the list `support-contributed`,
which goes through the main stream like any other; its history is that list's publications.

Corrections of what is listed are the house's own: every measure links to the cells of its row (publish.cells).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from tomoni.i18n import Text
from tomoni.registry import jobs
from tomoni.registry import queries as registry
from tomoni.registry.errors import Problem
from tomoni.registry.inbox import kinds
from tomoni.registry.inbox.models import Message
from tomoni.registry.scope import Scope
from tomoni.registry.sources import SourceEntry, SourceFile, write_source, write_text
from tomoni.support import reading
from tomoni.tables import schema

NAME = "measure-new"
DATASET = "support-contributed"
FILE = f"files/{DATASET}.csv"
TITLE = Text("みなさんから届いた支援", "Measures people told us of")
FIELDS = (
    kinds.Field("名称", Text("支援の名前", "Name of the help"), required=True, most=80),
    kinds.Field("提供者", Text("だれが行っていますか", "Who offers it?"), Text("役所、会社、団体の名前", "Office, company or group"), required=True, most=100),
    kinds.Field("概要", Text("どんな支援ですか", "What does it give?"), required=True, most=400),
    kinds.Field("だれ向け", Text("だれが使えますか", "Whom is it for?"), Text("例: ひとり親、個人事業主。「、」で区切ります", "e.g. single parents; with 、 between"), most=200),
    kinds.Field("困りごと", Text("どんな困りごとのため？", "For what trouble?"), Text("例: 家賃、仕事、子育て", "e.g. rent, work, children"), most=200),
    kinds.Field("対象の地域", Text("使える地域", "Area"), Text("市区町村や都道府県の名前。全国なら「全国」", "Municipality or prefecture; 全国 for all of Japan"), most=200),
    kinds.Field("費用", Text("費用", "Cost"), most=60, choices=[("無料", Text("無料", "free")), ("割引", Text("割引", "discount")), ("有料", Text("有料", "paid")), ("その他", Text("そのほか", "other"))]),
    kinds.Field("受付終了", Text("いつまで", "Until when"), Text("例: 2027年3月31日。決まっていなければ、そのまま「未定」など", "e.g. 2027-03-31, or words such as 未定"), most=60),
    kinds.Field("相談の電話", Text("問い合わせの電話（公開されます）", "Telephone to ask (public)"), Text("窓口や会社の番号。個人の携帯番号は書かないでください", "Of the office, not of a person"), most=40),
    kinds.Field("詳細URL", Text("くわしいページのアドレス", "Page with details"), Text("https:// から", "Begins with https://"), most=300),
    kinds.Field("持ち物・必要書類", Text("必要なもの", "What to bring"), Text("「、」で区切ります", "with 、 between"), most=300),
    kinds.Field("相談できる言語", Text("相談できる言語", "Languages"), Text("例: 日本語、英語、ベトナム語", "e.g. 日本語、英語"), most=120),
)  # fmt: skip


def subject(scope: Scope, parameters: Mapping[str, str]) -> kinds.Subject | None:
    """Only for an address that asks for it: inbox/new/?kind=measure-new."""
    if parameters.get("kind") != NAME:
        return None
    return kinds.Subject(
        Text("載っていない支援", "Help that is not listed"), {"kind": NAME}, link="support/", fields=FIELDS
    )


def check(scope: Scope, about: Mapping[str, Any], given: kinds.Parameters) -> list[Text]:
    """What would not be read as what it is meant to be."""
    found = []
    link = given.get("詳細URL", "")
    if link and not reading.url(link):
        found.append(
            Text(
                "アドレスは https:// から、空白なしで書いてください。",
                "An address begins with https:// and has no spaces.",
            )
        )
    place = given.get("対象の地域", "")
    if place and not reading.areas(place):
        found.append(
            Text(
                f"「{place}」がどこか分かりませんでした。都道府県から書いてください（例: 兵庫県加古川市）。",
                f'"{place}" could not be found. Please write it with its prefecture.',
            )
        )
    if given.get("相談の電話") and not reading.phones(given["相談の電話"]):
        found.append(
            Text("電話番号は 078-000-0000 のように書いてください。", "Write the telephone number as 078-000-0000.")
        )
    return found


def difference(scope: Scope, message: Message) -> kinds.Difference | None:
    """The whole new row, or what it changes when the message was approved before."""
    before = next((row for row in rows(scope) if row["管理番号"] == message.number), {})
    after = "\n".join(f"{name}: {value}" for name, value in message.fields.items() if value)
    wrong = None
    if message.mail_confirmed_at is None:
        wrong = Text(
            "送った人のメールアドレスが、まだ確認されていません。確認されると承認できます。",
            "The sender has not confirmed the mail address yet. It can be approved after that.",
        )
    facts = [(Text("書き込む先", "Goes into"), FILE)]
    told = "\n".join(f"{name}: {value}" for name, value in before.items() if value and name in message.fields)
    return kinds.Difference("支援の一覧の1行", told or "（まだありません）", after, facts, wrong)


def apply(scope: Scope, message: Message) -> Text:
    """Writes the row and asks for a run of the stream. Doing it twice is doing it once."""
    if message.mail_confirmed_at is None:
        raise Problem(
            Text(
                "送った人のメールアドレスが、まだ確認されていません。届いたメールのリンクを開いてもらってください。何も変えていません。",
                "The sender has not confirmed the mail address yet (by the link in the mail). Nothing was changed.",
            )
        )
    row = dict.fromkeys(columns(), "")
    row |= {name: value for name, value in message.fields.items() if name in row}
    today = timezone.localdate().isoformat()
    row |= {
        "管理番号": message.number,
        "更新した日": today,
        "確認した日": today,
        "確認した人": scope.community.operator.ja,
    }
    write(scope, [*(one for one in rows(scope) if one["管理番号"] != message.number), row])
    jobs.ask("publish.dataset", f"publish:contributed:{message.pk}", dataset=DATASET)
    return Text(
        f"「{row['名称']}」を支援の一覧に加えます（{FILE} に記録）。",
        f'"{row["名称"]}" joins the list of measures (kept in {FILE}).',
    )


def columns() -> list[str]:
    return [item.name for item in schema.load("support-measure").fields]


def rows(scope: Scope) -> list[dict[str, str]]:
    """The rows of the contributed list, in the order in which they came."""
    path = scope.community.dir / FILE
    if not path.is_file():
        return []
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [{name: value or "" for name, value in row.items() if name} for row in csv.DictReader(stream)]


def write(scope: Scope, table: list[dict[str, str]]) -> None:
    """The list's file, whole or not at all, and its source entry when there is none."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns(), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(sorted(table, key=lambda row: row["管理番号"]))
    write_text(scope.community.dir / FILE, out.getvalue())
    if registry.find_source(scope, DATASET) is None:
        entry = SourceEntry(DATASET, TITLE, "support-measure", (SourceFile(path=FILE),), columns=tuple(columns()))
        write_source(scope.community.dir, entry)


NEW = kinds.Kind(
    NAME,
    Text("載っていない支援", "Help that is not listed"),
    subject=subject,
    check=check,
    difference=difference,
    apply=apply,
    mail=True,
)
