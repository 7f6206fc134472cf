"""Changes: the log of a column in which very many distinct values change, kept as columns instead of objects.

Large files are full of a few shapes (2,456 and ２０ and 2020/4/1 and 令和2年4月1日). `bulk` reads those with Polars, all at
once, and gives exactly what the readers give one by one; whatever is not surely of such a shape is left to them.
"""

from __future__ import annotations

from collections.abc import ItemsView, Iterator, Mapping, ValuesView
from itertools import product
from json.encoder import encode_basestring

import polars as pl

from tomoni.tables.provenance import Change

WORTHWHILE = 2_000
"""Distinct values that change; below, a dict of objects is as quick."""
_TEXT = pl.col("text")
_WIDE = [chr(0xFF10 + digit) for digit in range(10)]
_NARROW = [str(digit) for digit in range(10)]
_COLUMNS = {"text": pl.String, "via": pl.String, "after": pl.String, "first": pl.String, "second": pl.String}
_DAY = r"^(?:(?:R|令和)(?P<era>[0-9]{1,2}|元)|(?P<year>20[0-9]{2}))[年/.](?P<month>[0-9]{1,2})[月/.](?P<day>[0-9]{1,2})日?$"
_DAY_SHAPES = r"^(?:R[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{1,2}|20[0-9]{2}/[0-9]{1,2}/[0-9]{1,2}|(?:令和(?:[0-9]{1,2}|元)|20[0-9]{2})年[0-9]{1,2}月[0-9]{1,2}日)$"


class ChangeLog(Mapping[str, Change]):
    """Text → Change, in order of appearance. `frame` holds text, first rule and text after it (`via`), second rule when
    there is one, the text after all (`after`), confidence and count; `others` the changes that were read one by one;
    `places` where each text stands among the distinct texts of its column."""

    def __init__(self, frame: pl.DataFrame, others: Mapping[str, Change], places: pl.Series | None = None) -> None:
        self.frame = frame
        self.others = others
        self.places = places

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[str]:
        yield from self.frame["text"]

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and self.frame["text"].index_of(text) is not None

    def __getitem__(self, text: str) -> Change:
        if text in self.others:
            return self.others[text]
        row = self.frame["text"].index_of(text)
        if row is None:
            raise KeyError(text)
        return self._change(self.frame.row(row, named=True))

    def items(self) -> ItemsView[str, Change]:
        return dict(zip(self.frame["text"], self.head(len(self)), strict=True)).items()

    def values(self) -> ValuesView[Change]:
        return dict(self.items()).values()

    def head(self, count: int) -> list[Change]:
        """The first changes."""
        rows = self.frame.head(count).rows(named=True)
        return [self.others.get(row["text"]) or self._change(row) for row in rows]

    def among(self, texts: pl.Series) -> pl.Series:
        """For each of `texts`, the row of `frame` that speaks of it; null for those that do not change."""
        rows = pl.int_range(self.frame.height, dtype=pl.UInt32, eager=True)
        at = self.places
        if (
            at is not None
            and len(at)
            and int(str(at.max())) < len(texts)
            and texts.gather(at).equals(self.frame["text"])
        ):
            return pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(texts)).scatter(at, rows)
        return texts.replace_strict(self.frame["text"], rows, default=None, return_dtype=pl.UInt32)

    def lines(self, count: int) -> list[str]:
        """The first changes as lines of JSON, as recipes write them: what `described` gives, written at once."""
        columns = (self.frame.head(count)[name].to_list() for name in (*_COLUMNS, "sure", "count"))
        write, out = encode_basestring, []
        for text, via, after, first, second, sure, times in zip(*columns, strict=True):
            one = self.others.get(text)
            if one:
                steps, sure, times = one.path, one.confidence, one.count
            else:
                steps = ((first, via),) if second is None else ((first, via), (second, after))
            texts = ["null" if to is None else write(to) for _, to in steps]
            rules, between = ", ".join([write(rule) for rule, _ in steps]), ", ".join(texts[:-1])
            out.append(
                f'{{"value": {write(text)}, "to": {texts[-1]}, "rules": [{rules}], "via": [{between}], '
                f'"confidence": {sure!r}, "count": {times}}}'
            )
        return out

    def described(self, count: int) -> list[dict[str, object]]:
        """The first changes as recipes write them."""
        columns = (self.frame.head(count)[name].to_list() for name in (*_COLUMNS, "sure", "count"))
        out = []
        for text, via, after, first, second, sure, times in zip(*columns, strict=True):
            one = self.others.get(text)
            steps = one.path if one else ((first, via),) if second is None else ((first, via), (second, after))
            out.append(
                {
                    "value": text,
                    "to": steps[-1][1],
                    "rules": [rule for rule, _ in steps],
                    "via": [to for _, to in steps[:-1]],
                    "confidence": one.confidence if one else sure,
                    "count": one.count if one else times,
                }
            )
        return out

    def paths(self) -> list[tuple[str, ...]]:
        """The orders of rules that can be among the changes that were read at once; not all of them need occur."""
        first, second = (self.frame[name].unique().to_list() for name in ("first", "second"))
        return [tuple(filter(None, path)) for path in product(sorted(filter(None, first)), sorted(second, key=str))]

    def numbered_by(self, paths: Mapping[tuple[str, ...], int]) -> pl.Series:
        """For each change the number of its path; -1 for those that were read one by one."""
        number = pl.lit(-1, dtype=pl.Int64)
        for path, place in paths.items():
            second = pl.col("second").is_null() if len(path) == 1 else pl.col("second") == path[1]
            number = pl.when((pl.col("first") == path[0]) & second).then(place).otherwise(number)
        return self.frame.select(path=number).to_series()

    def by_rule(self, most: int) -> dict[str, tuple[int, list[str], float]]:
        """For each rule: cells, the first `most` texts, the lowest confidence."""
        steps: dict[str, list[tuple[int, str, int, float]]] = {}
        alone = self.frame["first"].is_null().arg_true() if self.others else pl.Series([], dtype=pl.UInt32)
        for at, text in zip(alone.to_list(), self.frame["text"].gather(alone).to_list(), strict=True):
            one = self.others[text]
            for rule in one.rules:
                steps.setdefault(rule, []).append((at, text, one.count, one.confidence))
        rules = [rule for name in ("first", "second") for rule in self.frame[name].unique().drop_nulls().to_list()]
        found = {}
        for rule in dict.fromkeys([*rules, *steps]):
            here = (pl.col("first") == rule) | (pl.col("second") == rule)
            count, sure, places, texts = self.frame.select(
                pl.col("count").filter(here).sum(),
                pl.col("sure").filter(here).min(),
                pl.int_range(pl.len()).filter(here).head(most).implode().alias("at"),
                pl.col("text").filter(here).head(most).implode(),
            ).row(0)
            own = steps.get(rule, [])
            first = sorted([*zip(places, texts, strict=True), *((at, text) for at, text, _, _ in own)])[:most]
            found[rule] = (
                count + sum(times for _, _, times, _ in own),
                [text for _, text in first],
                min([1.0, *([] if sure is None else [sure]), *(one for _, _, _, one in own)]),
            )
        return found

    @staticmethod
    def _change(row: Mapping[str, object]) -> Change:
        text, via, after = str(row["text"]), row["via"], row["after"]
        steps = [(row["first"], via)] if row["second"] is None else [(row["first"], via), (row["second"], after)]
        path = tuple((str(rule), None if to is None else str(to)) for rule, to in steps)
        return Change(text, path, float(str(row["sure"])), int(str(row["count"])))


def bulk(counts: pl.DataFrame, role: str) -> pl.DataFrame:
    """What becomes of the texts of common shapes: a row a text, in order; texts that are not here need a reader."""
    if role == "number":
        return pl.concat([_thousands(counts), _wide(counts)])
    return _days(counts) if role == "date" else _none(counts)


def log_of(counts: pl.DataFrame, read: pl.DataFrame, others: Mapping[str, Change]) -> Mapping[str, Change]:
    """The log of a column: what `bulk` read and what the readers did, in order of appearance."""
    few = [
        {"text": c.before, "via": None, "after": c.after, "first": None, "second": None, "sure": c.confidence}
        for c in others.values()
    ]
    rest = pl.DataFrame(few, schema={**_COLUMNS, "sure": pl.Float64})
    rest = rest.join(counts, on="text", how="left", maintain_order="left").select(read.columns)
    log = pl.concat([read, rest]).sort("place")
    return ChangeLog(log.drop("place"), others, log["place"])


def numbered(counts: pl.DataFrame) -> pl.DataFrame:
    """`counts` with the place of each text, for `bulk`."""
    return counts.with_row_index("place")


def _shaped(frame: pl.DataFrame, first: str, second: str | None = None) -> pl.DataFrame:
    """`frame` (place, text, count, via, after) as rows of a log."""
    return frame.select(
        "place", "text", "via", "after", first=pl.lit(first), second=pl.lit(second, dtype=pl.String), sure=pl.lit(1.0),
        count="count",
    )  # fmt: skip


def _none(counts: pl.DataFrame) -> pl.DataFrame:
    return _shaped(counts.clear().with_columns(via="text", after="text"), "")


def _thousands(counts: pl.DataFrame) -> pl.DataFrame:
    found = counts.filter(_TEXT.str.contains(r"^-?[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?$"))
    after = _TEXT.str.replace_all(",", "", literal=True)
    return _shaped(found.with_columns(via=after, after=after), "V01")


def _wide(counts: pl.DataFrame) -> pl.DataFrame:
    found = counts.filter(_TEXT.str.contains("^(?:０|[１-９][０-９]*)$"))
    after = _TEXT.str.replace_many(_WIDE, _NARROW)
    return _shaped(found.with_columns(via=after, after=after), "E05")


def _days(counts: pl.DataFrame) -> pl.DataFrame:
    """Days of this century in the four common spellings; those of 令和 from its first full year on."""
    narrow = _TEXT.str.replace_many(_WIDE, _NARROW)
    maybe = counts.with_columns(narrow=narrow).filter(pl.col("narrow").str.contains(_DAY_SHAPES))
    parts = maybe.with_columns(pl.col("narrow").str.extract_groups(_DAY).alias("day")).unnest("day")
    era = pl.col("era").replace("元", "1").cast(pl.Int32, strict=False)
    year = pl.coalesce(pl.when(era.is_between(2, 45)).then(era + 2018), pl.col("year").cast(pl.Int32, strict=False))
    text = pl.format("{}-{}-{}", year, pl.col("month").str.zfill(2), pl.col("day").str.zfill(2))
    found = parts.with_columns(after=text.str.to_date("%Y-%m-%d", strict=False).dt.to_string("%Y-%m-%d"))
    found = found.filter(pl.col("after").is_not_null())
    changed = pl.col("narrow") != _TEXT
    wide = _shaped(found.filter(changed).with_columns(via="narrow"), "E05", "D01")
    return pl.concat([_shaped(found.filter(~changed).with_columns(via="after"), "D01"), wide])
