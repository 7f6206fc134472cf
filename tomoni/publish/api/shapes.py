"""The answers of the API as the OpenAPI document describes them. What is sent is checked against these by the tests."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Field, Schema


class Words(Schema):
    """日本語と英語の言葉 / the same words in Japanese and English"""

    ja: str
    en: str


class Community(Schema):
    id: str
    code: str = Field(
        description="全国地方公共団体コード。99で始まるものは架空 / local government code; 99xxxx is made up"
    )
    name: Words


class Dataset(Schema):
    """データの今の姿 / a dataset as it is now"""

    id: str = Field(examples=["covid19-patients"])
    title: Words
    schema_: str = Field(alias="schema", description="スキーマの番号 / id of the schema")
    schema_version: str | None = Field(description="項目が変わると変わる / changes when fields change")
    version: str | None = Field(
        description="版（内容の SHA-256） / the version, a SHA-256 of its content; null: not yet"
    )
    seq: int = Field(description="何回目の公開か / number of the publication")
    rows: int | None
    as_of: str | None = Field(description="いつの時点のデータか / the moment the data speak of")
    published: str | None = Field(description="出所が発表した時 / when the source published it")
    fetched: str | None = Field(description="取り込んだ時 / when it was fetched")
    released: str | None = Field(description="ここに載せた時 / when it was released here")
    license: str
    attribution: Words
    official: bool = Field(description="その団体が自ら出しているか / whether the authority itself publishes it")
    synthetic: bool = Field(description="架空のデータか / whether it is made up")
    held: dict[str, Any] | None = Field(
        description="新しい版が公開保留なら、いつから・なぜ / why a newer version is held"
    )
    capabilities: list[str] = Field(examples=[["history", "positions", "rows", "trace"]])
    links: dict[str, str]


class Column(Schema):
    name: str
    title: Words
    type: str = Field(examples=["date"], description="Table Schema の型 / type in Table Schema")
    description: str = ""


class File(Schema):
    name: str
    url: str
    sha256: str
    bytes: int
    type: str


class DatasetDetail(Dataset):
    """データと、その列とファイル / a dataset with its columns and files"""

    community: Community
    columns: list[Column]
    files: list[File]


class Page(Schema):
    next: str | None = Field(
        description="続きの目印。null なら終わり / cursor of the next page; null: this was the last"
    )


class DatasetPage(Page):
    items: list[Dataset]
    count: int | None = Field(None, description="count=true のときだけ / only with count=true")


class RowPage(Page):
    dataset: str
    version: str
    as_of: str | None
    license: str
    attribution: Words
    synthetic: bool
    columns: list[str]
    rows: list[dict[str, Any]] = Field(description="列名 → 値。日付は ISO 8601 / column → value; days in ISO 8601")
    row_numbers: list[int] = Field(description="rows の各行が版の何行目か（trace で使う） / for trace")
    count: int | None = Field(None, description="条件に合う行の数。count=true のときだけ / only with count=true")


class Publication(Schema):
    """一度の公開 / one publication"""

    seq: int
    version: str
    parent: int | None
    rows: int
    as_of: str | None
    published: str | None
    fetched: str | None
    released: str
    back_filled: bool
    reason: Words | None
    changes: dict[str, Any]
    notices: list[dict[str, Any]]
    files: dict[str, str] = Field(description="ファイル名 → SHA-256")
    withdrawn: dict[str, Any] | None = Field(
        None, description="取り下げたなら、いつ・なぜ / when and why it was withdrawn"
    )


class PublicationPage(Page):
    dataset: str
    items: list[Publication]
    count: int | None = None


class Edition(Schema):
    seq: int
    version: str
    as_of: str | None
    rows: int


class Difference(Schema):
    """一行の違い / what became of one row"""

    kind: Literal["changed", "added", "removed"]
    old_row: int | None
    new_row: int | None
    key: dict[str, str | None] | None = None
    cells: list[dict[str, str | None]] | None = Field(None, description="column, before, after")
    values: dict[str, str | None] | None = None


class DifferencePage(Page):
    dataset: str
    from_: Edition = Field(alias="from")
    to: Edition
    key: list[str] = Field(description="行を結びつけた列。空なら内容で / columns that matched the rows; []: by content")
    summary: dict[str, Any]
    items: list[Difference]


class Step(Schema):
    """修正の一段 / one thing a rule did"""

    rule: str
    before: str
    after: str | None
    why: Words
    confidence: float


class Neighbour(Schema):
    row: int
    values: dict[str, Any]
    cells: dict[str, list[str]]


class Trace(Schema):
    """この数字の元 / where a value came from"""

    dataset: str
    version: str
    row: int
    column: str
    value: Any
    sha256: str = Field(description="元のファイルの SHA-256 / of the original file")
    sheet: str
    cells: list[str] = Field(examples=[["C5"]])
    original: str | None = Field(description="元のセルの文字 / the text of the cell in the file")
    steps: list[Step]
    header: list[str]
    neighbourhood: list[Neighbour]


class Place(Schema):
    dataset: str
    version: str
    row: int
    distance: float | None = Field(description="メートル / metres")
    latitude: float
    longitude: float
    values: dict[str, Any]


class PlacePage(Page):
    datasets: list[str] = Field(description="位置のあるデータ / datasets with positions")
    items: list[Place]


class Found(Schema):
    kind: Literal["dataset", "column", "row"]
    dataset: str
    version: str | None = None
    title: Words | None = None
    column: str | None = None
    row: int | None = None
    values: dict[str, Any] | None = None


class FoundPage(Page):
    items: list[Found]


class Deprecation(Schema):
    what: str
    since: str
    sunset: str
    instead: str
    reason: Words


class About(Schema):
    """この API について / about this API"""

    version: str
    community: Community
    operator: Words
    contact: str | None
    license: str
    attribution: Words
    official: bool
    synthetic: bool
    limit: dict[str, int] = Field(description="一つの IP アドレスから window 秒に requests 回 / per IP address")
    deprecations: list[Deprecation]
    links: dict[str, str]


class ProblemDetails(Schema):
    """RFC 9457"""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    texts: dict[str, Words]
    errors: list[dict[str, Any]] | None = None
