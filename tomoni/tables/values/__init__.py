"""Values: text → typed value, one plain function per kind, run once per distinct value of a column.

Every parser returns `Parsed` (value, raw, rule, note, confidence) or None and never raises. Columns decide which kind
they are; a parser only says what one text can be.
"""

from tomoni.tables.values.date import from_serial, parse_date, parse_datetime
from tomoni.tables.values.missing import Missing, is_missing
from tomoni.tables.values.number import number_text, parse_number
from tomoni.tables.values.parsed import Parsed

__all__ = [
    "Missing",
    "Parsed",
    "from_serial",
    "is_missing",
    "number_text",
    "parse_date",
    "parse_datetime",
    "parse_number",
]
