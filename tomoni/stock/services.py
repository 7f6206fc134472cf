"""All writes of the room, by verb. What changes stock goes through `ledger`: once for each key, in one transaction."""

from __future__ import annotations

from tomoni.stock.access import forget_key, make_key
from tomoni.stock.ledger import Outcome, accept, say, take
from tomoni.stock.placing import set_position

__all__ = ["Outcome", "accept", "forget_key", "make_key", "say", "set_position", "take"]
