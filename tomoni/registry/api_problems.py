"""Errors of the API as problem details (RFC 9457): one table of kinds, one exception that every room's API may raise.

`type` leads to the list on the developers' page, `title` and `detail` are in the reader's language (Accept-Language,
else Japanese), `texts` has both languages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tomoni.i18n import Text

MEDIA = "application/problem+json"
PAGE = "developers/#problem-"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of error. `detail` stands where nothing more exact is known."""

    status: int
    title: Text
    detail: Text


KINDS: dict[str, Kind] = {
    "bad-request": Kind(
        400,
        Text("この問い合わせは読めません", "The request can't be read"),
        Text("アドレスとパラメーターの書き方を確かめてください。", "Please check the address and its parameters."),
    ),
    "bad-cursor": Kind(
        400,
        Text("続きの目印（cursor）が正しくありません", "The cursor is not valid"),
        Text(
            "cursor は応答の next をそのまま、ほかのパラメーターを変えずに送ってください。",
            "Send the cursor exactly as next gave it, with all other parameters unchanged.",
        ),
    ),
    "key-needed": Kind(
        401,
        Text("鍵が要ります", "This needs a key"),
        Text("Authorization: Bearer 鍵 の形で送ってください。", "Send the key as Authorization: Bearer KEY."),
    ),
    "not-allowed": Kind(
        403,
        Text("この操作は許されていません", "This is not allowed"),
        Text("この操作には権限が必要です。", "This needs a permission that you don't have."),
    ),
    "not-found": Kind(
        404,
        Text("見つかりません", "Not found"),
        Text(
            "アドレスを確かめてください。/api/v1/datasets に一覧があります。", "See /api/v1/datasets for what there is."
        ),
    ),
    "method-not-allowed": Kind(
        405,
        Text("この方法では使えません", "Method not allowed"),
        Text("Allow ヘッダーにある方法を使ってください。", "Use one of the methods in the Allow header."),
    ),
    "not-acceptable": Kind(
        406,
        Text("その形式では返せません", "Not available in that format"),
        Text("Accept か format を変えてください。", "Change Accept or format."),
    ),
    "withdrawn": Kind(
        410,
        Text("取り下げられました", "Withdrawn"),
        Text("このデータは取り下げられ、もう公開していません。", "This was withdrawn and is not public any more."),
    ),
    "cursor-expired": Kind(
        410,
        Text("続きの目印（cursor）の期限が切れました", "The cursor has expired"),
        Text(
            "データが変わりました。cursor なしで、はじめから読み直してください。",
            "The data have changed. Start again without a cursor.",
        ),
    ),
    "too-large": Kind(
        413,
        Text("送られた内容が大きすぎます", "The request is too large"),
        Text("本文を小さくして送ってください。", "Send a smaller body."),
    ),
    "address-too-long": Kind(
        414,
        Text("アドレスが長すぎます", "The address is too long"),
        Text("条件を減らしてください。", "Use fewer conditions."),
    ),
    "unsupported-media-type": Kind(
        415,
        Text("この形式の本文は受け取れません", "Unsupported media type"),
        Text("本文は application/json で送ってください。", "Send the body as application/json."),
    ),
    "invalid-parameter": Kind(
        422,
        Text("パラメーターを確かめてください", "Please check the parameters"),
        Text(
            "errors に、どのパラメーターがどう違うかを書いています。", "errors says which parameter is wrong and how."
        ),
    ),
    "too-many-requests": Kind(
        429,
        Text("問い合わせが多すぎます", "Too many requests"),
        Text(
            "Retry-After の秒数だけ待ってください。/data/ のファイルには回数の制限はありません。",
            "Wait for Retry-After seconds. The files under /data/ have no limit.",
        ),
    ),
    "internal-error": Kind(
        500,
        Text("こちらの不具合です", "Something went wrong on our side"),
        Text(
            "公開中のデータは変わっていません。/data/ のファイルはふだんどおり読めます。",
            "The published data are unchanged; the files under /data/ can be read as usual.",
        ),
    ),
    "unavailable": Kind(
        503,
        Text("API は今お休みしています", "The API is not available now"),
        Text(
            "公開中のデータは変わっていません。/data/ のファイルはふだんどおり読めます。しばらくしてからもう一度お試しください。",
            "The published data are unchanged; the files under /data/ can be read as usual. Please try again later.",
        ),
    ),
}
OF_STATUS = {
    400: "bad-request",
    401: "key-needed",
    403: "not-allowed",
    404: "not-found",
    405: "method-not-allowed",
    406: "not-acceptable",
    410: "withdrawn",
    413: "too-large",
    414: "address-too-long",
    415: "unsupported-media-type",
    422: "invalid-parameter",
    429: "too-many-requests",
    503: "unavailable",
}


class ApiProblem(Exception):
    """Raise it in an API function: `kind` names a line of KINDS. `more` are further members of the document."""

    def __init__(
        self,
        kind: str,
        detail: Text | None = None,
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.kind = kind
        self.detail = detail or KINDS[kind].detail
        self.more = dict(more or {})
        self.headers = dict(headers or {})
        super().__init__(f"{kind}: {self.detail.en}")

    @property
    def status(self) -> int:
        return KINDS[self.kind].status


def of_status(status: int) -> ApiProblem:
    """The plain problem of an HTTP status."""
    return ApiProblem(OF_STATUS.get(status, "bad-request" if status < 500 else "internal-error"))


def parameter(name: str, said: Text, **more: Any) -> ApiProblem:
    """422 about one parameter."""
    return ApiProblem("invalid-parameter", said, {"errors": [{"parameter": name, "message": said.to_json()}], **more})


def language(accept_language: str) -> str:
    """ "en" when the reader likes English better than Japanese, else "ja"."""
    likes = {"ja": 0.0, "en": 0.0}
    for part in accept_language.lower().split(","):
        tag, _, rest = part.strip().partition(";")
        primary = tag.split("-")[0].strip()
        if primary in likes:
            likes[primary] = max(likes[primary], _quality(rest))
    return "en" if likes["en"] > likes["ja"] else "ja"


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


def document(problem: ApiProblem, lang: str, instance: str, address: str = "") -> dict[str, Any]:
    """The problem details. `address`: the site's own, ending in no slash, when it is known."""
    kind = KINDS[problem.kind]
    return {
        "type": f"{address}/{PAGE}{problem.kind}",
        "title": kind.title[lang],
        "status": kind.status,
        "detail": problem.detail[lang],
        "instance": instance,
        "texts": {"title": kind.title.to_json(), "detail": problem.detail.to_json()},
        **problem.more,
    }
