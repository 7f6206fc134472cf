"""Words of descriptions as people wrote them: HTML taken off, "key: value" lines told from plain words, mojibake undone."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

LONGEST = 20_000
"""Characters of one description that are looked at."""
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_PAIR = re.compile(r"^\s*([^:：\n]{1,24}?)\s*[:：]\s*(.*)$")
_URL = re.compile(r"https?://\S+")
_BREAKS = {"br", "p", "div", "li", "tr", "h1", "h2", "h3", "table"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in ("script", "style"):
            self.silent += 1
        if tag in _BREAKS:
            self.found.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self.silent:
            self.silent -= 1

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found.append(data)


def words(raw: str) -> str:
    """Plain text: no tags, no control or direction characters, lines kept, blanks gathered."""
    raw = raw[:LONGEST]
    if "<" in raw:
        parser = _Words()
        parser.feed(raw)
        parser.close()
        raw = "".join(parser.found)
    elif "&" in raw:
        raw = html.unescape(raw)
    raw = _CONTROL.sub("", unmangle(raw).replace("\r\n", "\n").replace("\r", "\n"))
    lines = (re.sub(r"[ \t\u3000\xa0]+", " ", line).strip() for line in raw.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(raw: str) -> str:
    return words(raw).replace("\n", " ")


def pairs(described: str) -> tuple[dict[str, str], str]:
    """("key: value" lines, what else it says). A time (9:00-17:00) or an address of the web is no key."""
    found: dict[str, str] = {}
    rest: list[str] = []
    last = ""
    for line in described.split("\n"):
        match = _PAIR.match(line)
        if match and not _URL.match(line.strip()) and not re.search(r"\d$", match[1]):
            last = match[1]
            found[last] = "\n".join(filter(None, (found.get(last, ""), match[2].strip())))
        elif last and found[last]:
            found[last] += "\n" + line
        else:
            rest.append(line)
    return found, _URL.sub("", "\n".join(rest)).strip()


def without_addresses(text: str) -> str:
    """Addresses of the web can't be pressed on paper; the live page has them."""
    return _URL.sub("", text).strip()


def unmangle(text: str) -> str:
    """UTF-8 or cp932 bytes that were read as Latin-1 and saved again, as the text they were; anything else as it is."""
    high = sum("\x80" <= letter <= "\xff" for letter in text)
    if high < 2 or high * 4 < len(text) or any(letter > "\xff" for letter in text):
        return text
    data = text.encode("latin-1")
    for codec in ("utf-8", "cp932"):
        try:
            found = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if sum("\u3040" <= letter <= "\u9fff" for letter in found) * 2 >= len(found) - sum(map(str.isascii, found)):
            return found
    return text
