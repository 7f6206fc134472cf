"""build: a plan → a Region: columns with names, blocks, row kinds, inherited cells, findings."""

from __future__ import annotations

from collections import Counter

from tomoni.tables.grid import Rect, Ref, Scalar
from tomoni.tables.layout import findings, names
from tomoni.tables.layout.calendar import calendar
from tomoni.tables.layout.draft import Draft
from tomoni.tables.layout.eras import months_below, short_months, short_years
from tomoni.tables.layout.groups import Groups, column_name, sort_groups
from tomoni.tables.layout.header import Heading
from tomoni.tables.layout.indent import in_brackets, indented, repeated, shares_below
from tomoni.tables.layout.kinds import Kind, kind_of, kind_of_text, text
from tomoni.tables.layout.labels import Inherited, dittos, hierarchy, merged_cells, nested, records
from tomoni.tables.layout.names import clean
from tomoni.tables.layout.notes import (
    as_of,
    is_aside,
    is_key,
    is_note,
    is_sentence,
    is_stamp,
    moment_of,
    titled,
    unit_in,
    unit_line,
)
from tomoni.tables.layout.plan import Plan
from tomoni.tables.layout.shortdays import days_of_month, days_under_era, short_days
from tomoni.tables.layout.sides import Sides
from tomoni.tables.layout.totals import is_total, total_rows
from tomoni.tables.layout.vertical import written_down
from tomoni.tables.region import Block, Column, Fill, Origin, Region, RowKind


class _Builder:
    """Puts one region together; small steps that share the plan."""

    def __init__(self, plan: Plan, sides: Sides, title: str) -> None:
        self.plan, self.page, self.draft = plan, plan.page, plan.draft
        self.sides = sides
        self.inherited_title = title
        self.cols = sides.parts[0]
        self.labels = [c for c in plan.labels if c in self.cols]
        self.groups: Groups = sort_groups(self.page, self.draft, self.cols, self.labels)
        self.vertical = self._vertical()
        self.columns: list[Column] = []
        self.blocks: list[Block] = []
        self.rows: list[tuple[int, int]] = []
        self.kinds: list[RowKind] = []
        self.title: list[str] = []
        self.notes: list[tuple[Rect, str]] = []
        self.as_of, self.unit = "", ""
        self.as_of_cell: Ref | None = None
        self.shift = 0
        self.renamed: list[int] = []
        self.parents: list[Inherited] = []

    def build(self) -> Region:
        self._words()
        self._columns()
        self._blocks()
        header = tuple(self.draft.header)
        every = [*self.draft.header, *self.draft.units, *self.draft.body]
        right = max(c for part in self.sides.parts for c in part)
        region = Region(
            grid=self.page.grid,
            range=Rect(min(every), self.cols[0], max(every), right),
            header_rows=header,
            columns=self.columns,
            blocks=self.blocks,
            rows=self.rows,
            kinds=self.kinds,
            title=" ".join(self.title) or self.inherited_title,
            notes=self.notes,
            as_of=self.as_of,
            as_of_cell=self.as_of_cell,
            unit=self.unit,
            fills=self._fills(),
        )
        padded = tuple(c for col in self.cols if (h := self.plan.heads[col]).padded and h.own for c in h.cells[-1:])
        evidence = findings.Evidence(self.page, self.draft, self.sides, padded, tuple(self.renamed))
        findings.add(region, evidence)
        region.confidence = min((c.confidence for c in region.columns), default=1.0)
        return region

    def _vertical(self) -> dict[int, list[Inherited]]:
        """Label columns that are written downwards, with what they give to their rows."""
        body = sorted(self.draft.body)
        pairs = zip(self.labels, self.labels[1:], strict=False)
        found = {col: written_down(self.page, body, col, beside) for col, beside in pairs}
        return {col: items for col, items in found.items() if items is not None}

    def _words(self) -> None:
        """Sort what stands around the table into title, notes, unit and as-of."""
        for row, col in self.plan.stamps:
            self._stamp(self.page.value(row, col), row, col)
        for row in self.draft.keys:
            cells = self.page.held(row)
            said = "：".join(text(self.page.value(row, c)) for c in cells)
            self.notes.append((Rect(row, min(cells), row, max(cells)), said))
        for row in sorted([*self.draft.above, *self.draft.below, *self.groups.notes]):
            held = list(self.page.held(row))
            values = [self.page.value(row, c) for c in held]
            where = Rect(row, held[0], row, held[-1])
            moment = as_of(values)
            if moment and not self.as_of and row in self.draft.above:
                self.as_of = moment
                self.as_of_cell = next(Ref(row, c) for c, v in zip(held, values, strict=True) if moment_of(v))
            words = [text(v) for v in values]
            above = row in self.draft.above
            if above and titled(words):
                self.title.append(clean(titled(words)))
            legend = is_note(words[0]) or is_key(words[0]) or kind_of_text(words[0]) is Kind.MARK
            plain_title = above and not legend and not is_stamp(values)
            title = [w for w in words if not is_aside(w)] if plain_title else []
            for word in words:
                self.unit = self.unit or unit_line(word)
            if title and not (is_note(title[0]) or (is_sentence(title[0]) and len(title[0]) > 40)):
                self.title.append(clean(" ".join(title)))
                rest = [w for w in words if w not in title]
                self.unit = self.unit or unit_in(title[-1])
            else:
                rest = words
            if rest:
                self.notes.append((where, " ".join(rest)))

    def _stamp(self, value: Scalar, row: int, col: int) -> None:
        moment = moment_of(value)
        if moment:
            self.as_of, self.as_of_cell = moment, Ref(row, col)
        self.notes.append((Rect(row, col, row, col), text(value)))

    def _columns(self) -> None:
        below = [words for _, words in self.notes]
        if self.groups.inline:
            texts = [text(self.page.value(r, min(self.page.held(r)))) for r in self.groups.inline]
            name, sure = column_name(texts)
            self.columns.append(Column(name, origin=Origin.GUESSED, confidence=sure, is_label=True))
            self.shift = 1
        self._parents()
        sample = self.draft.body[:200]
        previous = ""
        for number, col in enumerate(self.cols, 1):
            heading = self.plan.heads[col]
            label = col in self.labels
            values = [v for r in sample if (v := self.page.value(r, col)) is not None]
            if heading.unit and len(heading.levels) > 1 and values and all(kind_of(v) is Kind.WORDS for v in values):
                heading.unit = unit_in(heading.levels[-1])  # 適否 beside figures under 測定値（mg/L）
            if label and len(heading.levels) == 1 and (unit := unit_line(heading.levels[0])):
                self.unit = self.unit or unit  # （単位：円） in the corner names no column
                heading = Heading()
            if heading.levels:
                name = names.without_marker(names.join(heading.levels), below)
                unit = heading.unit or unit_in(name)
                column = Column(name, tuple(heading.levels), tuple(heading.cells), unit, is_label=label)
                column.origin = names.origin(heading.levels, heading.filled and not heading.own)
                column.confidence = heading.confidence
            elif label and self.draft.header and (previous or self._beside(col)):
                column = Column(previous or self._beside(col), origin=Origin.FILLED, confidence=0.7, is_label=True)
            else:
                kinds = Counter(kind_of(v) for v in values)
                name, sure = names.guess(
                    kinds, names.all_years(values), number == 1 and bool(self.draft.header), number
                )
                column = Column(name, unit=heading.unit, origin=Origin.GUESSED, confidence=sure, is_label=label)
            if label:
                previous = column.name
            self.columns.append(column)
        renamed = names.comparing(self.columns)
        renamed = sorted({*renamed, *names.distinct(self.columns)})
        self.renamed = [i for i in renamed if self.columns[i].origin not in (Origin.FILLED, Origin.GUESSED)]

    def _parents(self) -> None:
        """A column for the labels that indented rows belong to, when the figures agree."""
        if not self.labels or len(self.sides.parts) > 1:
            return
        body = sorted(self.draft.body)
        leaf = max(self.labels, key=lambda c: (sum(self.page.value(r, c) is not None for r in body[:200]), c))
        measures = [c for c in self.cols if c not in self.labels]
        lines = sorted([*body, *self.groups.rows])  # a group without figures of its own has parts as well
        self.parents = indented(self.page, lines, leaf, measures) or (
            repeated(self.page, body, leaf, measures) if len(body) <= 2000 else []
        )
        if self.parents:
            self.columns.append(Column("上位区分", origin=Origin.GUESSED, confidence=0.8, is_label=True))
            self.shift += 1

    def _beside(self, col: int) -> str:
        """The name of the next label column to the right: 項目 over three columns of which only one is named."""
        named = (self.plan.heads[c].levels for c in self.labels if c > col)
        return next((names.join(levels) for levels in named if levels), "")

    def _blocks(self) -> None:
        draft = self.draft
        body = sorted([*draft.body, *self.groups.rows])
        starts = sorted(self.groups.inline)
        for part in self.sides.parts:
            columns = self._mapping(part)
            runs: list[tuple[int | None, list[int]]] = [(None, [])]
            waiting = list(starts)
            for row in body:
                while waiting and row > waiting[0]:
                    runs.append((waiting.pop(0), []))
                if len(self.sides.parts) == 1 or any(self.page.value(row, c) is not None for c in part):
                    runs[-1][1].append(row)
            self._grand_total(runs)
            for line, rows in runs:
                if rows:
                    self._block(part, columns, line, rows)
        totals = self._totals()
        self.kinds = [RowKind.TOTAL if item in totals else RowKind.DATA for item in self.rows]

    def _grand_total(self, runs: list[tuple[int | None, list[int]]]) -> None:
        """A total after the last group, where no other group ends with one, sums up all groups and belongs to none."""
        label = (self.labels or self.cols)[0]
        closed = [bool(rows) and is_total(text(self.page.value(rows[-1], label))) for line, rows in runs if line]
        if len(closed) > 1 and closed[-1] and not any(closed[:-1]):
            runs.append((None, [runs[-1][1].pop()]))

    def _totals(self) -> set[tuple[int, int]]:
        """(block, row) of the rows whose label is a total, in every part of the table."""
        pieces = {Ref(item.row, item.col) for items in self.vertical.values() for item in items}
        places = [self.shift + self.cols.index(c) for c in self.labels or self.cols[:1]]
        parts: dict[tuple[int | None, ...], list[tuple[int, int]]] = {}
        for number, row in self.rows:
            parts.setdefault(tuple(self.blocks[number].columns), []).append((number, row))
        found: set[tuple[int, int]] = set()
        for columns, rows in parts.items():
            labels = [col for place in places if (col := columns[place]) is not None]
            totals = total_rows(self.page, [row for _, row in rows], labels, pieces)
            found.update(item for item in rows if item[1] in totals)
        return found

    def _block(self, part: list[int], columns: list[int | None], line: int | None, rows: list[int]) -> None:
        index = len(self.blocks)
        block = Block(Rect(rows[0], part[0], rows[-1], part[-1]), columns, header_rows=tuple(self.draft.header))
        if line is not None:
            cell = Ref(line, min(self.page.held(line)))
            block.constants[0] = (clean(text(self.page.value(*cell))), cell)
        self.blocks.append(block)
        self.rows += [(index, row) for row in rows]

    def _mapping(self, part: list[int]) -> list[int | None]:
        """Output columns → grid columns of this part; parts after the first are matched by their names, in order."""
        lead: list[int | None] = [None] * self.shift
        if part is self.cols:
            return [*lead, *part]
        heads = self.plan.heads
        if not self.draft.header:
            return [*lead, *part]
        named = iter([c for c in part if heads[c].own])
        return [*lead, *(next(named, None) if heads[c].own else None for c in self.cols)]

    def _fills(self) -> list[Fill]:
        page, draft = self.page, self.draft
        inherited: dict[Ref, Inherited] = {}

        def take(found: list[Inherited]) -> None:
            for item in found:
                if not (page.grid.keyed and item.rule == "S02" and page.value(item.row, item.col) is None):
                    inherited.setdefault(Ref(item.row, item.col), item)

        take(merged_cells(page, draft, self.cols))
        body = sorted(draft.body)
        for found in self.vertical.values():
            take(found)
        take(short_years(page, body, self.labels))
        take(short_months(page, body, self.labels))
        if len(body) <= 2000:
            take(months_below(page, body, self.labels))
        take(dittos(page, draft, self.cols))
        take(short_days(page, body, self.cols))
        take(days_under_era(page, body, self._named_in()))
        take(days_of_month(page, body, self.cols[0]))
        take(hierarchy(page, Draft(body=draft.body, groups=self.groups.outer), self.labels, self.cols, set(inherited)))
        take(in_brackets(page, body, self.labels, self.cols, [*self.title, *(words for _, words in self.notes)]))
        if len(body) <= 2000:
            take(shares_below(page, body, self.labels))
        for part in self.sides.parts[1:]:  # the table went on beside itself: its groups hold there as well
            place = dict(zip(self.cols, self._mapping(part)[self.shift :], strict=True))
            cols = [c for c in place.values() if c is not None]
            rows = [r for r in body if any(page.value(r, c) is not None for c in cols)]
            labels = [c for label in self.labels if (c := place.get(label)) is not None]
            take(merged_cells(page, draft, cols))
            take(dittos(page, draft, cols))
            take(hierarchy(page, Draft(body=rows), labels, cols, set(inherited)))
        if not inherited and len(self.sides.parts) == 1:
            take(records(page, body, self.cols))
            if not inherited:
                take(calendar(page, sorted([*body, *self.groups.rows]), self.cols))
            if not self.labels and not inherited and len(body) <= 2000:
                take(nested(page, body, self.cols))
        above = {item.row: item for item in self.parents}
        named = {cell: item.value for cell, item in inherited.items() if item.value}  # 5 is 令和5年度
        lifted = (
            [
                Fill(
                    i,
                    self.shift - 1,
                    item.source,
                    item.rule,
                    named.get(item.source, item.value),
                    item.also,
                    item.confidence,
                )
                for i, (_, row) in enumerate(self.rows)
                if (item := above.get(row))
            ]
            if above
            else []
        )
        return [*lifted, *(self._placed(inherited) if inherited else [])]

    def _named_in(self) -> dict[int, list[tuple[str, Ref]]]:
        """Column → the texts of its header with their cells."""
        heads = self.plan.heads
        return {c: list(zip(heads[c].levels, heads[c].cells, strict=False)) for c in self.cols if heads[c].cells}

    def _placed(self, inherited: dict[Ref, Inherited]) -> list[Fill]:
        """Inherited cells by output row and column."""
        wanted = {cell.row for cell in inherited}
        found: list[Fill] = []
        for i, (b, row) in enumerate(self.rows):
            if row not in wanted:
                continue
            for out, col in enumerate(self.blocks[b].columns):
                item = inherited.get(Ref(row, col)) if col is not None else None
                if item:
                    found.append(Fill(i, out, item.source, item.rule, item.value, item.also, item.confidence))
        return found


def build(plan: Plan, sides: Sides, title: str) -> Region:
    """The region of a plan; `title` is used when the sheet gives this table none of its own."""
    return _Builder(plan, sides, title).build()
