"""What a file looks like: its sheets, its columns with some values, which kind of file it is."""

from collections.abc import Iterable
from itertools import islice

from intake.reading import limits
from intake.reading.columns import shown
from intake.reading.fields import DUE
from intake.reading.files import FIELDS, header_of, read_as
from intake.reading.grid import Grid
from intake.reading.headers import Header, match_fields, normalised, store_columns
from intake.reading.layout import Layout, names_of_columns, signature
from intake.reading.results import Outline, Reading, Seen, Sheet, Unreadable
from intake.reading.units import parse_units

SAMPLES = 3
UPPER_ROWS, UPPER_COLUMNS = 15, 8
SHOWN = 60
# The first that fits is what a file looks like: those with more columns of their own come first.
KINDS = ("aliases", "sales", "orders", "stores", "cd", "products")
DATED = ("sales", "orders")
NOT_OF_A_LIST = {"category", "merchandise", "active"}


def preview(sheets: Iterable[Grid], layout: Layout, *, as_kind: str, **options: object) -> Seen:
    """Look at the sheets of a file, and read it as `as_kind`, or as what it looks like ("").

    Raises Unreadable when no sheet can be looked at.
    """
    seen, found, looks = [], None, ""
    nearest: tuple[Grid, Unreadable] | None = None
    for grid in _while_readable(sheets):
        seen.append(Sheet(grid.sheet, _upper(grid)))
        if found or not layout.has_sheet(grid.sheet):
            continue
        looks = looks or kind_of(grid, layout)
        try:
            found = grid, header_of(as_kind or looks or "sales", grid, layout)
        except Unreadable as error:
            better = error.facts.get("matched", 0)
            if nearest is None or better > nearest[1].facts.get("matched", 0):
                nearest = grid, error
    kind = as_kind or looks or "sales"
    if found is None:
        if nearest is None:
            raise Unreadable("no_sheet", found=[layout.sheet])
        grid, error = nearest
        header = _probable_header(grid, kind, layout)
        return Seen(_outline(seen, grid, header, kind, looks), None, (error.code, error.facts))
    outline = _outline(seen, *found, kind, looks)
    try:
        return Seen(outline, _read(kind, *found, options), None)
    except Unreadable as error:
        return Seen(outline, None, (error.code, error.facts))


def kind_of(grid: Grid, layout: Layout) -> str:
    """Which kind of file a sheet looks like, by its header; "" for none."""
    for kind in KINDS:
        try:
            header = header_of(kind, grid, Layout(header_row=layout.header_row))
        except Unreadable as error:
            if error.code == "duplicate_columns" and kind in ("sales", "cd"):
                return kind
            continue
        if kind == "stores" and "quantity" not in header.columns and not _is_matrix(grid, header):
            continue
        if kind == "cd" and _is_matrix(grid, header):
            continue
        if kind == "orders" and normalised(header.texts[header.columns["date"]]) in DUE.weak:
            continue  # a mere date is no day of arrival
        return kind
    return ""


def _is_matrix(grid: Grid, header: Header) -> bool:
    """Whether columns that could be stores hold numbers, and not what lists of products have."""
    list_fields, _ = match_fields(header.texts, FIELDS["products"])
    listed = {index for name, index in list_fields.items() if name in NOT_OF_A_LIST}
    stores = [index for index in store_columns(header) if index not in listed]
    upper = grid.head[header.row + 1 : header.row + 1 + limits.SAMPLED_ROWS, stores]
    found = [parse_units(text)[1] for text in map(_text, upper.ravel().tolist()) if text]
    return 2 * sum(problem != "units_not_number" for problem in found) > len(found)


def _read(kind: str, grid: Grid, header: Header, options: dict) -> Reading:
    return read_as(kind, grid, header, **(options | {"day_first": True} if kind in DATED else {}))


def _while_readable(sheets: Iterable[Grid]) -> Iterable[Grid]:
    """The sheets up to one that is damaged, unless it is the first."""
    any_sheet = False
    try:
        for grid in sheets:
            yield grid
            any_sheet = True
    except Unreadable:
        if not any_sheet:
            raise


def _upper(grid: Grid) -> list[tuple[int, list[str]]]:
    rows = zip(grid.numbers.tolist(), grid.head[:UPPER_ROWS], strict=False)
    return [
        (number, [_text(cell) for cell in row[:UPPER_COLUMNS].tolist()]) for number, row in rows
    ]


def _text(cell: object) -> str:
    return " ".join(shown(cell).split())[:SHOWN]


def _probable_header(grid: Grid, kind: str, layout: Layout) -> Header:
    """The row that was said, or the upper one that names most fields, or has most texts."""
    rows = [
        (row, [shown(cell).strip() for cell in grid.head[row].tolist()])
        for row in range(min(len(grid.head), limits.HEADER_SEARCH_ROWS))
        if layout.has_row(int(grid.numbers[row]))
    ] or [(0, [shown(cell).strip() for cell in grid.head[0].tolist()])]

    def columns(texts: list[str]) -> dict[str, int]:
        found, doubled = match_fields(texts, FIELDS[kind])
        try:
            return layout.correct(texts, FIELDS[kind], found, doubled)[0]
        except Unreadable:
            return found

    row, texts = max(
        rows, key=lambda row: (len(columns(row[1])), sum(map(bool, map(normalised, row[1]))))
    )
    return Header(row, texts, columns(texts))


def _outline(sheets: list[Sheet], grid: Grid, header: Header, kind: str, looks: str) -> Outline:
    samples = [_samples(grid, header.row, index) for index in range(len(header.texts))]
    # A sheet may say that it is wider than its cells are: columns at its end that say nothing.
    told = {i for i, text in enumerate(header.texts) if text or samples[i]}
    last = max(told | set(header.columns.values()), default=-1)
    names = names_of_columns(header.texts)[: last + 1]

    def is_needed(name: str) -> bool:
        """A file of the stores without a column of them is a matrix."""
        return kind != "stores" or name not in ("store", "quantity")

    return Outline(
        container=grid.container,
        sheets=sheets,
        kind=looks,
        sheet=grid.sheet,
        header_row=int(grid.numbers[header.row]),
        columns=names,
        samples=samples[: len(names)],
        mapping={name: names[index] for name, index in header.columns.items()},
        signature=signature(header.texts),
        fields={field.name: field.required and is_needed(field.name) for field in FIELDS[kind]},
    )


def _samples(grid: Grid, header: int, column: int) -> list[str]:
    """The first different values below a header."""
    cells = grid.head[header + 1 : header + 1 + limits.SAMPLED_ROWS, column].tolist()
    return list(islice(dict.fromkeys(filter(None, map(_text, cells))), SAMPLES))
