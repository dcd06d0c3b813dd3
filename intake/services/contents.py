"""What a file says as a whole: read, or refused in words, and summed up."""

from collections.abc import Callable
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from intake.errors import BadFile
from intake.reading import Reading, Unreadable, look
from intake.reasons import OF_ROWS, reason_of_row, why_unreadable

READ_AT_ONCE = 5_000_000  # bytes: a file up to this size is read before the answer


def refuse_no_spreadsheet(path: Path, name: str) -> None:
    """Refuse what is no readable spreadsheet at all: quick, however large the file is."""
    try:
        look(path, name=name)
    except Unreadable as problem:
        raise BadFile(why_unreadable(problem)) from problem


def read_file(reader: Callable[..., Reading], path: Path, **how: object) -> Reading:
    """Read a file; what makes it unusable as a whole becomes a refusal in words."""
    try:
        reading = reader(path, **how)
    except Unreadable as problem:
        raise BadFile(why_unreadable(problem)) from problem
    return refuse_if_empty(reading)


def refuse_if_empty(reading: Reading) -> Reading:
    """The reading, if it has a row that can be used."""
    if reading.rows:
        return reading
    first = reading.rejected[0]
    text = ngettext(
        "Nothing was loaded: its only row cannot be used. "
        "Row %(row)s, column “%(column)s”, value “%(value)s”: %(why)s. "
        "Correct the file and upload it again.",
        "Nothing was loaded: none of the %(count)s rows can be used. "
        "Row %(row)s, column “%(column)s”, value “%(value)s”: %(why)s. "
        "Correct the file and upload it again.",
        reading.rejected_rows,
    ) % {
        "count": reading.rejected_rows,
        "row": first.row,
        "column": first.column,
        "value": first.value[:80],
        "why": reason_of_row(first.code),
    }
    raise BadFile(text)


def warning_sentences(reading: Reading) -> list[str]:
    """What is to be said of the file as a whole: one sentence for each kind of warning."""
    said = [
        _("%(count)s × %(what)s") % {"count": count, "what": OF_ROWS[code]}
        for code, count in sorted(reading.warning_counts.items())
    ]
    if reading.rejected_rows:
        said.append(
            ngettext(
                "%(count)s row was rejected", "%(count)s rows were rejected", reading.rejected_rows
            )
            % {"count": reading.rejected_rows}
        )
    return said


def sum_check(reading: Reading) -> dict[str, object]:
    """Where every data row of the file went, for the run's page."""
    return {
        "container": reading.container,
        "sheet": reading.sheet,
        "header_row": reading.header_row,
        "mapping": reading.mapping,
        "unused_columns": reading.extra[:50],
        "day_first": reading.day_first,
        "ignored": reading.ignored,
        "positive": reading.positive,
        "negative": reading.negative,
        "zero": reading.zero,
    }
