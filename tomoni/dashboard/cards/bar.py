"""bar: one bar a day (with the mean of seven days), or one bar a category."""

from tomoni.dashboard.cards.axis import AxisCard

TYPE = AxisCard(day_kind="bar", category_kind="hbar")
