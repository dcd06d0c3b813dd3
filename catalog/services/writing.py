"""Products and their history, read and written as columns: 35,000 of them must take no time."""

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser

from catalog.models import Product
from runs.bulk import insert_columns, upsert_columns

NAME_LENGTH = Product._meta.get_field("name").max_length
FEW = 1_000


class Row(NamedTuple):
    """A product as it is stored, but for its id; `category` and `supplier` are ids."""

    sku: str
    name: str
    category: int | None = None
    is_merchandise: bool = True
    is_active: bool = True
    supplier: int | None = None
    unit_cost: Decimal | None = None
    pack_size: int = 1
    moq: int = 0


def known_products(skus: Sequence[str]) -> dict[str, tuple[int, Row]]:
    """Id and row of known products by SKU."""
    products = Product.objects.order_by()
    if len(skus) <= FEW:
        products = products.filter(sku__in=skus)
    rows = products.values_list("pk", *Row._fields).iterator(chunk_size=20_000)
    return {sku: (pk, Row(sku, *rest)) for pk, sku, *rest in rows}


def write_products(rows: list[Row], *, sign: str, by: AbstractBaseUser, reason: str, at) -> None:
    """Create or update products by SKU; `sign` is what their history calls it: + or ~."""
    if not rows:
        return
    columns = dict(zip(Row._fields, map(list, zip(*rows, strict=True)), strict=True))
    upsert_columns(Product, columns, keys=["sku"])
    ids = ids_of(columns["sku"])
    insert_columns(
        Product.history.model,
        {
            "id": [ids[sku] for sku in columns["sku"]],
            **columns,
            "history_date": at.isoformat(sep=" "),
            "history_change_reason": reason[:100],
            "history_type": sign,
            "history_user": by.pk,
        },
    )


def ids_of(skus: Sequence[str]) -> dict[str, int]:
    """Ids of known products by SKU."""
    products = Product.objects.order_by()
    if len(skus) <= FEW:
        products = products.filter(sku__in=skus)
    return dict(products.values_list("sku", "pk").iterator(chunk_size=20_000))
