"""On what terms products are bought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from catalog.models import Product
from catalog.queries.finding import of_ids


@dataclass(frozen=True)
class Terms:
    """How products are bought and what they are, in equally long columns."""

    unit_cost_cents: np.ndarray  # int64; -1: unknown
    pack: np.ndarray  # int64, at least 1
    moq: np.ndarray  # int64; 0: none
    supplier: np.ndarray  # object: its name, or ""
    lead_time_days: np.ndarray  # int64; -1: unknown
    lead_time_spread_tenths: np.ndarray  # int64, tenths of days; 0 also where it is unknown
    category: np.ndarray  # object: its name, or ""
    is_active: np.ndarray  # bool
    is_merchandise: np.ndarray  # bool


def purchase_terms(product_ids: Sequence[int] | np.ndarray) -> Terms:
    """The terms of products, in the order of the ids given.

    Raises Product.DoesNotExist where an id is no product's.
    """
    wanted = np.asarray(product_ids, dtype=np.int64)
    products = of_ids(Product.objects.order_by("pk"), "pk", set(wanted.tolist()))
    rows = products.values_list(
        "pk",
        "unit_cost",
        "pack_size",
        "moq",
        "supplier__name",
        "supplier__lead_time_days",
        "supplier__lead_time_spread_days",
        "category__name",
        "is_active",
        "is_merchandise",
    ).iterator(chunk_size=20_000)
    columns = list(zip(*rows, strict=True)) or [()] * 10
    pk, cost, pack, moq, supplier, days, spread, category, active, merchandise = columns
    ids = np.array(pk, dtype=np.int64)
    place = np.minimum(np.searchsorted(ids, wanted), max(len(ids) - 1, 0))
    if len(wanted) and not (len(ids) and np.array_equal(ids[place], wanted)):
        raise Product.DoesNotExist("An id is no product's.")
    return Terms(
        unit_cost_cents=_scaled(cost, 2, unknown=-1)[place],
        pack=np.array(pack, dtype=np.int64)[place],
        moq=np.array(moq, dtype=np.int64)[place],
        supplier=_names(supplier)[place],
        lead_time_days=_scaled(days, 0, unknown=-1)[place],
        lead_time_spread_tenths=_scaled(spread, 1, unknown=0)[place],
        category=_names(category)[place],
        is_active=np.array(active, dtype=bool)[place],
        is_merchandise=np.array(merchandise, dtype=bool)[place],
    )


def _scaled(values: Iterable[Decimal | int | None], places: int, *, unknown: int) -> np.ndarray:
    scale = 10**places
    numbers = [unknown if value is None else int(value * scale) for value in values]
    return np.array(numbers, dtype=np.int64)


def _names(values: Iterable[str | None]) -> np.ndarray:
    return np.array([value or "" for value in values], dtype=object)
