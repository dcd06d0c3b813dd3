"""Rejected rows as a file."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from intake import services as intake
from intake.filters import FindingFilter
from intake.models import RejectedRow
from intake.reading import read_raw
from runs.exports import filtered
from runs.kinds import Export
from runs.models import Run


def rejected_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(FindingFilter, filters, RejectedRow.objects.of(run))
    return rows.order_by("row", "pk").values_list("sheet", "row", "column", "value", "text")


REJECTED = Export(
    what="rejected",
    sheet="Rechazadas",
    file_stem="filas_rechazadas",
    headers=("Hoja", "Fila", "Columna", "Valor", "Motivo"),
    rows=rejected_rows,
)


REASON = "Motivo del rechazo"


def _with_headers_of(run: Run) -> Export:
    """The export with the columns of the run's own file, read again as it was kept."""
    numbers = RejectedRow.objects.of(run).order_by("row").values_list("row", flat=True).distinct()
    place = {name: run.metadata["file"][name] for name in ("sheet", "header_row")}
    file = intake.read_file(
        read_raw, intake.kept_path(run.file_sha256), numbers=list(numbers), **place
    )
    kept = [index for index, header in enumerate(file.headers) if header != REASON]

    def rows(run: Run, filters: Mapping) -> Iterable[tuple]:
        findings = filtered(FindingFilter, filters, RejectedRow.objects.of(run))
        reasons = defaultdict(list)
        for row, column, text in findings.order_by("row", "pk").values_list(
            "row", "column", "text"
        ):
            reasons[row].append(f"{column}: {text}" if column else text)
        for row, said in reasons.items():
            if row in file.rows and row != place["header_row"]:
                cells = file.rows[row]
                yield (*(cells[index] for index in kept), "; ".join(said))

    headers = (*(file.headers[index] for index in kept), REASON)
    return replace(REJECTED_ROWS, headers=headers, rows=rows)


REJECTED_ROWS = Export(
    what="rejected_rows",
    sheet="Rechazadas",
    file_stem="para_corregir",
    headers=(REASON,),
    rows=lambda run, filters: (),
    of_run=_with_headers_of,
    applies=lambda run: "file" in run.metadata,
)
