"""Changes as JSON: the log of one column as arrays, one entry a distinct value, and the rows each of them stands in.

{"before": [...], "after": [...], "count": [...],   one for each distinct value that changed
 "paths": [["E05", "D01"], ...],                     the orders of rules there are
 "path": [0, 0, 1, ...],                             which of them; left out when there is only one
 "via": [[0, "2020年4月1日"], ...],                   [change, texts between the first and the last rule]
 "confidence": [[3, 0.7], ...],                      only those that are not sure
 "runs": [[first row...], [how many...], [change...]]   or, where rows differ one by one,
 "each": [0, -1, 2, ...]}                            the change of every row, -1 for none
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from tomoni.tables.changes import ChangeLog
from tomoni.tables.coded import codes_of
from tomoni.tables.provenance import Change

Coded = tuple[pl.Series, pl.Series]


def dump(log: Mapping[str, Change], raw: Sequence[str | None] | pl.Series, coded: Coded | None) -> dict[str, Any]:
    """The log of a column whose texts before any rule are `raw`; `coded` are its (codes, texts) where they are known."""
    return {name: _listed(part) for name, part in _parts(log, raw, coded).items()}


def dumps(log: Mapping[str, Change], raw: Sequence[str | None] | pl.Series, coded: Coded | None) -> bytes:
    """What `dump` gives as JSON in UTF-8 without blanks, keys in order, signs as they are: columns are written by
    Polars."""
    parts = sorted(_parts(log, raw, coded).items())
    return b"{" + b",".join(b'"%b":%b' % (name.encode(), _written(part)) for name, part in parts) + b"}"


def _parts(log: Mapping[str, Change], raw: Sequence[str | None] | pl.Series, coded: Coded | None) -> dict[str, Any]:
    """The arrays of a log, long ones as columns."""
    out = _of_frame(log) if isinstance(log, ChangeLog) else _of_objects(list(log.values()))
    if len(out["paths"]) == 1:
        del out["path"]

    def among(texts: pl.Series) -> pl.Series:
        return (
            log.among(texts)
            if isinstance(log, ChangeLog)
            else codes_of(texts, pl.Series(out["before"], dtype=pl.String))
        )

    places = among(pl.Series(raw, dtype=pl.String)) if coded is None else among(coded[1]).gather(coded[0])
    if 2 * _runs(places) > len(places):
        return out | {"each": places.cast(pl.Int32).fill_null(-1)}
    runs = places.rename("change").rle().struct.unnest()
    runs = runs.with_columns(first=pl.col("len").cast(pl.Int64).cum_sum() - pl.col("len")).drop_nulls("value")
    return out | {"runs": [runs[name] for name in ("first", "len", "value")]}


def _runs(places: pl.Series) -> int:
    """How many stretches of equal values there are."""
    return int(places.slice(1).ne_missing(places.head(max(len(places) - 1, 0))).sum()) + min(1, len(places))


def _listed(part: Any) -> Any:
    if isinstance(part, pl.Series):
        return part.to_list()
    return (
        [_listed(one) for one in part] if isinstance(part, list) and part and isinstance(part[0], pl.Series) else part
    )


_ESCAPED = r'["\\\x00-\x1f]'


def _written(part: Any) -> bytes:
    if isinstance(part, pl.Series) and len(part):
        if part.dtype.is_integer() and not part.has_nulls():
            numbers: str = _digits(part).str.join(",").item()
            return f"[{numbers}]".encode()
        if part.dtype == pl.String and not part.str.contains(_ESCAPED).any():
            if part.has_nulls():
                some: str = ('"' + part + '"').fill_null("null").str.join(",").item()
                return f"[{some}]".encode()
            joined: str = part.str.join('","').item()
            return f'["{joined}"]'.encode()
    if isinstance(part, list) and part and isinstance(part[0], pl.Series):
        return b"[" + b",".join(map(_written, part)) + b"]"
    text = json.dumps(_listed(part), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def _digits(numbers: pl.Series) -> pl.Series:
    """Whole numbers as text; each is written once where they lie close together."""
    least, most = int(str(numbers.min())), int(str(numbers.max()))
    if most - least >= len(numbers):
        return numbers.cast(pl.String)
    written = pl.int_range(least, most + 1, dtype=pl.Int64, eager=True).cast(pl.String)
    return written.gather(numbers.cast(pl.Int64) - least)


def load(data: Mapping[str, Any], rows: int) -> tuple[dict[str, Change], pl.Series | list[str | None]]:
    """The inverse of `dump`: the log, and the texts before of the rows that changed (null elsewhere). Also reads how
    version 0.1 wrote them."""
    if "steps" in data:
        return _load_steps(data, rows)
    paths, via, sure = data["paths"], dict(_keyed(data.get("via", ()))), dict(data.get("confidence", ()))
    before, which = data["before"], data.get("path")
    log: dict[str, Change] = {}
    for number, (text, after, count) in enumerate(zip(before, data["after"], data["count"], strict=True)):
        rules = paths[which[number] if which else 0]
        texts = [*via.get(number, ()), after]
        log[text] = Change(text, tuple(zip(rules, texts, strict=True)), sure.get(number, 1.0), count)
    texts_before = pl.Series(before, dtype=pl.String)
    if "each" in data:
        each = pl.Series(data["each"], dtype=pl.Int64)
        return log, texts_before.gather(each.set(each < 0, None))
    first, length, change = data["runs"]
    places: list[int | None] = [None] * rows
    for start, many, number in zip(first, length, change, strict=True):
        places[start : start + many] = [number] * many
    return log, texts_before.gather(pl.Series(places, dtype=pl.Int64))


def change_json(change: Change) -> list[Any]:
    """One change on its own."""
    return [change.before, [[rule, after] for rule, after in change.path], change.confidence, change.count]


def change_of(data: Sequence[Any]) -> Change:
    """The inverse of `change_json`."""
    before, path, confidence, count = data
    return Change(before, tuple((rule, after) for rule, after in path), confidence, count)


def _of_frame(log: ChangeLog) -> dict[str, Any]:
    frame, others = log.frame, log.others
    paths = {path: number for number, path in enumerate(log.paths())}
    number_of = log.numbered_by(paths)
    twice = frame.with_row_index("at").filter(pl.col("second").is_not_null()).select("at", "via")
    via: list[list[Any]] = [[at, text] for at, text in twice.iter_rows()]
    sure: list[list[Any]] = []
    told: list[tuple[int, int]] = []
    alone = (number_of < 0).arg_true() if others else pl.Series([], dtype=pl.UInt32)
    for number, text in zip(alone.to_list(), frame["text"].gather(alone).to_list(), strict=True):
        one = others[text]
        told.append((number, paths.setdefault(one.rules, len(paths))))
        via += [[number, *(text for _, text in one.path[:-1])]] if len(one.path) > 1 else []
        sure += [[number, one.confidence]] if one.confidence != 1 else []
    if told:
        number_of = number_of.scatter([at for at, _ in told], [one for _, one in told])
    paths, path = _numbered(paths, number_of)
    via.sort(key=lambda item: int(item[0]))
    return {
        "before": frame["text"], "after": frame["after"], "count": frame["count"],
        "paths": [list(rules_) for rules_ in paths], "path": path, "via": via, "confidence": sure,
    }  # fmt: skip


def _numbered(paths: dict[tuple[str, ...], int], path: pl.Series) -> tuple[dict[tuple[str, ...], int], pl.Series]:
    """The paths in the order in which the changes come to them, so that equal logs are equal JSON."""
    order = {old: new for new, old in enumerate(path.unique(maintain_order=True).to_list())}
    found = {rules: order[old] for rules, old in paths.items() if old in order}
    if all(old == new for old, new in order.items()):
        return found, path
    return dict(sorted(found.items(), key=lambda item: item[1])), path.replace_strict(list(order), list(order.values()))


def _of_objects(log: Sequence[Change]) -> dict[str, Any]:
    paths: dict[tuple[str, ...], int] = {}
    path = [paths.setdefault(change.rules, len(paths)) for change in log]
    return {
        "before": [change.before for change in log],
        "after": [change.after for change in log],
        "count": [change.count for change in log],
        "paths": [list(rules) for rules in paths],
        "path": path,
        "via": [[i, *(t for _, t in change.path[:-1])] for i, change in enumerate(log) if len(change.path) > 1],
        "confidence": [[i, change.confidence] for i, change in enumerate(log) if change.confidence != 1],
    }


def _keyed(items: Sequence[Sequence[Any]]) -> list[tuple[int, Sequence[Any]]]:
    return [(number, texts) for number, *texts in items]


def _load_steps(data: Mapping[str, Any], rows: int) -> tuple[dict[str, Change], list[str | None]]:
    log = [change_of(step) for step in data["steps"]]
    texts: list[str | None] = [None] * rows
    for change, spans in zip(log, data["rows"], strict=True):
        for first, length in spans:
            texts[first : first + length] = [change.before] * length
    return {change.before: change for change in log}, texts
