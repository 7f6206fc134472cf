"""stacked: bars made of parts, one part a listed field or a value of the `split` field."""

from tomoni.dashboard.cards.axis import AxisCard

TYPE = AxisCard(day_kind="stacked", category_kind="stacked")
