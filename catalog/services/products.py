"""A list of products: their names, categories, flags, and on what terms they are bought."""

from collections.abc import Callable
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.models import Category, Supplier, plain_name
from catalog.services.lists import Loaded
from catalog.services.writing import NAME_LENGTH, Row, known_products, write_products

LONGEST = {
    "category": Category._meta.get_field("name").max_length,
    "supplier": Supplier._meta.get_field("name").max_length,
}
YES = {"1", "si", "sí", "s", "yes", "y", "true", "verdadero", "x"}
NO = {"0", "no", "n", "false", "falso"}


@transaction.atomic
def load_products(
    columns: dict[str, list[str]], rows: list[int], *, by: AbstractBaseUser
) -> Loaded:
    """Create or update products from columns of text, as the reader of product lists gives them.

    `sku` and `name`; if the list has them `category`, `merchandise`, `active`, `supplier`,
    `unit_cost`, `pack_size`, `moq` (plain digits). An empty cell leaves what is known, as a
    column that is not there does.
    """
    reason = _("product list")
    known = known_products(columns["sku"])
    categories = ByName(Category, lambda name: Category.objects.create(name=name).pk)
    suppliers = ByName(Supplier, lambda name: _new_supplier(name, by, reason))
    loaded = Loaded(new_categories=categories.created, new_suppliers=suppliers.created)
    listed: dict[str, Row] = {}
    for index, row in enumerate(rows):
        given = {name: values[index].strip() for name, values in columns.items()}
        sku, name = columns["sku"][index], given["name"][:NAME_LENGTH]
        if problem := _problem_of(given, sku in listed):
            loaded.rejected.append((row, sku, problem))
            continue
        current = known[sku][1] if sku in known else Row(sku, name or sku)
        listed[sku] = current._replace(
            name=name or current.name,
            category=categories[given.get("category", "")] or current.category,
            is_merchandise=_yes(given.get("merchandise", ""), current.is_merchandise),
            is_active=_yes(given.get("active", ""), current.is_active),
            supplier=suppliers[plain_name(given.get("supplier", ""))] or current.supplier,
            **{
                field: convert(given[field])
                for field, convert in (("unit_cost", Decimal), ("pack_size", int), ("moq", int))
                if given.get(field)
            },
        )
    ordered = sorted(listed.items())
    new = [row for sku, row in ordered if sku not in known]
    changed = [row for sku, row in ordered if sku in known and row != known[sku][1]]
    now = timezone.now()
    write_products(new, sign="+", by=by, reason=reason, at=now)
    write_products(changed, sign="~", by=by, reason=reason, at=now)
    loaded.created, loaded.updated = len(new), len(changed)
    loaded.unchanged = len(listed) - len(new) - len(changed)
    return loaded


class ByName(dict[str, int | None]):
    """Ids by name; a name that is new comes into being when it is first asked for."""

    def __init__(self, model: type[Category | Supplier], create: Callable[[str], int]) -> None:
        super().__init__(model.objects.values_list("name", "pk"))
        self[""] = None
        self.create, self.created = create, []

    def __missing__(self, name: str) -> int:
        self[name] = self.create(name)
        self.created.append(name)
        return self[name]


def _new_supplier(name: str, by: AbstractBaseUser, reason: str) -> int:
    supplier = Supplier(name=name)
    supplier._history_user, supplier._change_reason = by, reason
    supplier.save()
    return supplier.pk


def _yes(text: str, otherwise: bool) -> bool:
    return True if text.casefold() in YES else False if text.casefold() in NO else otherwise


def _problem_of(given: dict[str, str], repeated: bool) -> str:
    if repeated:
        return _("this SKU stands in an earlier row of the file")
    for name in ("merchandise", "active"):
        if given.get(name) and given[name].casefold() not in YES | NO:
            return _("“%(value)s” is neither yes nor no") % {"value": given[name][:50]}
    if len(given.get("category", "")) > LONGEST["category"]:
        return _("the category is too long")
    if len(plain_name(given.get("supplier", ""))) > LONGEST["supplier"]:
        return _("the supplier's name is too long")
    return ""
