"""JSON → Grids: every table-like value in the tree becomes one grid, named after the keys that lead to it.

Addresses: row 1 holds the keys, record k (from 1) is row k + 1, columns are keys in order of first appearance. Shapes that
are known as tables:

- a list of objects; `{"date": …, "data": [objects]}` (the wrapper gives the name and the as-of)
- Chart.js: `{"labels": […], "datasets": [{"label", "data"}]}`, and `{"labels": […], "data": {"name": […]}}`
- a tree `{"attr", "value", "children"}`: one row per node, a column per level (項目1, 項目2, …, 値)
- what an open-data portal answers: `{"fields": [{"id"}], "records": [lists or objects]}`; the fields name the columns
- GeoJSON features (also the layers of a uMap): the properties, then 経度 and 緯度 (or 図形 for lines and areas)
- an object of plain values, or of objects of plain values: 項目, 値 …

Plain values beside a table (`"unknown_count": 6261`) go to `Grid.about`, and those in the very object that holds the table
to `Grid.notes` as well, stamps apart. Deeper structure inside a cell stays as JSON text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from typing import Any

from tomoni.tables.finding import Unreadable
from tomoni.tables.grid import CellError, Grid, Scalar
from tomoni.tables.read.limits import Limits, too_large
from tomoni.tables.values.date import parse_date, parse_datetime

_STAMPS = ("date", "last_update", "lastupdate", "updated", "updated_at", "last_updated", "as_of", "更新日時", "更新日")
_WRAPPED = ("data", "datasets", "dataset", "values", "items", "records", "contents", "results", "features")
_NOTE = 100
"""Characters. A longer text beside a table is no remark on it."""


def json_grids(text: str, limits: Limits) -> list[Grid]:
    """All tables in a JSON text (or JSON lines). Raises `Unreadable`: F03 not JSON, F06 over a limit."""
    if len(text) > limits.json_bytes:
        raise too_large(f"JSONが{len(text):,}文字", f"JSON of {len(text):,} characters")
    tree = _parse(text)
    if _depth(tree, limits.json_depth) > limits.json_depth:
        raise too_large(f"JSONの入れ子が{limits.json_depth}段以上", f"JSON nested deeper than {limits.json_depth}")
    grids = list(_tables(tree, "", {}, limits))
    if len(grids) > limits.sheets:
        raise too_large(f"表が{len(grids)}個", f"{len(grids)} tables")
    return grids


def _parse(text: str) -> Any:
    try:
        return json.loads(text, parse_constant=lambda name: None)
    except RecursionError:
        raise too_large("JSONの入れ子が深すぎます", "JSON nested too deeply") from None
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            if len(lines) > 1 and lines[0].lstrip().startswith("{"):
                return [json.loads(line, parse_constant=lambda name: None) for line in lines]
        except (ValueError, RecursionError):
            pass
        where = f"{getattr(error, 'lineno', '?')}"
        raise Unreadable(
            "F03",
            f"JSONとして読めません（{where}行目）。ファイルが途中で切れていないか確かめて、入れ直してください。",
            f"Not valid JSON (line {where}). Please check that the file is complete and give it again.",
        ) from None


def _depth(tree: Any, most: int) -> int:
    """Nesting depth, walked without recursion; stops counting just beyond `most`."""
    level, depth = [tree], 0
    while level and depth <= most:
        below: list[Any] = []
        for node in level:
            if isinstance(node, dict):
                below.extend(value for value in node.values() if isinstance(value, dict | list))
            elif isinstance(node, list):
                below.extend(value for value in node if isinstance(value, dict | list))
        level, depth = below, depth + 1
    return depth


def _tables(node: Any, path: str, about: Mapping[str, str], limits: Limits) -> Iterator[Grid]:
    if isinstance(node, list):
        yield from _list_tables(node, path, about, limits)
    elif isinstance(node, dict) and node:
        yield from _object_tables(node, path, about, limits)


def _list_tables(node: list[Any], path: str, about: Mapping[str, str], limits: Limits) -> Iterator[Grid]:
    objects = [item for item in node if isinstance(item, dict)]
    if objects and len(objects) == len(node):
        if len(node) == 1 and any(_is_records(value) for value in node[0].values()):
            yield from _object_tables(node[0], path, about, limits)
        elif all(item.get("type") == "FeatureCollection" for item in node):  # the layers of a uMap
            for number, layer in enumerate(node, 1):
                yield from _tables(layer, _layer_name(layer, number), about, limits)
        elif all(item.get("type") == "Feature" for item in node):
            yield _records([_feature(item, limits) for item in node], path, about, limits)
        elif all(_is_tree(item) for item in node):
            yield _tree(node, path, about)
        else:
            yield _records(node, path, about, limits)
    elif node and all(isinstance(item, list) for item in node):
        yield _grid([[_cell(value, limits) for value in row] for row in node], path, about, limits)
    elif node:
        name = path.rpartition(".")[2] or "値"
        yield _grid([[name], *([_cell(value, limits)] for value in node)], path, about, limits)


def _object_tables(node: dict[str, Any], path: str, about: Mapping[str, str], limits: Limits) -> Iterator[Grid]:
    plain = {key: value for key, value in node.items() if not isinstance(value, dict | list)}
    nested = {key: value for key, value in node.items() if isinstance(value, dict | list)}
    own = {key: _plain_text(value) for key, value in plain.items()}
    above = about
    about = own | {key: value for key, value in about.items() if key not in own}  # what stands nearest comes first
    values = {key: value for key, value in plain.items() if key.lower() not in _STAMPS}
    series = _series(node)
    rows = _answer(node)
    if rows:
        below = f"{path}.records" if path else ""
        grid = _grid([[_cell(value, limits) for value in row] for row in rows], below, about, limits)
        grid.keyed = True
        yield grid
    elif _is_tree(node):
        yield _tree([node], path, {key: value for key, value in about.items() if key not in ("attr", "value")})
    elif series:
        grid = _columns(series, path, about, limits)
        grid.notes = _remarks(values)
        yield grid
    elif node.get("type") == "Feature":
        yield _records([_feature(node, limits)], path, {}, limits)
    elif not nested or _all_flat(node):
        yield _pairs(node, path, above, limits)
    else:
        for key in ("crs", "_umap_options"):  # GeoJSON: the coordinate system; uMap: how a layer is drawn
            nested.pop(key, None)
        if len(values) > 2:
            about = {key: about[key] for key in about if key not in values}
            yield _pairs(values, path, about, limits)
        for key, value in nested.items():
            wrapped = key in _WRAPPED and len(nested) == 1 and len(values) < 3
            below = path if wrapped else f"{path}.{key}" if path else key
            for grid in _tables(value, below, about, limits):
                if wrapped and "type" not in node:  # GeoJSON says there what it is
                    grid.notes = (*_remarks(values), *grid.notes)
                yield grid


def _remarks(values: Mapping[str, Any]) -> tuple[str, ...]:
    said = ((key, _plain_text(value)) for key, value in values.items() if not isinstance(value, bool))
    return tuple(f"{key}: {text}" for key, text in said if text and len(text) <= _NOTE and "://" not in text)


def _is_records(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) for item in value)


def _is_tree(node: dict[str, Any]) -> bool:
    return "attr" in node and "value" in node and isinstance(node.get("children", []), list)


def _all_flat(node: dict[str, Any]) -> bool:
    """{"a": {"x": 1}, "b": {"x": 2}}: a table whose first column is the key."""
    values = list(node.values())
    flat = all(isinstance(v, dict) and v and not any(isinstance(x, dict | list) for x in v.values()) for v in values)
    return flat and len(values) > 1 and len({frozenset(value) for value in values}) == 1


def _series(node: dict[str, Any]) -> dict[str, list[Any]] | None:
    """The columns of a chart: labels and as many values in each named series."""
    labels = node.get("labels")
    if not isinstance(labels, list) or not labels:
        return None
    found: dict[str, list[Any]] = {"labels": labels}
    sets, data = node.get("datasets"), node.get("data")
    if isinstance(sets, list):
        for number, one in enumerate(sets, 1):
            if isinstance(one, dict) and isinstance(one.get("data"), list):
                found[_free(str(one.get("label") or f"系列{number}"), found)] = one["data"]
    elif isinstance(data, dict):
        found.update((_free(key, found), value) for key, value in data.items() if isinstance(value, list))
    elif isinstance(data, list):
        found["data"] = data
    plain = all(not isinstance(value, dict | list) for column in found.values() for value in column)
    return found if len(found) > 1 and plain else None


def _answer(node: dict[str, Any]) -> list[list[Any]] | None:
    """The answer of a portal's data store, names first: `fields` says how the columns of `records` are called."""
    fields, records = node.get("fields"), node.get("records")
    if not isinstance(fields, list) or not isinstance(records, list) or not fields or not records:
        return None
    names = [field.get("id") if isinstance(field, dict) else field for field in fields]
    if len(set(map(str, names))) < len(names) or not all(isinstance(name, str) and name for name in names):
        return None
    if all(isinstance(record, list) and len(record) == len(names) for record in records):
        return [names, *records]
    if all(isinstance(record, dict) and record.keys() <= set(names) for record in records):
        return [names, *([record.get(name) for name in names] for record in records)]
    return None


def _free(name: str, taken: Mapping[str, Any]) -> str:
    while name in taken:
        name += "_"
    return name


def _columns(series: dict[str, list[Any]], path: str, about: Mapping[str, str], limits: Limits) -> Grid:
    height = max(len(column) for column in series.values())
    rows: list[list[Scalar]] = [list(series)]
    for index in range(height):
        rows.append([_cell(column[index], limits) if index < len(column) else None for column in series.values()])
    return _grid(rows, path, about, limits)


def _records(items: list[dict[str, Any]], path: str, about: Mapping[str, str], limits: Limits) -> Grid:
    flat = [_flatten(item) for item in items]
    names: dict[str, int] = {}
    for item in flat:
        for key in item:
            names.setdefault(key, len(names))
    if len(names) * len(flat) > limits.cells or len(names) > limits.columns:
        raise too_large(f"{len(flat):,}件×{len(names):,}項目", f"{len(flat):,} records × {len(names):,} keys")
    rows: list[list[Scalar]] = [list(names)]
    rows.extend([_cell(item.get(name), limits) for name in names] for item in flat)
    grid = _grid(rows, path, about, limits)
    grid.keyed = True
    return grid


def _flatten(item: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Objects inside a record become columns ``outer.inner``."""
    flat: dict[str, Any] = {}
    for key, value in item.items():
        if isinstance(value, dict) and value:
            flat.update(_flatten(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = value
    return flat


def _layer_name(layer: dict[str, Any], number: int) -> str:
    options = layer.get("_umap_options")
    name = options.get("name") if isinstance(options, dict) else layer.get("name")
    return name if isinstance(name, str) and name else f"layer{number}"


def _feature(item: dict[str, Any], limits: Limits) -> dict[str, Any]:
    properties = item.get("properties")
    record = dict(properties) if isinstance(properties, dict) else {}
    geometry = item.get("geometry")
    if not isinstance(geometry, dict):
        return record
    point = geometry.get("coordinates")
    if geometry.get("type") == "Point" and isinstance(point, list) and len(point) >= 2:
        record[_free("経度", record)], record[_free("緯度", record)] = point[0], point[1]
    else:
        text = json.dumps(geometry, ensure_ascii=False, separators=(",", ":"))
        record[_free("図形", record)] = text if len(text) <= limits.cell_chars else str(geometry.get("type"))
    return record


def _tree(roots: list[dict[str, Any]], path: str, about: Mapping[str, str]) -> Grid:
    """One row per node in document order; each row carries the names of all nodes above it."""
    found: list[tuple[list[str], Any]] = []
    stack: list[tuple[dict[str, Any], list[str]]] = [(root, []) for root in reversed(roots)]
    while stack:
        node, above = stack.pop()
        names = [*above, str(node.get("attr") or "")]
        found.append((names, node.get("value")))
        below = [child for child in node.get("children") or [] if isinstance(child, dict) and _is_tree(child)]
        stack.extend((child, names) for child in reversed(below))
    depth = max(len(names) for names, _ in found)
    rows: list[list[Scalar]] = [[*(f"項目{level}" for level in range(1, depth + 1)), "値"]]
    for names, value in found:
        plain = None if isinstance(value, dict | list) else value
        rows.append([*names, *[None] * (depth - len(names)), plain if plain != "" else None])
    return _grid(rows, path, about, None)


def _pairs(node: dict[str, Any], path: str, about: Mapping[str, str], limits: Limits) -> Grid:
    if any(isinstance(value, dict) for value in node.values()):
        return _records([{"項目": key, **value} for key, value in node.items()], path, about, limits)
    return _grid([["項目", "値"], *([key, _cell(value, limits)] for key, value in node.items())], path, about, limits)


def _cell(value: Any, limits: Limits) -> Scalar:
    if value is None or value == "":
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return CellError("#NUM!")
        return int(value) if value.is_integer() and abs(value) < 1e15 else value
    if isinstance(value, dict | list):
        value = json.dumps(value, ensure_ascii=False, separators=(",", ":")) if value else None
    if isinstance(value, str) and len(value) > limits.cell_chars:
        raise too_large(f"1つの値が{len(value):,}文字", f"one value has {len(value):,} characters")
    return value if isinstance(value, bool | int | str) else None


def _plain_text(value: Any) -> str:
    return "" if value is None else str(value)


def _grid(rows: list[list[Scalar]], path: str, about: Mapping[str, str], limits: Limits | None) -> Grid:
    if limits and len(rows) > limits.rows:
        raise too_large(f"{len(rows):,}行", f"{len(rows):,} rows")
    grid = Grid(rows, sheet=path)
    grid.about = {key: value for key, value in about.items() if value}
    grid.as_of = next((iso for key, value in grid.about.items() if key.lower() in _STAMPS and (iso := _iso(value))), "")
    return grid


def _iso(text: str) -> str:
    """ "2020/8/20 20:15" → "2020-08-20 20:15"."""
    day = parse_date(text)
    if day and day.value:
        return day.value.isoformat()
    moment = parse_datetime(text)
    return moment.value.isoformat(sep=" ", timespec="minutes") if moment and moment.value else ""
