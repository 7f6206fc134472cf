"""Reading the plain files of a community folder so that every mistake is answered with file, line, key and the fix.

A `Section` is one TOML table. Its getters check the type and say what is expected; `finish()` names keys that nobody
asked for (mostly typing errors) with the nearest known key.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tomoni.i18n import Text
from tomoni.registry.errors import Problem, why


@dataclass(slots=True)
class Section:
    """One table of a file. `name` is "community" or "file" (with `index` for `[[file]]`); "" is the top of the file."""

    path: Path
    values: Mapping[str, Any]
    source: str = ""
    name: str = ""
    index: int = 0
    asked: set[str] = field(default_factory=set)

    def error(self, key: str, ja: str, en: str) -> Problem:
        """`ja`/`en` say what is wrong and the fix; file, line and key are put in front."""
        line = self.line_of(key)
        where = f"[{self.name}] {key}" if self.name else key
        ja_line, en_line = (f" {line}行目", f", line {line}") if line else ("", "")
        return Problem(
            Text(f"{self.path}{ja_line} の {where}: {ja}", f"{self.path}{en_line}, {where}: {en}"),
        )

    def line_of(self, key: str) -> int:
        """The line a key stands on, or that of its table when the key is missing; 0 when neither is found."""
        header = re.compile(rf"^\s*\[+\s*{re.escape(self.name)}\s*\]+")
        any_header = re.compile(r"^\s*\[")
        wanted = re.compile(rf"""^\s*["']?{re.escape(key)}["']?\s*(=|\.)""")
        inside, seen, start = not self.name, -1, 0
        for number, text in enumerate(self.source.splitlines(), 1):
            if any_header.match(text):
                seen += bool(self.name and header.match(text))
                inside = bool(self.name and header.match(text)) and seen == self.index
                start = number if inside else start
            elif inside and wanted.match(text):
                return number
        return start

    def text(self, key: str, default: str | None = None, *, pattern: str = "", example: str = "") -> str:
        """A string. Without a default it must be there; `pattern` must match it whole."""
        value = self._get(key, default)
        if not isinstance(value, str):
            raise self.error(
                key,
                f'文字列で書いてください（例: {key} = "{example or "…"}"）。',
                f'write a string, e.g. {key} = "{example or "…"}".',
            )
        if pattern and value and not re.fullmatch(pattern, value):
            raise self.error(
                key,
                f'「{value}」は使えません。例: {key} = "{example}"',
                f'"{value}" is not allowed here. Example: {key} = "{example}"',
            )
        return value

    def flag(self, key: str, default: bool) -> bool:
        value = self._get(key, default)
        if not isinstance(value, bool):
            raise self.error(
                key,
                f"true か false で書いてください（例: {key} = false）。",
                f"write true or false, e.g. {key} = false.",
            )
        return value

    def number(self, key: str, default: int) -> int:
        value = self._get(key, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.error(
                key, f"0以上の整数で書いてください（例: {key} = 3）。", f"write a whole number from 0, e.g. {key} = 3."
            )
        return value

    def words(self, key: str, default: str | Mapping[str, str] | None = None) -> Text:
        """A `Text`: a string for both languages, or a table {ja, en}."""
        value = self._get(key, default)
        good = isinstance(value, str) or (
            isinstance(value, Mapping)
            and bool(value)
            and all(k in ("ja", "en") and isinstance(v, str) for k, v in value.items())
        )
        if not good:
            raise self.error(
                key,
                '文字列か、{ ja = "…", en = "…" } の形で書いてください。',
                'write a string, or { ja = "…", en = "…" }.',
            )
        return Text.of(value)

    def strings(self, key: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        value = self._get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(
                key,
                f'文字列の並びで書いてください（例: {key} = ["…", "…"]）。',
                f'write a list of strings, e.g. {key} = ["…", "…"].',
            )
        return tuple(value)

    def numbers(self, key: str) -> tuple[int, ...] | None:
        value = self._get(key, ())
        if value == ():
            return None
        if not isinstance(value, list) or not all(isinstance(item, int) and item > 0 for item in value):
            raise self.error(
                key,
                f"行番号の並びで書いてください（例: {key} = [3, 4]）。",
                f"write a list of row numbers, e.g. {key} = [3, 4].",
            )
        return tuple(value)

    def string_table(self, key: str) -> dict[str, str]:
        value = self._get(key, {})
        if not isinstance(value, Mapping) or not all(isinstance(item, str) for item in value.values()):
            raise self.error(key, '「項目 = "列名"」の組で書いてください。', 'write pairs like field = "column".')
        return dict(value)

    def sections(self, key: str) -> list[Section]:
        """The tables of `[[key]]`."""
        value = self._get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
            raise self.error(key, f"[[{key}]] の形で書いてください。", f"write it as [[{key}]].")
        return [Section(self.path, item, self.source, key, index) for index, item in enumerate(value)]

    def section(self, key: str) -> Section:
        """The table `[key]`, which must be there."""
        value = self._get(key, None)
        if not isinstance(value, Mapping):
            raise self.error(key, f"[{key}] という見出しの下に書いてください。", f"write it under a heading [{key}].")
        return Section(self.path, value, self.source, key)

    def finish(self) -> None:
        """Every key must be one that was asked for."""
        for key in self.values:
            if key in self.asked:
                continue
            near = difflib.get_close_matches(key, self.asked, 1)
            ja = (
                f"この項目はありません。「{near[0]}」のことでしょうか。"
                if near
                else "この項目はありません。消すか、名前を確かめてください。"
            )
            en = (
                f'there is no such key. Did you mean "{near[0]}"?'
                if near
                else "there is no such key. Remove it or check its name."
            )
            raise self.error(key, ja, en)

    def _get(self, key: str, default: Any) -> Any:
        self.asked.add(key)
        if key in self.values:
            return self.values[key]
        if default is None:
            raise self.error(key, "この項目がありません。書き足してください。", "this key is missing. Please add it.")
        return default


def read_toml(path: Path) -> Section:
    """The file as its top section; a missing, unreadable or malformed file is a `Problem` that says which."""
    return parse_toml(path, read_text(path))


def read_text(path: Path) -> str:
    """The file's text; `Problem` when it is missing or can't be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Problem(Text(f"{path} がありません。", f"{path} does not exist.")) from None
    except UnicodeDecodeError:
        raise Problem(
            Text(
                f"{path} は UTF-8 で書かれていません。文字コード UTF-8 で保存し直してください。",
                f"{path} is not UTF-8. Save it again as UTF-8.",
            )
        ) from None
    except OSError as error:
        raise Problem(
            Text(f"{path} を読めません（{why(error).ja}）。", f"{path} cannot be read ({why(error).en}).")
        ) from None


def parse_toml(path: Path, source: str) -> Section:
    """The text of such a file as its top section; `path` is what messages call it."""
    try:
        return Section(path, tomllib.loads(source), source)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        ja, en = (f" {found[1]}行目", f", line {found[1]}") if found else (" の終わり", ", at its end")
        raise Problem(
            Text(
                f'{path}{ja} の書き方が正しくありません（{error}）。文字列は " " で囲み、項目 = 値 の形で書いてください。',
                f'{path}{en} is not valid TOML ({error}). Put strings in " " and write key = value.',
            )
        ) from None
