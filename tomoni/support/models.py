"""State of the room: what the search index was made from. Measures themselves are datasets of the main stream."""

from __future__ import annotations

from django.db import models


class Indexed(models.Model):
    """`stamp` is the digest of lists, code and tokeniser that the collection was last indexed from."""

    collection = models.CharField(max_length=120, unique=True)
    stamp = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.collection
