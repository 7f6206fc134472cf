"""Sharing: what one community has found out about columns and words becomes everybody's, by one file.

`gather` looks at a folder and gives what the product does not know yet: names of columns that were matched to a field of a
shipped schema, and translations of the product's own words. Nothing else is in it: no data, no files' names, no address
of a person, and no words of the community's own texts. `accept` is the other end: it puts a proposal into the product's
files (tomoni/tables/schema/library/shared.toml, tomoni/i18n/data/<lang>.toml) and the name into the list of who helped.
"""

from __future__ import annotations

import itertools
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tomli_w

from tomoni.i18n import LANGUAGES, speaking
from tomoni.registry import queries
from tomoni.registry.errors import Problem, problem
from tomoni.registry.scope import Scope
from tomoni.registry.sources import write_text
from tomoni.tables import schema
from tomoni.tables.schema.model import SHARED
from tomoni.tables.schema.names import normal

LONGEST = 60  # characters of a column's name that others may have too
HELPERS = Path(__file__).with_name("data") / "helpers.toml"
HEADER = """\
# tomoni share で作った提案です。中身は、表の列の呼び名と、画面の言葉の訳だけです。消したいものは消してから送ってください。
# A proposal made by `tomoni share`: names of columns, and translations of the product's words, nothing else. Take out what
# you do not want to give, then send it: docs/share.md. What is taken up is under Apache-2.0, and `by` is thanked by name.
"""

Aliases = dict[str, dict[str, list[str]]]
Words = dict[str, dict[str, str]]


@dataclass(slots=True)
class Proposal:
    """`aliases`: schema → field → names of columns. `words`: language → Japanese → translation. `by`: whom to thank."""

    by: str = ""
    aliases: Aliases = field(default_factory=dict)
    words: Words = field(default_factory=dict)

    @property
    def count(self) -> tuple[int, int]:
        """(names of columns, translations)"""
        names = sum(len(found) for fields in self.aliases.values() for found in fields.values())
        return names, sum(map(len, self.words.values()))

    def as_text(self) -> str:
        said: dict[str, Any] = {"by": self.by, "aliases": self.aliases, "words": self.words}
        return HEADER + "\n" + tomli_w.dumps({key: value for key, value in said.items() if value})


def gather(scope: Scope) -> Proposal:
    """What this folder knows and the product does not."""
    made = Proposal(by=scope.community.operator.ja or scope.community.name.ja)
    for entry in queries.datasets(scope):
        for mapping in (entry.mapping, *(file.mapping for file in entry.files)):
            for name, column in mapping.items():
                if _is_news(entry.schema, name, column):
                    found = made.aliases.setdefault(entry.schema, {}).setdefault(name, [])
                    if normal(column) not in map(normal, found):
                        found.append(column)
    own = (scope.community.name.ja, scope.community.name.en, scope.community.operator.ja)
    for path in sorted((scope.community.dir / "texts").glob("*.toml")):
        lang = path.stem
        if lang in LANGUAGES or not speaking.is_language(lang):
            continue  # Japanese and English pages reworded are the community's own taste
        known = speaking.product(lang).words
        news = {
            ja: said
            for ja, said in speaking.community(scope.community.dir, lang).words.items()
            if said.strip() and known.get(ja) != said and not any(word and word in f"{ja} {said}" for word in own)
        }
        if news:
            made.words[lang] = news
    return made


def _is_news(schema_id: str, name: str, column: str) -> bool:
    """Whether a column was matched to a field of a shipped schema under a name that no field there has: one that another
    field has means it in that table only."""
    one = schema.library().get(schema_id)
    known = next((item for item in one.fields if item.name == name), None) if one else None
    if known is None or not normal(column) or len(column) > LONGEST or not column.isprintable():
        return False
    others = (text for item in one.fields if item.name != name for text in (item.name, *item.aliases)) if one else ()
    taken = {normal(text) for text in (known.name, *known.aliases, *known.weak_aliases, *others)}
    return normal(column) not in taken


def read(path: Path) -> Proposal:
    """A proposal from its file. Problem when it is none, or names a schema, field or language that we do not have."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        made = Proposal(str(said.get("by", ""))[:60], said.get("aliases", {}), said.get("words", {}))
        _check(made)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, AttributeError, TypeError, ValueError) as error:
        raise problem(
            f"{path} は tomoni share の提案として読めません（{error}）。何も変えていません。",
            f"{path} can't be read as a proposal of tomoni share ({error}). Nothing was changed.",
            2,
        ) from None
    return made


def _check(made: Proposal) -> None:
    for schema_id, fields in made.aliases.items():
        one = schema.library().get(schema_id)
        if one is None:
            raise ValueError(f"schema {schema_id!r}")
        known = {item.name for item in one.fields}
        for name, columns in fields.items():
            if name not in known or not all(isinstance(text, str) and 0 < len(text) <= LONGEST for text in columns):
                raise ValueError(f"{schema_id}.{name}")
    for lang, words in made.words.items():
        if not speaking.is_language(lang) or lang in LANGUAGES:
            raise ValueError(f"language {lang!r}")
        if not all(isinstance(text, str) for text in words.values()):
            raise ValueError(f"words.{lang}")


def clashes(made: Proposal) -> list[str]:
    """Names that already mean another field of the same schema: taken up, they would make a table ambiguous."""
    found = []
    for schema_id, fields in made.aliases.items():
        for name, columns in fields.items():
            others = [item for item in schema.library()[schema_id].fields if item.name != name]
            taken = {normal(text): item.name for item in others for text in (item.name, *item.aliases)}
            taken |= {normal(text): other for other, same in fields.items() if other != name for text in same}
            found += [
                f"{schema_id}: {text} → {name} / {taken[normal(text)]}" for text in columns if normal(text) in taken
            ]
    return found


def accept(made: Proposal, aliases: Path = SHARED, words: Path = speaking.OWN, helpers: Path = HELPERS) -> None:
    """Puts a proposal into the product's files. What is there already stays as it is, but a person's translation goes
    before a machine's (`by = "machine"` in the file). Problem when names clash."""
    if found := clashes(made):
        raise Problem(_clash_words(found), code=1)
    known: Aliases = tomllib.loads(aliases.read_text(encoding="utf-8")) if aliases.is_file() else {}
    for schema_id, fields in made.aliases.items():
        for name, columns in fields.items():
            there = known.setdefault(schema_id, {}).setdefault(name, [])
            there += [text for text in columns if normal(text) not in map(normal, there)]
    if made.aliases:
        write_text(aliases, _sorted_toml(known))
    for lang, translated in made.words.items():
        path = words / f"{lang}.toml"
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        before = tomllib.loads(text)
        there = before.get("words", {})
        merged = {**there, **translated} if before.get("by") == "machine" else {**translated, **there}
        head = "".join(itertools.takewhile(lambda line: line.startswith("#"), text.splitlines(keepends=True)))
        write_text(path, head + tomli_w.dumps({**before, "words": merged}))
    if made.by:
        names = [*tomllib.loads(helpers.read_text(encoding="utf-8"))["names"]] if helpers.is_file() else []
        helpers.parent.mkdir(exist_ok=True)
        write_text(helpers, tomli_w.dumps({"names": list(dict.fromkeys([*names, made.by]))}))


def helped() -> list[str]:
    """Who gave names of columns and translations to everybody, in the order they came."""
    return list(tomllib.loads(HELPERS.read_text(encoding="utf-8"))["names"]) if HELPERS.is_file() else []


def _clash_words(found: list[str]) -> Any:
    from tomoni.i18n import Text

    listed = "、".join(found[:10])
    return Text(
        f"同じ呼び名が別の項目にも使われています: {listed}。提案から除いて、もう一度行ってください。何も変えていません。",
        f"Names that mean another field already: {listed}. Take them out of the proposal. Nothing was changed.",
    )


def _sorted_toml(known: Aliases) -> str:
    head = "# Names of columns that communities have given to everybody (tomoni share): schema → field → names.\n\n"
    return head + tomli_w.dumps({key: dict(sorted(fields.items())) for key, fields in sorted(known.items())})
