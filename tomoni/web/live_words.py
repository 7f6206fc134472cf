"""What the front says when a question about a feed has no answer: problem details (RFC 9457) in both languages."""

from __future__ import annotations

import json
from typing import Any

from tomoni.i18n import Text
from tomoni.web import headers as rules
from tomoni.web.ready import Answer

MEDIA = "application/problem+json"
NO_FILE = Text(
    "この在庫フィードにその文書はありません。latest.json から始めてください。",
    "This feed has no such document. Begin with latest.json.",
)
TOO_OLD = Text(
    "その番号からの差分はもう残っていません。snapshot の文書を全部読み直してください。",
    "The deltas from that number are no longer kept. Read the whole documents of `snapshot` again.",
)
NOT_YET = Text(
    "since が、ここで公開した番号より先です。少し待つか、latest.json から読み直してください。",
    "since is ahead of what is published here. Wait a little, or begin with latest.json.",
)
BAD_SINCE = Text("?since=番号 の形で書いてください。", "Write ?since=NUMBER.")


def problem(status: int, kind: str, said: Text, **more: Any) -> Answer:
    """As an answer that is not kept by caches for long."""
    body = json.dumps(
        {
            "type": f"/developers/#problem-{kind}",
            "title": said.ja,
            "status": status,
            "detail": said.ja,
            "texts": {"detail": said.to_json()},
            **more,
        },
        ensure_ascii=False,
    ).encode()
    kept = "no-store" if status >= 500 else "public, max-age=10"
    sent = [("content-type", MEDIA), ("cache-control", kept), *rules.security("data/x", MEDIA).items()]
    if snapshot := more.get("snapshot"):
        sent.append(("link", f'<{snapshot}>; rel="latest-version"'))
    return Answer(status, sent, body)


def wrong(name: str, said: Text) -> Answer:
    """400 about one parameter."""
    return problem(400, "invalid-parameter", said, errors=[{"parameter": name, "message": said.to_json()}])
