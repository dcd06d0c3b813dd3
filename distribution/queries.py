"""Reading distributions, one run at a time."""

from typing import Any

import numpy as np
from django.db.models import Count, QuerySet, Sum

from distribution.models import CdRemainder, Exclusion, Prediction
from runs.bulk import numbers
from runs.models import Run
from sales.queries import top_sales

LINE = (
    "pk",
    "product__sku",
    "product__name",
    "store__name",
    "suggested",
    "final",
    "need",
    "window_units",
    "window_weeks",
    "weeks",
    "store_stock",
    "cd_stock",
    "cd_before",
    "rank",
    "reason",
)


def lines(run: Run) -> QuerySet:
    """Suggested lines as dictionaries, the largest first."""
    rows = Prediction.objects.of(run).order_by("-suggested", "product__sku", "store__name")
    return rows.values(*LINE)


def remainders(run: Run) -> QuerySet:
    rows = CdRemainder.objects.of(run).order_by("-assigned", "product__sku")
    return rows.values("pk", "product__sku", "product__name", "before", "assigned", "left")


def exclusions(run: Run) -> QuerySet:
    rows = Exclusion.objects.of(run).order_by("reason", "-weeks", "product__sku", "store__name")
    return rows.values("pk", "product__sku", "product__name", "store__name", "weeks", "reason")


def top_sales_of_source(run: Run) -> QuerySet:
    """What sold most in the sales run that a distribution was made from."""
    return top_sales(sales_run_of(run) or run)


def sales_run_of(run: Run) -> Run | None:
    """The sales run a distribution was made from; an imported one may have none."""
    return run.sources.filter(run_type=Run.Type.SALES_UPLOAD).first()


def totals_of_lines(rows: QuerySet) -> dict[str, int]:
    """Units, SKUs and stores of some suggested lines."""
    found = rows.order_by().aggregate(
        units=Sum("suggested", default=0),
        skus=Count("product", distinct=True),
        stores=Count("store", distinct=True),
    )
    return found


def units_by(rows: QuerySet, name: str, most: int) -> list[tuple[Any, int]]:
    """(name, suggested units) of the largest groups of suggested lines that have any."""
    groups = rows.order_by().values(name).annotate(units=Sum("suggested")).filter(units__gt=0)
    return [(group[name], group["units"]) for group in groups.order_by("-units", name)[:most]]


def cd_left(run: Run, sku: str = "") -> tuple[int, int]:
    """(before, left) units of the CD over the SKUs of a run."""
    rows = CdRemainder.objects.of(run)
    if sku:
        rows = rows.filter(product__sku__icontains=sku)
    found = rows.aggregate(before=Sum("before", default=0), left=Sum("left", default=0))
    return found["before"], found["left"]


def final_units(run: Run) -> np.ndarray:
    """The lines of a run that send something, as columns: product ids, store ids, units."""
    return numbers(Prediction.objects.of(run).filter(final__gt=0), "product", "store", "final")
