"""What search remembers of a document: a narrow row to sort by, its text, its facets, the words it uses.

The tokens lie beside these in a table of the database's own kind (backends/): FTS5 on SQLite, tsvector on PostgreSQL.
Everything here can be made again from the documents, so nothing else may point to it.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Document(models.Model):
    """One findable thing. Sorted by score, then `first`, `second`, `third` (small comes first), then `key`."""

    collection = models.CharField(max_length=120)
    key = models.CharField(max_length=200)
    first = models.BigIntegerField(default=0)
    second = models.BigIntegerField(default=0)
    third = models.BigIntegerField(default=0)
    tokens = models.CharField(max_length=40)
    """Version of the tokeniser it was indexed with."""
    chunks = models.PositiveSmallIntegerField(default=1)
    """Rows of tokens it has; more than one only for texts longer than services.CHUNK."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["collection", "key"], name="search_document_key")]
        indexes: ClassVar = [
            models.Index(fields=["collection", "first", "second", "third", "key"], name="search_browse"),
            models.Index(fields=["collection"], condition=models.Q(chunks__gt=1), name="search_long"),
        ]

    def __str__(self) -> str:
        return f"{self.collection}/{self.key}"


class Text(models.Model):
    """The words of a document as people see them, and what its room wants back with a hit."""

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="text")
    title = models.TextField()
    body = models.TextField(default="", blank=True)
    url = models.CharField(max_length=500, default="", blank=True)
    data = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.title


class Facet(models.Model):
    """A property to filter and count by: several values of one name are allowed."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=60)
    value = models.CharField(max_length=200)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "value", "document"], name="search_facet_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class Word(models.Model):
    """A word that documents of a collection use or used: what 「もしかして」 chooses from, after a look whether it finds."""

    collection = models.CharField(max_length=120)
    word = models.CharField(max_length=100)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["collection", "word"], name="search_word_once")]

    def __str__(self) -> str:
        return self.word


class Collection(models.Model):
    """`stamp` is another one after every write of documents: what was counted or begun before it is out of date."""

    name = models.CharField(max_length=120, unique=True)
    stamp = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.name
