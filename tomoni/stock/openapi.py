"""The OpenAPI 3.1 document of the feeds: what the front answers below /data/<feed>/ and what shops may send."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tomoni.stock import push
from tomoni.stock.config import FeedConfig
from tomoni.stock.feed import schema
from tomoni.stock.feed.state import Sale

STATES = [str(one) for one in Sale]


def document(feeds: Sequence[FeedConfig]) -> dict[str, Any]:
    names = [one.id for one in feeds]
    items = sorted({item.id for one in feeds for item in one.items})
    feed = {"name": "feed", "in": "path", "required": True, "schema": {"type": "string", "enum": names}}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Tomoni stock feeds",
            "version": "1",
            "description": "在庫フィード。読むのに鍵はいりません / Stock feeds. No key is needed to read.",
        },
        "paths": {
            "/data/{feed}/latest.json": {"get": _read(feed, "latest", {"type": "object"})},
            "/data/{feed}/sites.json": {"get": _read(feed, "sites", {"$ref": "#/components/schemas/sites"})},
            "/data/{feed}/status.json": {"get": _read(feed, "status", {"$ref": "#/components/schemas/status"})},
            "/data/{feed}/data.json": {"get": _read(feed, "data", {"$ref": "#/components/schemas/data"})},
            "/data/{feed}/deltas.json": {"get": _since(feed)},
            "/data/{feed}/find.json": {"get": _find(feed, items, "find", "application/json")},
            "/data/{feed}/find.geojson": {"get": _find(feed, items, "findGeojson", "application/geo+json")},
            "/shop/push/{feed}/": {"post": _push(feed, items)},
        },
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def _schemas() -> dict[str, Any]:
    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: one.replace("#/$defs/", "#/components/schemas/") if key == "$ref" else moved(one)
                for key, one in value.items()
            }
        return [moved(one) for one in value] if isinstance(value, list) else value

    return moved(schema.value()["$defs"])


def _problems(*statuses: int) -> dict[str, Any]:
    said = {
        "description": "problem details (RFC 9457)",
        "content": {"application/problem+json": {"schema": {"type": "object"}}},
    }
    return {str(status): said for status in statuses}


def _read(feed: dict[str, Any], name: str, shape: dict[str, Any]) -> dict[str, Any]:
    good = {"description": "OK", "content": {"application/json": {"schema": shape}}}
    return {"operationId": name, "parameters": [feed], "responses": {"200": good, "304": {"description": "unchanged"}}}


def _since(feed: dict[str, Any]) -> dict[str, Any]:
    made = _read(feed, "deltas", {"type": "object"})
    number = {"type": "integer", "minimum": 0, "maximum": 999_999_999_999}
    made["parameters"] = [feed, {"name": "since", "in": "query", "schema": number}]
    made["responses"] |= _problems(400, 410)
    return made


def _find(feed: dict[str, Any], items: list[str], name: str, media: str) -> dict[str, Any]:
    def asked(name: str, shape: dict[str, Any], words: str) -> dict[str, Any]:
        return {"name": name, "in": "query", "schema": shape, "description": words}

    return {
        "operationId": name,
        "parameters": [
            feed,
            asked("lat", {"type": "number", "minimum": -90, "maximum": 90}, "緯度 / latitude, with lon"),
            asked("lon", {"type": "number", "minimum": -180, "maximum": 180}, "経度 / longitude, with lat"),
            asked("within", {"type": "number", "minimum": 0}, "m"),
            asked("bbox", {"type": "string"}, "west,south,east,north"),
            asked("area", {"type": "string"}, "地区の名前（前方一致） / area, by its beginning"),
            asked("item", {"type": "string", "examples": items}, "品目 / item"),
            asked("state", {"type": "string", "examples": STATES}, "状態。コンマで複数 / states, with commas"),
            asked("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}, ""),
            asked("cursor", {"type": "string"}, "前の応答の next / next of the page before"),
            asked("count", {"type": "integer", "enum": [0, 1]}, "総数も数える / count them all"),
        ],
        "responses": {
            "200": {"description": "OK", "content": {media: {"schema": {"type": "object"}}}},
            "304": {"description": "unchanged"},
            **_problems(400),
        },
    }


def _push(feed: dict[str, Any], items: list[str]) -> dict[str, Any]:
    count = {"type": "integer", "minimum": 0, "maximum": 100_000_000}
    update = {
        "type": "object",
        "properties": {
            "site": {"type": "string", "maxLength": 64},
            "item": {"type": "string", "examples": items},
            "on_hand": count,
            "reserved": count,
            "sale_state": {"type": "string", "enum": STATES},
            "band": {"type": "string"},
            "observed_at": {"type": "string", "format": "date-time"},
            "note": {"type": "string"},
        },
        "additionalProperties": False,
    }
    batch = {"type": "object", "required": ["updates"], "properties": {"updates": {"type": "array", "items": update, "minItems": 1, "maxItems": push.MOST}}}  # fmt: skip
    told = {"type": "object", "required": ["changed", "ignored", "again"]}
    return {
        "operationId": "push",
        "security": [{"key": []}],
        "parameters": [
            feed,
            {
                "name": "Idempotency-Key",
                "in": "header",
                "schema": {"type": "string", "maxLength": 100, "pattern": "^[A-Za-z0-9-]+$"},
            },
        ],
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"oneOf": [update, batch]}}}},
        "responses": {
            "200": {"description": "OK", "content": {"application/json": {"schema": told}}},
            **_problems(400, 401, 404, 409, 413, 422, 429),
        },
    }
