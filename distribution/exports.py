"""Distributions as files."""

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distribution.filters import DashboardFilter, ExclusionFilter, RemainderFilter
from distribution.models import CdRemainder, Exclusion, Prediction
from distribution.queries import LINE, sales_run_of
from distribution.reasons import weekly_mean
from distribution.tables import LABELS
from runs.exports import filtered
from runs.kinds import Export
from runs.models import Run
from sales.exports import SALES, sales_rows


def target_week(run: Run) -> date:
    return date.fromisoformat(run.parameters["target_week"])


def prediction_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(DashboardFilter, filters, Prediction.objects.of(run))
    rows = rows.order_by("product__sku", "store__name").values(*LINE)
    about = (run.model_name, run.folio, run.responsable, run.categoria, run.fecha_doc)
    week, labels = target_week(run), {code: str(label) for code, label in LABELS.items()}
    unlimited = _("no CD stock record")
    for row in rows.iterator(chunk_size=10_000):
        reason = labels[row["reason"]]
        yield (
            row["product__sku"],
            row["product__name"],
            row["store__name"],
            row["suggested"],
            *about,
            week,
            row["final"],
            f"{reason} ({unlimited})" if row["cd_stock"] is None else reason,
            weekly_mean(row),
            row["weeks"],
            row["store_stock"],
            row["cd_stock"],
            row["need"],
            row["rank"],
            row["cd_before"],
        )


def remainder_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(RemainderFilter, filters, CdRemainder.objects.of(run))
    week, day = target_week(run), timezone.localdate(run.created_at)
    fields = ("product__sku", "product__name", "before", "assigned", "left")
    for row in rows.order_by("product__sku").values_list(*fields).iterator(chunk_size=10_000):
        yield (*row, week, day)


def exclusion_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(ExclusionFilter, filters, Exclusion.objects.of(run))
    labels = {code: str(label) for code, label in LABELS.items()}
    fields = ("product__sku", "product__name", "store__name", "reason", "weeks")
    rows = rows.order_by("product__sku", "store__name").values_list(*fields)
    for sku, product, store, reason, weeks in rows.iterator(chunk_size=10_000):
        detail = ngettext("%(weeks)s week", "%(weeks)s weeks", weeks) % {"weeks": weeks}
        yield (sku, product, store, labels[reason], detail)


def rows_of_source(run: Run, filters: Mapping) -> Iterable[tuple]:
    """The sales a distribution was made from."""
    return sales_rows(sales_run_of(run) or run, filters)


PREDICTIONS = Export(
    what="predictions",
    sheet="Distribucion",
    file_stem="distribucion_sugerida",
    headers=(
        "SKU",
        "Producto",
        "Tienda",
        "Cantidad sugerida",
        "Modelo",
        "Folio",
        "Responsable",
        "Categoría",
        "Fecha documento",
        "Semana objetivo",
        "Cantidad final",
        "Motivo",
        "Media semanal",
        "Semanas",
        "Stock tienda",
        "Stock CD",
        "Necesidad",
        "Turno",
        "Stock CD en su turno",
    ),
    rows=prediction_rows,
)
REMAINDER = Export(
    what="remainder",
    sheet="Remanente",
    file_stem="remanente_cd",
    headers=(
        "SKU",
        "Producto",
        "Stock CD antes",
        "Asignado",
        "Stock CD disponible",
        "Semana objetivo",
        "Fecha",
    ),
    rows=remainder_rows,
)
EXCLUSIONS = Export(
    what="exclusions",
    sheet="Exclusiones",
    file_stem="exclusiones",
    headers=("SKU", "Producto", "Tienda", "Motivo", "Detalle"),
    rows=exclusion_rows,
)
SALES_OF_SOURCE = Export(
    what=SALES.what,
    sheet=SALES.sheet,
    file_stem=SALES.file_stem,
    headers=SALES.headers,
    rows=rows_of_source,
)
