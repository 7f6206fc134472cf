"""What all pages of the room share: the site's furniture, the page in every language, and when it need not be made again."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.safestring import SafeString

from tomoni.i18n import Text, speaking
from tomoni.look import page as look
from tomoni.registry.rooms import Page, rooms
from tomoni.registry.scope import Scope
from tomoni.support.eligibility.files import Rules
from tomoni.support.pages.statics import path_of
from tomoni.support.queries import Collection, code_digest

Context = Callable[[str], Mapping[str, Any]]
"""lang → what the template gets besides the furniture."""


def furniture(scope: Scope) -> dict[str, Any]:
    """Menu, banners and notices of the whole site, from the rooms that have them."""
    found = rooms.furniture(scope)
    found.setdefault("nav", [("", Text("最初のページ", "First page")), *_menus(scope)])
    return found


def _menus(scope: Scope) -> list[tuple[str, Text]]:
    return [line for lines in rooms.extras_of("nav").values() for line in lines(scope)]


@dataclass(frozen=True)
class Site:
    """The measures of a community, and the rules beside them, at one publication."""

    found: Collection
    rules: Rules

    @cached_property
    def furniture(self) -> dict[str, Any]:
        return furniture(self.found.scope)

    @cached_property
    def digest(self) -> str:
        """Of what every page carries: code, look, community, menu, banners, settings."""
        folder = self.found.scope.community.dir
        texts = [file.read_bytes() for file in sorted((folder / "texts").glob("*.toml"))]
        said = [repr(self.found.scope.community), repr(self.found.config), repr(self.furniture)]
        return sha(look.digest(), code_digest(), *texts, *said)

    def html(
        self,
        path: str,
        template: str,
        context: Context,
        *,
        depends: Iterable[object],
        description: Text | None = None,
        report: str = "",
    ) -> Iterator[Page]:
        """One page in every language of the community. `path` ends in "/"."""
        community = self.found.scope.community
        digest = sha(self.digest, path, template, *(repr(one) for one in depends))

        def render(lang: str, target: str) -> bytes:
            page = {"path": path, "description": description}
            with speaking.speaking(lang, community.dir) as base:
                told = {
                    **self.furniture,
                    "community": community,
                    "page": page,
                    "report": report if report else look.report(community.inbox, path),
                    "support_css": path_of("support.css"),
                    "telephones": self.found.config.telephones,
                    "day": self.found.today,
                    **context(base),
                }
                return look.render(template, told, target, lang)

        for lang in look.languages_of(path, community.languages):
            target = look.localised(path, lang) + "index.html"
            yield Page(target, lambda lang=lang, target=target: render(lang, target), depends=digest)


def qr(address: str) -> SafeString:
    """The address as an SVG of its own, for paper."""
    import segno

    out = io.BytesIO()
    made = segno.make(address, error="m", micro=False)
    made.save(out, kind="svg", xmldecl=False, svgns=True, svgclass="qr", lineclass=None, omitsize=True, border=2)
    return SafeString(out.getvalue().decode().strip())


def sha(*parts: str | bytes) -> str:
    made = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else part.encode()
        made.update(len(data).to_bytes(8, "big") + data)
    return made.hexdigest()
