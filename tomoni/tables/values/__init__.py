"""Values: text → typed value, one plain function per kind, run once per distinct value of a column.

Every parser returns `Parsed` (value, raw, rule, note, confidence) or None and never raises. Columns decide which kind
they are; a parser only says what one text can be.
"""

from tomoni.tables.values.age import parse_age
from tomoni.tables.values.boolean import parse_boolean
from tomoni.tables.values.code import (
    parse_corporate_number,
    parse_local_government_code,
    parse_phone,
    parse_postal_code,
)
from tomoni.tables.values.date import from_serial, parse_date, parse_datetime
from tomoni.tables.values.kana import full_width_kana, parse_kana
from tomoni.tables.values.missing import Missing, is_missing
from tomoni.tables.values.number import number_text, parse_number
from tomoni.tables.values.parsed import Parsed
from tomoni.tables.values.period import parse_period, parse_range
from tomoni.tables.values.place import parse_degrees, parse_pair, parse_point
from tomoni.tables.values.time import parse_hours, parse_time, time_text
from tomoni.tables.values.weekday import parse_recurrence

__all__ = [
    "Missing",
    "Parsed",
    "from_serial",
    "full_width_kana",
    "is_missing",
    "number_text",
    "parse_age",
    "parse_boolean",
    "parse_corporate_number",
    "parse_date",
    "parse_datetime",
    "parse_degrees",
    "parse_hours",
    "parse_kana",
    "parse_local_government_code",
    "parse_number",
    "parse_pair",
    "parse_period",
    "parse_phone",
    "parse_point",
    "parse_postal_code",
    "parse_range",
    "parse_recurrence",
    "parse_time",
    "time_text",
]
