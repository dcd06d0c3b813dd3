"""Forecasts as files."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from forecasting.filters import LeftOutFilter, SuggestionFilter
from forecasting.models import LeftOut, PurchaseSuggestion
from forecasting.services import amount, within_budget
from forecasting.tables import DECISIONS, REASONS, doubts_in_words
from runs.errors import Refused
from runs.exports import filtered
from runs.kinds import Export
from runs.models import Run

FORECAST_FIELDS = (
    "product__sku",
    "product__name",
    "weekly_demand",
    "cd_stock",
    "required_units",
    "suggested",
    "decision",
    "category",
    "supplier",
    "unit_cost",
    "cost",
    "pack",
    "moq",
    "base_demand",
    "uplift",
    "uplift_reason",
    "periods",
    "demand",
    "spread",
    "service_level",
    "fill_rate",
    "target",
    "safety_stock",
    "store_stock",
    "on_order",
    "reserved",
    "position",
    "cover_weeks",
    "stock_out_risk",
    "transfer_units",
    "abc",
    "xyz",
    "doubts",
)


def forecast_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(SuggestionFilter, filters, PurchaseSuggestion.objects.of(run))
    rows = rows.order_by("-suggested", "product__sku").values_list(*FORECAST_FIELDS)
    campaign = run.parameters.get("campaign", "")
    for row in rows.iterator(chunk_size=10_000):
        sku, product, weekly, cd, required, suggested, decision, *rest, doubts = row
        yield (
            sku,
            product,
            weekly,
            cd or 0,
            required,
            suggested,
            campaign,
            str(DECISIONS[decision]),
            *rest,
            "; ".join(doubts_in_words(doubts)),
        )


def left_out_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    rows = filtered(LeftOutFilter, filters, LeftOut.objects.of(run)).order_by("product__sku")
    fields = ("product__sku", "product__name", "reason", "weeks")
    for sku, product, reason, weeks in rows.values_list(*fields).iterator(chunk_size=10_000):
        detail = ngettext("%(weeks)s week", "%(weeks)s weeks", weeks) % {"weeks": weeks}
        yield (sku, product, "", str(REASONS[reason]), detail)


def budget_rows(run: Run, filters: Mapping) -> Iterable[tuple]:
    if not filters.get("budget"):
        raise Refused(_("Nothing was exported: say how much there is to spend (budget)."))
    for line in within_budget(run, amount(filters["budget"])).lines:
        yield (line.rank, line.sku, line.product, line.units, line.suggested, line.cost, line.spent)


FORECAST = Export(
    what="forecast",
    sheet="Forecast",
    file_stem="forecast_compra",
    headers=(
        "SKU",
        "Producto",
        "Demanda semanal",
        "Stock CD",
        "Unidades requeridas",
        "Compra sugerida",
        "Campaña",
        "Decisión",
        "Categoría",
        "Proveedor",
        "Costo unitario",
        "Costo",
        "Empaque",
        "Compra mínima",
        "Pronóstico semanal",
        "Ajuste %",
        "Motivo del ajuste",
        "Semanas de protección",
        "Demanda en la protección",
        "Desviación",
        "Nivel de servicio",
        "Fill rate esperado",
        "Objetivo",
        "Stock de seguridad",
        "Stock tiendas",
        "En camino",
        "Reservado",
        "Posición",
        "Cobertura después (semanas)",
        "Riesgo de quiebre",
        "Unidades por traslado",
        "ABC",
        "XYZ",
        "Por revisar",
    ),
    rows=forecast_rows,
)
LEFT_OUT = Export(
    what="exclusions",
    sheet="Exclusiones",
    file_stem="fuera_del_forecast",
    headers=("SKU", "Producto", "Tienda", "Motivo", "Detalle"),
    rows=left_out_rows,
)
BUDGET = Export(
    what="budget",
    sheet="Presupuesto",
    file_stem="presupuesto",
    headers=(
        "Orden",
        "SKU",
        "Producto",
        "Unidades",
        "Compra sugerida",
        "Costo",
        "Gasto acumulado",
    ),
    rows=budget_rows,
)
