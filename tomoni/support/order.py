"""Fair order: nobody has a fixed first place. The same for everybody on a day, another one the next day.

Equals (the same score, the same last day) are taken round by round: the first measure of every provider, then the second
of each. Inside a round providers stand by lot, and the lots are mixed anew each day by a number made from the date.
"""

from __future__ import annotations

from datetime import date

from tomoni.search.ranking import MODULUS, Order, turn

__all__ = ["PRIME", "by_deadline", "by_relevance", "turn"]
PRIME = MODULUS


def by_relevance(day: date) -> Order:
    return Order(("second", "third"), turn(day))


def by_deadline(day: date) -> Order:
    return Order(("first", "second", "third"), turn(day))
