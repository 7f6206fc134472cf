"""The texts of a community, each with a name, and what a language has of them: done, missing, stale."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tomoni.dashboard.config.articles import Article
from tomoni.dashboard.config.model import Card
from tomoni.dashboard.queries import Board
from tomoni.i18n import Text, in_japanese, speaking
from tomoni.registry.sources import write_text

_WORDS = re.compile(r"^\[words\][^\n]*\n", re.MULTILINE)


@dataclass(slots=True)
class Report:
    """`missing`: name → Japanese; `stale`: name → (source of the translation, Japanese now); `unused`: names of entries
    whose text is gone; `product`: words of the product's own pages that this site shows in the base of the language, and how
    often; `fault`: why texts/<lang>.toml can't be read."""

    lang: str
    done: int = 0
    missing: dict[str, str] = field(default_factory=dict)
    stale: dict[str, tuple[str, str]] = field(default_factory=dict)
    unused: list[str] = field(default_factory=list)
    product: dict[str, int] = field(default_factory=dict)
    fault: str = ""

    def to_json(self) -> dict[str, Any]:
        stale = {name: {"source": before, "now": now} for name, (before, now) in self.stale.items()}
        return {
            "lang": self.lang,
            "done": self.done,
            "missing": self.missing,
            "stale": stale,
            "unused": self.unused,
            "product": self.product,
            "fault": self.fault,
        }

    def words(self, lang: str) -> str:
        head = Text(
            f"{self.lang}: 訳あり {self.done}、未訳 {len(self.missing)}、元が変わった訳 {len(self.stale)}、使われない訳 {len(self.unused)}",
            f"{self.lang}: {self.done} done, {len(self.missing)} untranslated, {len(self.stale)} stale, {len(self.unused)} unused",
        )[lang]
        lines = [head]
        if self.fault:
            lines.append(f"  × texts/{self.lang}.toml: {self.fault}")
        lines += [f"  - {name}: {_short(text)}" for name, text in self.missing.items()]
        lines += [f"  ! {name}: {_short(before)} → {_short(now)}" for name, (before, now) in self.stale.items()]
        lines += [f"  ? {name}" for name in self.unused]
        if self.product:
            base = speaking.base_of(self.lang)
            lines += [
                Text(
                    f"  製品の言葉で訳のないもの {len(self.product)}（{speaking.NAMES[base]}のまま出ます。texts/{self.lang}.toml の [words] で足せます）:",
                    f"  {len(self.product)} of the product's own words without a translation (shown in {speaking.NAMES[base]}; add them under [words] in texts/{self.lang}.toml):",
                )[lang]
            ]
        return "\n".join([*lines, *(f"  . {_short(words)}" for words in self.product)])


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 60 else flat[:59] + "…"


def texts(board: Board) -> Iterator[tuple[str, Text]]:
    """(name, text) of everything the authors wrote in their own words, articles apart."""
    who, told = board.community, board.announcements
    for name in ("name", "operator", "attribution"):
        yield f"community.{name}", getattr(who, name)
    for entry in board.sources:
        yield f"source.{entry.dataset}.title", Text.of(entry.title)
    for card in board.deck.cards:
        yield from _of_card(card)
    for banner in told.banners:
        yield f"banner.{banner.id}", banner.text
    for one in told.telephones:
        for name in ("name", "hours", "note"):
            yield f"telephone.{one.id}.{name}", getattr(one, name)
    yield "print.note", told.notice.note
    for flow in board.flows.flows:
        yield f"flow.{flow.slug}.title", flow.title
        yield f"flow.{flow.slug}.intro", flow.intro
        for step in flow.steps:
            yield f"flow.{flow.slug}.{step.id}.question", step.question
            yield f"flow.{flow.slug}.{step.id}.note", step.note
            for place, answer in enumerate(step.answers, 1):
                yield f"flow.{flow.slug}.{step.id}.answer-{place}", answer.text
        for outcome in flow.outcomes:
            yield f"flow.{flow.slug}.{outcome.id}.title", outcome.title
            yield f"flow.{flow.slug}.{outcome.id}.text", outcome.text


def _of_card(card: Card) -> Iterator[tuple[str, Text]]:
    """The words of a card: its own, and those on its levels, boxes, sides and events."""
    for name in ("title", "note", "definition", "text", "unit", "alt"):
        yield f"card.{card.id}.{name}", getattr(card, name)
    for place, level in enumerate(card.thresholds, 1):
        yield f"card.{card.id}.threshold-{place}", level.label
    for place, side in enumerate(card.compare, 1):
        yield f"card.{card.id}.compare-{place}", side.label
    days = [event.day for event in card.events]
    for place, event in enumerate(card.events):
        nth = days[:place].count(event.day) + 1
        yield f"event.{event.day.isoformat()}" + (f"-{nth}" if nth > 1 else ""), event.text
    boxes = list(card.nodes)
    for place, box in enumerate(boxes, 1):
        boxes += box.children
        yield f"card.{card.id}.node-{place}", box.label


def report(board: Board, lang: str) -> Report:
    """What a language has. English beside the Japanese counts as a translation when it is not Japanese itself."""
    said = speaking.community(board.community.dir, lang)
    made = Report(lang, fault=said.fault)
    own = {entry.source for entry in said.entries if entry.text.strip()} | set(said.words)
    own |= set(speaking.product(lang).words)
    before = {entry.id: entry.source for entry in said.entries if entry.text.strip()}
    current: dict[str, str] = {name: text.ja for name, text in texts(board) if text.ja.strip()}
    inline = {name for name, text in texts(board) if lang == "en" and not (text.en == text.ja and in_japanese(text.ja))}
    for name, ja in current.items():
        if ja in own or name in inline:
            made.done += 1
        elif name in before:
            made.stale[name] = (before[name], ja)
        else:
            made.missing[name] = ja
    sources = set(current.values())
    made.unused = [e.id for e in said.entries if e.id not in current and e.source not in sources]
    for kind, articles in (("news", board.news), ("pages", board.documents)):
        for article in articles:
            _article(made, f"{kind}.{article.slug}", article)
    return made


def _article(made: Report, name: str, article: Article) -> None:
    if made.lang not in article.html:
        made.missing[name] = f"{article.title.ja} (of: {article.source})"
    elif made.lang in article.stale:
        made.stale[name] = ("of: …", f"of: {article.source}")
    else:
        made.done += 1


def append(board: Board, found: Report) -> None:
    """Adds an empty entry for each missing text at the end of texts/<lang>.toml, and one for each of the product's words
    below [words]; what stands there keeps every byte."""
    path = board.community.dir / "texts" / f"{found.lang}.toml"
    known = {entry.id for entry in speaking.community(board.community.dir, found.lang).entries}
    articles = ("news.", "pages.")
    fresh = {k: v for k, v in found.missing.items() if k not in known and not k.startswith(articles)}
    before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
    there = tomllib.loads(before).get("words", {}) if not found.fault else {}
    product = "".join(f'{_quoted(words)} = ""\n' for words in found.product if words not in there)
    if (not fresh and not product) or found.fault:
        return
    blocks = [f'\n[[text]]\nid = {_quoted(name)}\nsource = {_quoted(ja)}\ntext = ""\n' for name, ja in fresh.items()]
    made = before + ("" if before.endswith("\n") or not before else "\n")
    if product and (head := _WORDS.search(made)):
        made = made[: head.end()] + product + made[head.end() :]
    elif product:
        made += f"\n[words]\n{product}"
    write_text(path, made + "".join(blocks))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
