"""Find the header row of a sheet, and which column is which field."""

import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from intake.reading import limits
from intake.reading.columns import shown
from intake.reading.fields import NOT_STORES, Field
from intake.reading.grid import Grid
from intake.reading.layout import Layout
from intake.reading.problems import visible
from intake.reading.results import Unreadable

ANYWHERE = Layout()


@dataclass(frozen=True)
class Header:
    """`row` is the index in the grid; `columns` field name -> column index; `texts` per column."""

    row: int
    texts: list[str]
    columns: dict[str, int]

    @property
    def unused(self) -> list[str]:
        """The named columns that are no field, as they can be shown."""
        return [visible(self.texts[i]) for i in self.others() if self.texts[i]]

    @property
    def mapping(self) -> dict[str, str]:
        return {name: visible(self.texts[column]) for name, column in self.columns.items()}

    def others(self) -> list[int]:
        """Columns that are no field, in order."""
        used = set(self.columns.values())
        return [column for column in range(len(self.texts)) if column not in used]


def normalised(text: str) -> str:
    """A header without case, accents, spaces, punctuation: `Código Producto.` codigoproducto."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[^a-z0-9]", "", decomposed)


def find_header(
    grid: Grid, fields: tuple[Field, ...], layout: Layout = ANYWHERE, *, wide: bool = False
) -> Header:
    """The first of the upper rows that names all required fields, or the row that was said.

    Raises Unreadable: no_header; or, for the row that came nearest, missing_columns,
    duplicate_columns; no_store_columns for a wide matrix (facts: sheet, row, found, matched).
    """
    nearest = Unreadable("no_header", sheet=grid.sheet, found=_first_texts(grid), matched=0)
    for row in rows_to_search(grid, layout):
        texts = [shown(cell).strip() for cell in grid.head[row].tolist()]
        if sum(map(bool, texts)) < 2:
            continue
        columns, doubled = layout.correct(texts, fields, *match_fields(texts, fields))
        header = Header(row, texts, columns)
        missing = [f.name for f in fields if f.required and f.name not in columns | doubled]
        problem: dict[str, object] = {}
        if missing:
            problem = {"code": "missing_columns", "missing": missing}
        elif doubled:
            headers = [visible(text) for group in doubled.values() for text in group]
            problem = {"code": "duplicate_columns", "duplicate": doubled, "columns": headers}
        elif wide and not store_columns(header):
            problem = {"code": "no_store_columns"}
        if not problem:
            return header
        matched = len(columns) + len(doubled)
        if matched > nearest.facts["matched"] and (matched > 1 or "sku" in columns | doubled):
            found = [visible(text) for text in texts if text][:50]
            place = {"sheet": grid.sheet, "row": int(grid.numbers[row]), "matched": matched}
            nearest = Unreadable(**problem, **place, found=found)
    raise nearest


def rows_to_search(grid: Grid, layout: Layout) -> list[int]:
    """The row that was said, wherever it is; else the upper ones."""
    if layout.header_row is None:
        return list(range(min(len(grid.head), limits.HEADER_SEARCH_ROWS)))
    numbers = grid.numbers[: len(grid.head)].tolist()
    return [row for row, number in enumerate(numbers) if layout.has_row(number)]


def match_fields(
    texts: list[str], fields: tuple[Field, ...]
) -> tuple[dict[str, int], dict[str, list[str]]]:
    """Field -> column, and of the fields that several columns could be, their headers."""
    keys = [normalised(text) for text in texts]
    columns: dict[str, int] = {}
    doubled: dict[str, list[str]] = {}
    for field in fields:
        groups = [[i for i, key in enumerate(keys) if key == name] for name in field.preferred]
        groups.append([i for i, key in enumerate(keys) if key in field.names])
        weak = [i for i, key in enumerate(keys) if key in field.weak]
        groups.append([i for i in weak if i not in columns.values()])
        best = next(filter(None, groups), [])
        if len(best) == 1:
            columns[field.name] = best[0]
        elif best:
            doubled[field.name] = [texts[i] for i in best]
    return columns, doubled


def store_columns(header: Header) -> list[int]:
    """The columns of a wide matrix that are stores: named, and not known to be something else."""
    named = [(column, normalised(header.texts[column])) for column in header.others()]
    stores = [column for column, key in named if key and key not in NOT_STORES]
    alone = {"store", "tienda", "sucursal", "local", "bodega", "sku", "codigo", "nombre"}
    return [] if {normalised(header.texts[column]) for column in stores} <= alone else stores


def _first_texts(grid: Grid) -> list[str]:
    rows = ([shown(cell).strip() for cell in row] for row in islice(grid.head.tolist(), 30))
    texts = next(([text for text in row if text] for row in rows if any(row)), [])
    return [visible(text) for text in texts[:50]]
