"""Bringing products and stores into being, as files name them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Category, Product, Store, StoreAlias, plain_name
from catalog.queries import own_names_of_stores
from runs.bulk import insert_columns, upsert_columns

NAME_LENGTH = Product._meta.get_field("name").max_length
STORE_NAME_LENGTH = Store._meta.get_field("name").max_length
FEW = 1_000
WEB_NAMES = {"web", "online", "tienda online", "ecommerce", "e-commerce"}
HEAD_OFFICE_NAMES = {"casa matriz", "oficina central", "head office"}


@dataclass
class Named:
    """Products as a file names them: ids in the order asked, and what had to be written."""

    ids: np.ndarray
    created: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)


@transaction.atomic
def name_products(
    skus: Sequence[str], names: Sequence[str], *, by: AbstractBaseUser, reason: str
) -> Named:
    """Find products by exact SKU; create those that are new, rename those whose name changed.

    `names` stands beside `skus` (distinct); "" says nothing: a new product is then named by
    its SKU. Every change is kept in the product's history with `reason`.
    """
    known = _products(skus)
    now, before = timezone.now(), []
    created, renamed = [], []
    for sku, name in sorted(zip(skus, names, strict=True)):
        name = name[:NAME_LENGTH]
        product = known.get(sku)
        if product is None:
            created.append((sku, name or sku, None, True, True))
        elif name and name != product[2]:
            before.append(sku)
            renamed.append((sku, name, *product[3:]))
    _write_products(created, sign="+", by=by, reason=reason, at=now)
    _write_products(renamed, sign="~", by=by, reason=reason, at=now)
    if created:
        known |= _products([row[0] for row in created])
    ids = np.fromiter((known[sku][0] for sku in skus), dtype=np.int64, count=len(skus))
    return Named(ids, [row[0] for row in created], before)


def _products(skus: Sequence[str]) -> dict[str, tuple]:
    """(id, sku, name, category, is_merchandise, is_active) of known products by SKU."""
    products = Product.objects.order_by()
    if len(skus) <= FEW:
        products = products.filter(sku__in=skus)
    rows = products.values_list("pk", "sku", "name", "category", "is_merchandise", "is_active")
    return {row[1]: row for row in rows.iterator(chunk_size=20_000)}


def _write_products(rows: list[tuple], *, sign: str, by: AbstractBaseUser, reason: str, at) -> None:
    """Write products and their history, in columns: 35,000 of them must take no time."""
    if not rows:
        return
    fields = ("sku", "name", "category", "is_merchandise", "is_active")
    columns = dict(zip(fields, map(list, zip(*rows, strict=True)), strict=True))
    upsert_columns(Product, columns, keys=["sku"])
    ids = _products(columns["sku"])
    insert_columns(
        Product.history.model,
        {
            "id": [ids[sku][0] for sku in columns["sku"]],
            **columns,
            "history_date": at.isoformat(sep=" "),
            "history_change_reason": reason[:100],
            "history_type": sign,
            "history_user": by.pk,
        },
    )


def stores_with_names(names: Iterable[str], *, by: AbstractBaseUser, reason: str) -> dict[str, int]:
    """Ids of the stores with exactly these names; those that are missing are created."""
    wanted = set(names)
    found = dict(Store.objects.filter(name__in=wanted).values_list("name", "pk"))
    for name in sorted(wanted - found.keys()):
        store = Store(name=name, type=type_by_name(name))
        store._history_user, store._change_reason = by, reason[:100]
        store.save()
        found[name] = store.pk
    return found


def type_by_name(name: str) -> str:
    """What a new store of this name most likely is."""
    name = plain_name(name).casefold()
    if name in WEB_NAMES:
        return Store.Type.WEB
    return Store.Type.HEAD_OFFICE if name in HEAD_OFFICE_NAMES else Store.Type.PHYSICAL


@dataclass
class Loaded:
    """How a small list was taken in; `rejected` is (row, value, why)."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[tuple[int, str, str]] = field(default_factory=list)


@transaction.atomic
def load_products(
    columns: dict[str, list[str]], rows: list[int], *, by: AbstractBaseUser
) -> Loaded:
    """Create or update products from columns of text: sku, name, optional category and flags."""
    loaded = Loaded()
    known = _products(columns["sku"])
    categories = dict(Category.objects.values_list("name", "pk"))
    listed: dict[str, tuple] = {}
    for index, row in enumerate(rows):
        given = {name: values[index].strip() for name, values in columns.items()}
        sku, name = columns["sku"][index], given["name"][:NAME_LENGTH]
        if problem := _problem_of_product(given, sku in listed):
            loaded.rejected.append((row, sku, problem))
            continue
        _pk, _sku, *current = known.get(sku) or (0, sku, name or sku, None, True, True)
        category = current[1]
        if given.get("category"):
            category = categories.get(given["category"])
            if category is None:
                category = Category.objects.create(name=given["category"]).pk
                categories[given["category"]] = category
        listed[sku] = (
            sku,
            name or current[0],
            category,
            _yes(given.get("merchandise", ""), current[2]),
            _yes(given.get("active", ""), current[3]),
        )
    new = [row for sku, row in sorted(listed.items()) if sku not in known]
    changed = [row for sku, row in sorted(listed.items()) if sku in known and row != known[sku][1:]]
    now = timezone.now()
    _write_products(new, sign="+", by=by, reason=_("product list"), at=now)
    _write_products(changed, sign="~", by=by, reason=_("product list"), at=now)
    loaded.created, loaded.updated = len(new), len(changed)
    loaded.unchanged = len(listed) - len(new) - len(changed)
    return loaded


YES = {"1", "si", "sí", "s", "yes", "y", "true", "verdadero", "x"}
NO = {"0", "no", "n", "false", "falso"}


def _yes(text: str, otherwise: bool) -> bool:
    return True if text.casefold() in YES else False if text.casefold() in NO else otherwise


def _problem_of_product(given: dict[str, str], repeated: bool) -> str:
    if repeated:
        return _("this SKU stands in an earlier row of the file")
    for name in ("merchandise", "active"):
        if given.get(name) and given[name].casefold() not in YES | NO:
            return _("“%(value)s” is neither yes nor no") % {"value": given[name][:50]}
    if len(given.get("category", "")) > Category._meta.get_field("name").max_length:
        return _("the category is too long")
    return ""


@transaction.atomic
def load_aliases(columns: dict[str, list[str]], rows: list[int], *, by: AbstractBaseUser) -> Loaded:
    """Create or change store aliases from columns `alias` and `store` (an exact store name)."""
    loaded = Loaded()
    stores = dict(Store.objects.values_list("name", "pk"))
    known = {alias.alias: alias for alias in StoreAlias.objects.all()}
    own_names = own_names_of_stores(columns["store"])
    for index, row in enumerate(rows):
        name, store = plain_name(columns["alias"][index]), columns["store"][index]
        if problem := _problem_of_alias(name, store, stores, own_names):
            loaded.rejected.append((row, name or store, problem))
            continue
        alias = known.get(name)
        store_id = stores[own_names[store]]
        if alias and alias.store_id == store_id:
            loaded.unchanged += 1
            continue
        loaded.created += alias is None
        loaded.updated += alias is not None
        alias = alias or StoreAlias(alias=name)
        alias.store_id, alias._history_user = store_id, by
        alias.save()
        known[name] = alias
    return loaded


def _problem_of_alias(
    alias: str, store: str, stores: dict[str, int], own_names: dict[str, str]
) -> str:
    if not alias:
        return _("the alias is missing")
    if len(alias) > STORE_NAME_LENGTH:
        return _("the alias is too long")
    if alias in stores:
        return _("the alias is the name of a store itself")
    if store not in own_names:
        return _("there is no store “%(name)s”") % {"name": store}
    return ""
