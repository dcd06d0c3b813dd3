"""Several uploads as one history, slowly: the newest that names a SKU, store and day has it."""

from collections.abc import Iterable, Sequence
from datetime import date

Row = tuple[str, str, date, int]  # SKU, store, day, units


def counted_once(uploads: Sequence[Iterable[Row]]) -> list[Row]:
    """The rows that stand, of uploads given oldest first."""
    kept: list[Row] = []
    for number, rows in enumerate(uploads):
        later = {row[:3] for newer in uploads[number + 1 :] for row in newer}
        kept += [row for row in rows if row[:3] not in later]
    return sorted(kept)
