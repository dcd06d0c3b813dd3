"""Reading forecasts, one run at a time, and the planner's uplifts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np
from django.db.models import Q, QuerySet

from forecasting.models import Forecast, LeftOut, PurchaseSuggestion, Uplift
from runs.models import Run

LINE = (
    "pk",
    "run__id",
    "product",
    "product__sku",
    "product__name",
    "category",
    "supplier",
    "decision",
    "doubts",
    "suggested",
    "unit_cost",
    "cost",
    "weekly_demand",
    "uplift",
    "required_units",
    "target",
    "position",
    "cd_stock",
    "store_stock",
    "on_order",
    "cover_weeks",
    "stock_out_risk",
    "lost_units",
    "transfer_units",
    "abc",
    "xyz",
    "is_new",
)


def suggestions(run: Run) -> QuerySet:
    """Suggested purchases as dictionaries, the largest first."""
    rows = PurchaseSuggestion.objects.of(run).order_by("-suggested", "product__sku")
    return rows.values(*LINE)


def suggestion_of(run: Run, product: int) -> PurchaseSuggestion | None:
    rows = PurchaseSuggestion.objects.of(run).filter(product__pk=product)  # of any size
    return rows.select_related("product", "run").first()


def forecasts_of(run: Run, product: int) -> QuerySet:
    """What each store is expected to sell of a product, the most first."""
    rows = Forecast.objects.of(run).filter(product=product).order_by("-level", "store__name")
    return rows.values("store__name", "level", "target", "stock")


def left_out(run: Run) -> QuerySet:
    rows = LeftOut.objects.of(run).order_by("reason", "-units", "product__sku")
    return rows.values("pk", "product__sku", "product__name", "reason", "weeks", "units")


def top_risks(run: Run, most: int) -> QuerySet:
    """The suggestions that would lose most units if nothing were bought."""
    rows = PurchaseSuggestion.objects.of(run).filter(lost_units__gt=0)
    return rows.order_by("-lost_units", "product__sku").values(*LINE)[:most]


def tried(run: Run) -> QuerySet:
    """Suggestions whose method could be tried on their past, the largest errors first."""
    rows = PurchaseSuggestion.objects.of(run).filter(actual_units__isnull=False)
    fields = ("actual_units", "abs_error", "error", "naive_abs_error", "mase")
    rows = rows.order_by("-abs_error", "product__sku")
    return rows.values("pk", "run__id", "product", "product__sku", "product__name", *fields)


BUDGET = (
    "product",
    "product__sku",
    "product__name",
    "demand",
    "spread",
    "position",
    "pack",
    "moq",
    "suggested",
    "unit_cost",
)


def to_buy(run: Run) -> list[tuple]:
    """The suggestions with a quantity, as BUDGET names them, by SKU."""
    rows = PurchaseSuggestion.objects.of(run).filter(suggested__gt=0)
    return list(rows.order_by("product__sku").values_list(*BUDGET))


def uplifts_of(
    products: np.ndarray, categories: Sequence[str], day: date
) -> list[tuple[Decimal, str]]:
    """(percent, reason) for each product (id): its own, else that of its category, else none."""
    valid = Uplift.objects.filter(Q(until__isnull=True) | Q(until__gte=day))
    by_product, by_category = {}, {}
    for product, category, percent, reason in valid.values_list(
        "product", "category__name", "percent", "reason"
    ):
        if product:
            by_product[product] = (percent, reason)
        else:
            by_category[category] = (percent, reason)
    nothing = (Decimal(0), "")
    return [
        by_product.get(pk) or by_category.get(category, nothing)
        for pk, category in zip(products.tolist(), categories, strict=True)
    ]


def newest_sale() -> date | None:
    """The last day with sales of the uploads that are completed and not archived."""
    uploads = Run.objects.usable().of_type(Run.Type.SALES_UPLOAD)
    spans = uploads.values_list("metadata__dates", flat=True)
    return max((date.fromisoformat(span[1]) for span in spans if span), default=None)
