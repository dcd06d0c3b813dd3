"""Finding products and stores."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from catalog.models import Product, Store, StoreAlias, plain_name
from runs.errors import Refused

FEW = 1_000


def own_names_of_stores(names: Iterable[str]) -> dict[str, str]:
    """The store's own name, for those names that are exactly a store's or an alias.

    The name of a store that was merged into another one means that one.
    """
    plain = {name: plain_name(name) for name in names}
    wanted = set(plain.values())
    known = dict(StoreAlias.objects.filter(alias__in=wanted).values_list("alias", "store__name"))
    stores = Store.objects.filter(name__in=wanted)
    known |= dict(stores.values_list("name", Coalesce("merged_into__name", "name")))
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
    products = of_ids(Product.objects.order_by(), "pk", ids)
    return {pk: sku for pk, sku in products.values_list("pk", "sku").iterator() if pk in ids}


def known_skus() -> set[str]:
    return set(Product.objects.order_by().values_list("sku", flat=True).iterator())


def of_ids(rows: QuerySet, name: str, ids: set[int]) -> QuerySet:
    """Only these ids, where a statement can name them all: a database takes only so many."""
    return rows.filter(**{f"{name}__in": ids}) if len(ids) <= FEW else rows
