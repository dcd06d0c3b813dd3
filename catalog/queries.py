"""Finding products and stores, and on what terms products are bought."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import numpy as np
from django.db.models import Min, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Product, Store, StoreAlias, plain_name
from runs.errors import Refused

FEW = 1_000


def own_names_of_stores(names: Iterable[str]) -> dict[str, str]:
    """The store's own name, for those names that are exactly a store's or an alias."""
    plain = {name: plain_name(name) for name in names}
    wanted = set(plain.values())
    known = dict(StoreAlias.objects.filter(alias__in=wanted).values_list("alias", "store__name"))
    known |= {
        name: name for name in Store.objects.filter(name__in=wanted).values_list("name", flat=True)
    }
    return {name: known[text] for name, text in plain.items() if text in known}


def stores_asked(text: str) -> list[str]:
    """The stores a filter names, by their own names; several are parted by commas."""
    if not text.strip():
        return []
    names = (
        [text]
        if own_names_of_stores([text])
        else [part for part in text.split(",") if part.strip()]
    )
    found = own_names_of_stores(names)
    if missing := [name.strip() for name in names if name not in found]:
        raise Refused(
            _("Nothing was generated: the store filter names unknown stores: %(names)s.")
            % {"names": ", ".join(missing)}
        )
    return sorted(set(found.values()))


def store_names(ids: Iterable[int]) -> dict[int, str]:
    return dict(Store.objects.filter(pk__in=set(ids)).values_list("pk", "name"))


def skus_of(ids: Iterable[int]) -> dict[int, str]:
    """SKUs by product id."""
    ids = set(ids)
    products = _of_ids(Product.objects.order_by(), "pk", ids)
    return {pk: sku for pk, sku in products.values_list("pk", "sku").iterator() if pk in ids}


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
    products = _of_ids(Product.objects.order_by("pk"), "pk", set(wanted.tolist()))
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


def first_seen(product_ids: Iterable[int]) -> dict[int, datetime]:
    """When the catalogue first knew a product, by id, as its history says.

    Absent where the history does not say: it was stored without one.
    """
    ids = set(product_ids)
    created = _of_ids(Product.history.filter(history_type="+").order_by(), "id", ids)
    first = created.values_list("id").annotate(Min("history_date"))
    return {pk: at for pk, at in first.iterator(chunk_size=20_000) if pk in ids}


def added_since(day: date) -> list[int]:
    """Ids of active merchandise with a category that the catalogue first knew since a day.

    What came on the catalogue's own first day is not among them: nobody knows since when that
    exists.
    """
    created = Product.history.filter(history_type="+")
    began = created.aggregate(first=Min("history_date"))["first"]
    if began is None:
        return []
    since = max(_midnight(day), _midnight(timezone.localdate(began) + timedelta(days=1)))
    ids = created.filter(history_date__gte=since).values("id")
    wanted = Product.objects.filter(is_active=True, is_merchandise=True, category__isnull=False)
    return list(wanted.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _of_ids(rows: QuerySet, name: str, ids: set[int]) -> QuerySet:
    """Only these ids, where a statement can name them all: a database takes only so many."""
    return rows.filter(**{f"{name}__in": ids}) if len(ids) <= FEW else rows


def _scaled(values: Iterable[Decimal | int | None], places: int, *, unknown: int) -> np.ndarray:
    scale = 10**places
    numbers = [unknown if value is None else int(value * scale) for value in values]
    return np.array(numbers, dtype=np.int64)


def _names(values: Iterable[str | None]) -> np.ndarray:
    return np.array([value or "" for value in values], dtype=object)
