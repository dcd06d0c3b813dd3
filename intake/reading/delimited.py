"""Text files: the separator is found out, quotes are understood, nothing is interpreted."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from intake.reading import limits
from intake.reading.decoding import decode, refuse_shapeless
from intake.reading.grid import Grid, check_size, rectangle
from intake.reading.plain_text import is_regular, plain_grid
from intake.reading.results import Unreadable

SEPARATORS = ";\t|,"
SAMPLE_RECORDS = 50
LONGEST_RECORD_LINES = 50
LARGE_TEXT = 2_000_000
# Exports put an apostrophe before what a spreadsheet would take for a formula.
PROTECTED = re.compile(r"\A'(?='*[=+\-@\t\r\n])")


def csv_grids(path: Path, typed: bool) -> Iterator[Grid]:
    """The one grid of a text file. Raises Unreadable: broken, too_large, not_a_spreadsheet."""
    refuse_shapeless(path)
    content = path.read_bytes()
    text = decode(content)
    separator = find_separator(text)
    if typed and len(text) >= LARGE_TEXT:
        is_utf8 = text.isascii() and len(text) == len(content)  # else it may be, or not
        grid = plain_grid(content if is_utf8 else text.encode(), separator)
        if grid:
            del content, text  # they are as large as all that is made of them
            yield grid
            return
    del content
    if text.count(separator) > limits.CELLS:
        raise Unreadable("too_large", cells=text.count(separator), limit_cells=limits.CELLS)
    if (cells := regular_table(text, separator)) is not None:
        check_size(*cells.shape, "")
        yield Grid("", "csv", cells, np.arange(1, len(cells) + 1))
        return
    try:
        rows, lines, swallowed = records(text, separator)
    except csv.Error as error:
        raise Unreadable("broken", reason=str(error)) from error
    if "'" in text:
        rows = [
            [PROTECTED.sub("", cell, 1) if cell[:1] == "'" else cell for cell in row]
            for row in rows
        ]
    widths = np.fromiter(map(len, rows), np.int64, len(rows))
    width = int(widths.max(initial=0))
    check_size(len(rows), width, "")
    even = bool((widths == width).all())
    if not even:
        rows = [row + [""] * (width - len(row)) for row in rows]
    yield Grid(
        sheet="",
        container="csv",
        head=rectangle(rows),
        numbers=lines,
        widths=None if even else widths,
        swallowed=swallowed,
    )


def find_separator(text: str) -> str:
    """The separator that cuts most of the first records into the same number of cells."""
    if declared := re.match(r"sep=([;,|\t])\r?\n", text):
        return declared[1]

    def fit(separator: str) -> tuple[int, int]:
        sample = csv.reader(io.StringIO(text[:262144], newline=""), delimiter=separator)
        try:
            lengths = Counter(len(row) for row in islice(sample, SAMPLE_RECORDS) if len(row) > 1)
        except csv.Error:
            return 0, 0
        width, records = max(lengths.items(), key=lambda item: item[::-1], default=(0, 0))
        return records, width

    return max(SEPARATORS, key=fit)


def regular_table(text: str, separator: str) -> np.ndarray | None:
    """The cells of a large text by pandas, six times as fast as `csv`; else None.

    Every line must be a record of its own, and have the same number of cells.
    """
    if len(text) < LARGE_TEXT or text.startswith("sep="):
        return None
    if text.count("\r") != text.count("\r\n") or any(mark in text for mark in "'\0"):
        return None
    # pandas fills up a line that is too short, and has its own idea of stray quotes.
    if not is_regular(text.encode(), separator):
        return None
    import pandas

    try:
        frame = pandas.read_csv(
            io.StringIO(text),
            sep=separator,
            header=None,
            dtype=object,
            na_filter=False,
            keep_default_na=False,
            skip_blank_lines=False,
            engine="c",
        )
    except pandas.errors.ParserError:
        return None
    return frame.to_numpy(object)


def records(text: str, separator: str) -> tuple[list[list[str]], np.ndarray, list[int]]:
    """All records, the line each starts on, and those that may have swallowed other lines."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    rows, swallowed = list(reader), []
    if reader.line_num == len(rows):
        lines = np.arange(1, len(rows) + 1)
    else:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        ends = np.fromiter((reader.line_num for _ in reader), np.int64, len(rows))
        lines = np.concatenate(([0], ends[:-1])) + 1
        if (ends - lines).max() > LONGEST_RECORD_LINES:
            # A quote that is never closed would swallow the rows after it without a word.
            line = int(lines[np.argmax(ends - lines)])
            raise Unreadable("broken", reason="quote_not_closed", line=line)
        long = np.flatnonzero(ends > lines).tolist()
        swallowed = [row for row in long if _holds_a_row(rows[row], separator)]
    if rows and rows[0] and text.startswith("sep="):
        rows[0] = []
    return rows, lines, swallowed


def _holds_a_row(row: list[str], separator: str) -> bool:
    """Whether a cell has line breaks and, counting them, separators enough for another row."""
    within = sum(cell.count(separator) for cell in row if "\n" in cell or "\r" in cell)
    return len(row) > 1 and within >= len(row) - 1
