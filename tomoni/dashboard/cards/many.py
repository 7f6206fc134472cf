"""many: small charts side by side, one for each series; the way to compare figures of different units."""

from tomoni.dashboard.cards.axis import AxisCard

TYPE = AxisCard(day_kind="many", category_kind="many")
