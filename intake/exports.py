"""Rejected rows as a file."""

from collections.abc import Iterable, Mapping

from intake.filters import FindingFilter
from intake.models import RejectedRow
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
