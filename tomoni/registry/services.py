"""All writes of the registry, by verb. The rooms and doors above import from here."""

from __future__ import annotations

from tomoni.registry.adding import Added, add_file
from tomoni.registry.founding import found
from tomoni.registry.intake import Prepared, intake
from tomoni.registry.publications import Previous, hold, record_publication, release, run_gates

__all__ = [
    "Added",
    "Prepared",
    "Previous",
    "add_file",
    "found",
    "hold",
    "intake",
    "record_publication",
    "release",
    "run_gates",
]
