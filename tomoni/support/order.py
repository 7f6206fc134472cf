"""Fair order: nobody has a fixed first place. The same for everybody on a day, another one the next day.

Equals (the same score, the same last day) are taken round by round: the first measure of every provider, then the second
of each. Inside a round providers stand by lot, and the lots are mixed anew each day by a number made from the date.
"""

from __future__ import annotations

import hashlib
from datetime import date

from tomoni.search.ranking import Order

PRIME = 2_147_483_647


def turn(day: date) -> int:
    """The day's number, 1 … 2,147,483,646: a lot times it, modulo a prime, is another order of the same lots."""
    return int.from_bytes(hashlib.sha256(day.isoformat().encode()).digest()[:8], "big") % (PRIME - 1) + 1


def by_relevance(day: date) -> Order:
    return Order(("second", "third"), turn(day))


def by_deadline(day: date) -> Order:
    return Order(("first", "second", "third"), turn(day))
