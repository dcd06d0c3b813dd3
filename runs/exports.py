"""Rows of a run as a file: text stays text, and no cell can become a formula."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import BinaryIO, TextIO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from runs.errors import Conflict, Refused
from runs.kinds import Export, exports_named, exports_of
from runs.models import Run

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
XLSX_ROWS = 1_048_576
# What an .xlsx stores as _xHHHH_: characters that XML cannot hold, and an underscore that would
# be taken for the beginning of such an escape (ECMA-376 part 1, 22.9.2.19, ST_Xstring). The "<"
# of a text "<r>…</r>" as well, which XlsxWriter would take for a rich text that is XML already.
_UNSTORABLE = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
_STORED_AS_CODE = re.compile(rf"_(?=x[0-9A-Fa-f]{{4}}[_{_UNSTORABLE}])|[{_UNSTORABLE}]|\A<(?=r>)")
# No code of NUL, which no database holds, nor of half a surrogate pair.
_CODE = re.compile(r"_x(?!0000|[Dd][89A-Fa-f])([0-9A-Fa-f]{4})_")


def _history_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    for event in run.events.select_related("by"):
        when = timezone.localtime(event.at).strftime("%Y-%m-%d %H:%M:%S")
        yield when, str(event.by), event.what, event.from_status, event.to_status, event.note


HISTORY = Export(
    what="history",
    sheet="Historial",
    file_stem="historial",
    headers=("Cuándo", "Quién", "Qué", "De", "A", "Nota"),
    rows=_history_rows,
)


def export_of(run: Run, what: str) -> Export:
    """What a run can give as a file. Raises Refused; Conflict while it has no results.

    Its history it gives always.
    """
    if what == HISTORY.what:
        return HISTORY
    _refuse_without_results(run)
    exports = {export.what: export for export in exports_of(run)}
    if what in exports:
        export = exports[what]
        return export.of_run(run) if export.of_run else export
    known = ", ".join(sorted(exports))
    if not exports_named(what):
        raise Refused(
            _("Nothing was exported: there is no export “%(what)s”. Run %(run)s has: %(known)s.")
            % {"what": what[:40], "run": run.short_id, "known": known}
        )
    raise Refused(
        _("Nothing was exported: run %(run)s (%(type)s) has no “%(what)s”. It has: %(known)s.")
        % {
            "run": run.short_id,
            "type": run.get_run_type_display(),
            "what": what,
            "known": known,
        }
    )


def _refuse_without_results(run: Run) -> None:
    if run.outcome != Run.Outcome.COMPLETED:
        raise Conflict(
            _("Nothing was exported: run %(run)s has no results, it is %(outcome)s.")
            % {"run": run.short_id, "outcome": run.get_outcome_display().lower()}
        )


def file_name(export: Export, run: Run, file_format: str) -> str:
    day = timezone.localtime(run.created_at)
    return f"{export.file_stem}_{day:%Y%m%d}_{run.short_id}.{file_format}"


def write_csv(export: Export, rows: Iterable[Sequence], file: TextIO) -> int:
    """Write rows as CSV and return their number. The file's encoding is the caller's."""
    writer = csv.writer(file)
    writer.writerow(export.headers)
    return sum(1 for row in _tapped(rows, writer.writerow, neutral_row))


def _tapped(rows: Iterable, write: Callable, change: Callable) -> Iterator:
    for row in rows:
        write(change(row))
        yield row


def neutral_row(row: Sequence) -> list:
    return [neutral(value) if isinstance(value, str) else value for value in row]


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula; reading a file takes the apostrophe off.

    So it stands also before text that already has one: '=A1 and =A1 stay two texts.
    """
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def unprotected(text: str) -> str:
    """The text that `neutral` was given."""
    is_protected = text.startswith("'") and text.lstrip("'").startswith(FORMULA_STARTS)
    return text[1:] if is_protected else text


def escaped(text: str) -> str:
    """Text as an .xlsx stores it, so that every program that reads the file shows this text."""
    return _STORED_AS_CODE.sub(lambda match: f"_x{ord(match[0]):04X}_", text)


def unescaped(stored: str) -> str:
    """The text that `escaped` was given, if it held no NUL."""
    return _CODE.sub(lambda match: chr(int(match[1], 16)), stored)


class _ExactSheet(Worksheet):
    """A sheet whose texts are stored exactly.

    XlsxWriter's own escapes are wrong where two of them overlap (_x005F_x0041_, _x0041_x0042_).
    """

    @staticmethod
    def _escape_control_characters(data: str) -> str:
        return escaped(data)


def write_xlsx(export: Export, rows: Iterable[Sequence], file: BinaryIO | str) -> int:
    """Write rows as .xlsx in constant memory and return their number."""
    book = Workbook(file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet(export.sheet, worksheet_class=_ExactSheet)
    bold, quoted = book.add_format({"bold": True}), book.add_format({"quote_prefix": True})
    for column, header in enumerate(export.headers):
        sheet.write_string(0, column, header, bold)
        sheet.set_column(column, column, max(12, len(header) + 2))
    sheet.freeze_panes(1, 0)
    count = 0
    for count, row in enumerate(rows, 1):
        if count >= XLSX_ROWS:
            raise Refused(
                _("Nothing was exported: more rows than a sheet holds. Filter them, or use csv.")
            )
        for column, value in enumerate(row):
            if isinstance(value, str):
                is_formula = value.startswith(FORMULA_STARTS)
                sheet.write_string(count, column, value, quoted if is_formula else None)
            elif isinstance(value, date):
                sheet.write_string(count, column, value.isoformat())
            elif isinstance(value, int | Decimal):
                sheet.write_number(count, column, value)
    book.close()
    return count


def filtered(filterset_class: type, filters: Mapping, rows: QuerySet) -> QuerySet:
    """Rows narrowed as on screen; a filter that makes no sense is refused, not left out."""
    filterset = filterset_class(filters or {}, rows)
    if not filterset.form.is_valid():
        problems = "; ".join(
            f"{filterset.form.fields[name].label}: {' '.join(errors)}"
            for name, errors in filterset.form.errors.items()
        )
        raise Refused(_("Nothing was exported: a filter is not valid. %(why)s") % {"why": problems})
    return filterset.qs
