"""Schemas: the library of dataset definitions, and the way from a clean table to rows that follow one.

match(table) → which definition it follows, why and how surely · conform(table, schema) → typed rows
infer(table) → a schema of its own, when nothing fits · drift(…) → what changed in a header since the last edition
"""

from __future__ import annotations

from tomoni.tables.schema.conform import Conformed, conform, settle
from tomoni.tables.schema.drift import Drift, drift
from tomoni.tables.schema.infer import infer
from tomoni.tables.schema.match import THRESHOLD, Mapped, Match, match
from tomoni.tables.schema.model import Code, Cumulative, Field, Need, Schema, SumRule, library, load

__all__ = [
    "THRESHOLD",
    "Code",
    "Conformed",
    "Cumulative",
    "Drift",
    "Field",
    "Mapped",
    "Match",
    "Need",
    "Schema",
    "SumRule",
    "conform",
    "drift",
    "infer",
    "library",
    "load",
    "match",
    "settle",
]
