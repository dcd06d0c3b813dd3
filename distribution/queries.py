"""Reading distributions, one run at a time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from distribution.models import CdRemainder, Exclusion, Prediction
from runs.bulk import numbers
from runs.models import Run
from sales.queries import top_sales
from stock.models import StockLevel, StockMovement, StockPosting

NO_RECORD = -(2**62)  # below every count: stands for a stock that nothing is known of

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
    return rows.order_by().aggregate(
        units=Sum("suggested", default=0),
        skus=Count("product", distinct=True),
        stores=Count("store", distinct=True),
    )


def sending(rows: QuerySet) -> dict[str, int]:
    """SKUs and stores of those suggested lines that send any units."""
    totals = totals_of_lines(rows.filter(suggested__gt=0))
    return {name: totals[name] for name in ("skus", "stores")}


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


@dataclass(frozen=True)
class Drift:
    """What changed of the stock that a run's sending lines were computed with."""

    cd_skus: int  # SKUs of which the CD holds another number now
    lines: int  # lines whose store holds another number now
    stores: int  # stores of those lines


def drift_of(run: Run) -> Drift | None:
    """How far the stock of the lines that send something is from the run's, in one query.

    None where the run does not know its stock: those of the predecessor.
    """
    if "stock_posting" not in run.parameters:
        return None
    levels = StockLevel.objects.known().filter(product=OuterRef("product"))
    in_cd = levels.filter(location__is_cd=True).values("units")
    in_store = levels.filter(location__store=OuterRef("store")).values("units")
    found = (
        Prediction.objects.of(run)
        .filter(final__gt=0)
        .annotate(
            cd_now=Coalesce(Subquery(in_cd), NO_RECORD),
            cd_then=Coalesce("cd_stock", NO_RECORD),
            store_now=Coalesce(Subquery(in_store), 0),
        )
        .aggregate(
            cd_skus=Count("product", distinct=True, filter=~Q(cd_now=F("cd_then"))),
            lines=Count("pk", filter=~Q(store_now=F("store_stock"))),
            stores=Count("store", distinct=True, filter=~Q(store_now=F("store_stock"))),
        )
    )
    return Drift(**found)


def stores_below_zero_by_undoing(run: Run) -> list[tuple[str, int]]:
    """(store, SKUs) that would hold less than zero if what the run sent went back, by name."""
    level = StockLevel.objects.filter(
        product=OuterRef("product"), location=OuterRef("destination")
    ).values("units")
    sent = StockMovement.objects.filter(posting__run=run, posting__kind=StockPosting.Kind.DISPATCH)
    lacking = sent.annotate(now=Coalesce(Subquery(level), 0)).filter(now__lt=F("units"))
    stores = lacking.order_by().values_list("destination__store__name").annotate(skus=Count("pk"))
    return sorted(stores)
