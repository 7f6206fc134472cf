"""line: figures that are read on a day (in hospital now, running totals), joined by a line."""

from tomoni.dashboard.cards.axis import AxisCard

TYPE = AxisCard(day_kind="line", category_kind="hbar")
