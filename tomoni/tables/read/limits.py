"""Limits: how much of a file we are willing to take in, so that no file can take the machine down.

The defaults carry every municipal file we know of and a CSV of 1 GB; whoever accepts files from strangers sets lower
ones. What goes over a limit is refused as F06, in words that say which limit and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass

from tomoni.tables.finding import Unreadable


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; bytes, cells and characters. All are inclusive."""

    file_bytes: int = 2_000_000_000
    """Size of the file as it came."""
    unpacked_bytes: int = 1_500_000_000
    """Size of all parts of a packed file (xlsx, ods, zip) together."""
    ratio: int = 400
    """Unpacked : packed size, for parts over 10 MB. Real sheets stay under 60, deflate ends at 1,032."""
    parts: int = 10_000
    """Files inside a packed file."""
    cells: int = 20_000_000
    """Cells of the used range (rows × columns) of one sheet; each costs 30–60 bytes while it is read."""
    book_cells: int = 40_000_000
    """Cells of all sheets together."""
    text_cells: int = 150_000_000
    """Cells of a text table: here every cell is backed by bytes of the file, so the file's size bounds the memory."""
    sheets: int = 500
    rows: int = 10_000_000
    columns: int = 16_384
    cell_chars: int = 1_000_000
    """Characters in one cell; Excel itself stops at 32,767."""
    json_depth: int = 60
    json_bytes: int = 300_000_000


DEFAULT = Limits()


def too_large(what_ja: str, what_en: str) -> Unreadable:
    """The refusal of something over a limit; `what` names the thing with its size."""
    return Unreadable(
        "F06",
        f"大きすぎるため読み込みませんでした（{what_ja}）。必要な表だけのファイルに分けて入れ直してください。",
        f"Too large to be read ({what_en}). Please split it into files that hold only the tables needed.",
    )
