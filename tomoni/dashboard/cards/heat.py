"""heat: a heat map: a row for each value of `split` (or field of `series`), a cell for each day or category."""

from tomoni.dashboard.cards.axis import AxisCard

TYPE = AxisCard(day_kind="heat", category_kind="heat")
