"""Backup and restore: a whole house — database, private originals, folder, public tree — as one file, from one database
engine to the same or the other."""

from __future__ import annotations

from tomoni.publish.backup.making import backup
from tomoni.publish.backup.restoring import restore, unpack

__all__ = ["backup", "restore", "unpack"]
