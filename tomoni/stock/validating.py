"""A feed looked at from outside, as a reader has it: `tomoni stock validate URL|FILE`.

From latest.json it follows to every document, checks each against the schema, its hash and size, that sites and status
belong together, that the deltas lead to the snapshot byte for byte, that times and numbers make sense; over the network
also ETag and 304, Cache-Control, CORS and compression. Works on any feed of this format, wherever it is served.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import jsonschema
import urllib3

from tomoni.i18n import Text
from tomoni.registry.errors import problem, why
from tomoni.stock.feed import deltas, documents, schema
from tomoni.stock.intake.base import instant

LARGEST = 256 * 1024 * 1024
MOST_FINDINGS = 200
MOST_DELTAS = 120


@dataclass(frozen=True, slots=True)
class Finding:
    document: str
    severity: str
    text: Text

    def to_json(self) -> dict[str, Any]:
        return {"document": self.document, "severity": self.severity, **self.text.to_json()}


@dataclass(slots=True)
class Report:
    findings: list[Finding] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    sites: int = 0
    deltas: int = 0

    def add(self, document: str, ja: str, en: str, severity: str = "error") -> None:
        if len(self.findings) < MOST_FINDINGS:
            self.findings.append(Finding(document, severity, Text(ja, en)))

    def verdict(self) -> Text:
        errors = sum(one.severity == "error" for one in self.findings)
        rest = len(self.findings) - errors
        return Text(
            f"文書 {len(self.documents)} · 場所 {self.sites:,} · 差分 {self.deltas} · 誤り {errors} · 注意 {rest}",
            f"{len(self.documents)} documents · {self.sites:,} sites · {self.deltas} deltas · {errors} errors · {rest} warnings",
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "sites": self.sites,
            "deltas": self.deltas,
            "findings": [one.to_json() for one in self.findings],
        }


Read = Callable[[str], bytes]
"""path relative to latest.json → bytes; LookupError when it is not there."""


def validate(target: str, now: datetime | None = None) -> Report:
    """The report. Problem when the target can't be reached or read at all."""
    report = Report()
    if urlsplit(target).scheme in ("http", "https"):
        address = target if target.endswith(".json") else target.rstrip("/") + "/latest.json"
        http = Http(address, report)
        _all(report, http.read, now or datetime.now(UTC))
        http.manners()
    else:
        path = Path(target)
        path = path / "latest.json" if path.is_dir() else path
        if not path.is_file():
            raise problem(f"{path} がありません。", f"{path} does not exist.")
        _all(
            report, lambda name: _file(path.parent / name if name != "latest.json" else path), now or datetime.now(UTC)
        )
    return report


def _file(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise LookupError(why(error).en) from None


class Http:
    """Reads over the network, and looks at how the server behaves."""

    def __init__(self, address: str, report: Report) -> None:
        self.address, self.report = address, report
        self.pool = urllib3.PoolManager(timeout=30.0, retries=False)

    def _get(self, url: str, **headers: str) -> urllib3.BaseHTTPResponse:
        try:
            return self.pool.request("GET", url, headers=headers, decode_content=True)
        except urllib3.exceptions.HTTPError as error:
            raise problem(
                f"{url} に届きません（{type(error).__name__}）。",
                f"{url} can't be reached ({type(error).__name__}).",
            ) from None

    def read(self, name: str) -> bytes:
        answer = self._get(urljoin(self.address, name) if name != "latest.json" else self.address)
        if answer.status != 200:
            raise LookupError(f"HTTP {answer.status}")
        return answer.data

    def manners(self) -> None:
        """ETag and 304, Cache-Control, CORS, compression, of the large document."""
        url, add = urljoin(self.address, documents.STATUS), self.report.add
        first = self._get(url, **{"Accept-Encoding": "gzip"})
        if first.status != 200:
            return
        etag = first.headers.get("ETag", "")
        if not etag or etag.startswith("W/"):
            add(documents.STATUS, "強い ETag がありません。", "There is no strong ETag.", "warning")
        elif self._get(url, **{"Accept-Encoding": "gzip", "If-None-Match": etag}).status != 304:
            add(
                documents.STATUS,
                "If-None-Match に 304 で答えません。",
                "If-None-Match is not answered with 304.",
                "warning",
            )
        if "max-age" not in first.headers.get("Cache-Control", ""):
            add(documents.STATUS, "Cache-Control の max-age がありません。", "Cache-Control has no max-age.", "warning")
        if first.headers.get("Access-Control-Allow-Origin") != "*":
            add(
                documents.STATUS,
                "ほかのサイトのページから読めません（CORS）。",
                "Pages of other sites can't read it (CORS).",
                "warning",
            )
        if first.headers.get("Content-Encoding") not in ("gzip", "br") and len(first.data) > 4096:
            add(documents.STATUS, "圧縮されていません。", "It is not compressed.", "warning")


def _all(report: Report, read: Read, now: datetime) -> None:
    head = _load(report, read, "latest.json")
    if head is None:
        return
    for key in ("version", "seq", "last_updated", "ttl", "files", "license"):
        if key not in head:
            report.add("latest.json", f"{key} がありません。", f"{key} is missing.")
    files = head.get("files") if isinstance(head.get("files"), dict) else {}
    bodies = {name: body for name, facts in files.items() if (body := _document(report, read, name, facts)) is not None}
    shapes = ((documents.SITES, "sites"), (documents.STATUS, "status"), (documents.DATA, "data"))
    values = {name: _shaped(report, name, bodies[name], shape) for name, shape in shapes if name in bodies}
    if all(values.get(name) for name, _ in shapes):
        _together(report, head, values)
        _rendered(report, bodies)
        _deltas(report, read, head, bodies)
    _age(report, head, now)


def _load(report: Report, read: Read, name: str) -> dict[str, Any] | None:
    try:
        said = json.loads(read(name))
    except LookupError as missing:
        report.add(name, f"読めません（{missing}）。", f"It can't be read ({missing}).")
        return None
    except (ValueError, RecursionError):
        report.add(name, "JSON として読めません。", "It is no JSON.")
        return None
    if not isinstance(said, dict):
        report.add(name, "オブジェクトではありません。", "It is no object.")
        return None
    report.documents.append(name)
    return said


def _document(report: Report, read: Read, name: str, facts: Any) -> bytes | None:
    """The bytes of a document of latest.json, by its address, with the right hash and size."""
    if not isinstance(facts, dict) or not isinstance(facts.get("url"), str):
        report.add(name, "url がありません。", "It has no url.")
        return None
    try:
        body = read(facts["url"])
    except LookupError:
        try:
            body = read(name)
        except LookupError as missing:
            report.add(name, f"読めません（{missing}）。", f"It can't be read ({missing}).")
            return None
    if len(body) > LARGEST:
        report.add(name, "大きすぎます。", "It is too large.")
        return None
    if hashlib.sha256(body).hexdigest() != facts.get("sha256"):
        report.add(
            name, "中身が latest.json の sha256 と違います。", "Its content differs from the sha256 of latest.json."
        )
    report.documents.append(name)
    return body


def _shaped(report: Report, name: str, body: bytes, shape: str) -> dict[str, Any] | None:
    """The value, when it is JSON of the right shape; each fault with its place."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        report.add(name, "JSON として読めません。", "It is no JSON.")
        return None
    good = True
    for number, error in enumerate(jsonschema.Draft202012Validator(schema.of(shape)).iter_errors(value)):
        good = False
        where = "/".join(map(str, error.absolute_path))[:80]
        report.add(name, f"{where or '全体'}: {error.message[:160]}", f"{where or 'whole'}: {error.message[:160]}")
        if number >= 20:
            break
    return value if good else None


def _together(report: Report, head: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    sites, status, data = (values[name] for name in (documents.SITES, documents.STATUS, documents.DATA))
    report.sites = len(sites["sites"])
    ids = [site["id"] for site in sites["sites"]]
    if len(set(ids)) < len(ids):
        report.add(documents.SITES, "同じ id が二度あります。", "An id stands twice.")
    if both := set(ids) & {record["id"] for record in sites["gone"]}:
        report.add(documents.SITES, f"無くなったはずの場所が残っています（{sorted(both)[:3]}）。", f"Sites that are gone are there ({sorted(both)[:3]}).")  # fmt: skip
    if lost := {said["site"] for said in status["status"]} - set(ids):
        report.add(documents.STATUS, f"場所のない在庫があります（{sorted(lost)[:3]}）。", f"Stock of no site ({sorted(lost)[:3]}).")  # fmt: skip
    for name, value in values.items():
        late = name != documents.SITES and value["version"] != head.get("version")
        if late or value["seq"] > head.get("seq", 0):
            report.add(name, "latest.json と違う公開のものです。", "It is of another publication than latest.json.")
    if [site["id"] for site in data["sites"]] != ids:
        report.add(documents.DATA, "sites.json と場所が違います。", "Its sites differ from sites.json.")
    without = sum("lat" not in site for site in sites["sites"])
    if without:
        report.add(
            documents.SITES,
            f"位置のない場所が {without:,} あります。",
            f"{without:,} sites have no position.",
            "warning",
        )


def _rendered(report: Report, bodies: Mapping[str, bytes]) -> None:
    """sites.json and status.json give the very bytes of the joined documents."""
    state = documents.read_pair(bodies[documents.SITES], bodies[documents.STATUS])
    for name, body in documents.all_of(state).items():
        if name in bodies and bodies[name] != body:
            report.add(name, "sites.json と status.json から作ったものと違います。", "It differs from what sites.json and status.json give.")  # fmt: skip


def _deltas(report: Report, read: Read, head: Mapping[str, Any], bodies: Mapping[str, bytes]) -> None:
    """Each delta fits the schema and follows the one before; the last leads to the snapshot's version."""
    index = _load(report, read, "deltas.json")
    if index is None:
        return
    before: Mapping[str, Any] | None = None
    for name in [one for one in index.get("deltas", []) if isinstance(one, str)][-MOST_DELTAS:]:
        try:
            body = read(name)
        except LookupError as missing:
            report.add(name, f"読めません（{missing}）。", f"It can't be read ({missing}).", "warning")
            continue
        delta = _shaped(report, name, body, "delta")
        if delta is None:
            continue
        report.deltas += 1
        if before and (delta["from_seq"], delta["from_version"]) != (before["seq"], before["version"]):
            report.add(name, "前の差分につながりません。", "It does not follow the delta before.")
        if before and instant(delta["last_updated"]) < instant(before["last_updated"]):
            report.add(name, "時刻が戻っています。", "Its time goes back.")
        before = delta
    if before and before["seq"] == head.get("seq"):
        state = documents.read_pair(bodies[documents.SITES], bodies[documents.STATUS])
        wrong = [said for said in before["status"] if state.status.get((said["site"], said["item"])) != said]
        if before["version"] != head.get("version") or wrong:
            report.add(
                "deltas.json", "最後の差分が今の文書と合いません。", "The last delta does not fit the documents."
            )
        elif deltas.touches_sites(before) and state.sites_header.seq != before["seq"]:
            report.add(documents.SITES, "最後の差分で変わったはずです。", "The last delta should have changed it.")


def _age(report: Report, head: Mapping[str, Any], now: datetime) -> None:
    try:
        age = now.timestamp() - instant(str(head.get("last_updated") or ""))
        ttl = int(head.get("ttl", 0))
    except (ValueError, TypeError):
        report.add("latest.json", "last_updated が時刻として読めません。", "last_updated is no time.")
        return
    if age < -600:
        report.add("latest.json", "last_updated が先の時刻です。", "last_updated is ahead of now.")
    elif age > max(1200, 3 * ttl):
        report.add("latest.json", f"{age / 60:,.0f} 分前から更新されていません（ttl {ttl} 秒）。", f"Not updated for {age / 60:,.0f} minutes (ttl {ttl} s).", "warning")  # fmt: skip
