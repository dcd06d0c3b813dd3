"""Stores as any file names them."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from catalog.models import Store, plain_name

WEB_NAMES = {"web", "online", "tienda online", "ecommerce", "e-commerce"}
HEAD_OFFICE_NAMES = {"casa matriz", "oficina central", "head office"}


@transaction.atomic
def stores_with_names(names: Iterable[str], *, by: AbstractBaseUser, reason: str) -> dict[str, int]:
    """Ids of the stores with exactly these names; those that are missing are created.

    What another worker has created at the same moment is found, once that one has committed.
    """
    wanted = set(names)
    found = dict(Store.objects.filter(name__in=wanted).values_list("name", "pk"))
    if missing := sorted(wanted - found.keys()):
        new = [Store(name=name, type=type_by_name(name)) for name in missing]
        Store.objects.bulk_create(new, ignore_conflicts=True)
        there = list(Store.objects.filter(name__in=missing))
        _begin_history(there, by, reason)
        found |= {store.name: store.pk for store in there}
    return found


def _begin_history(stores: list[Store], by: AbstractBaseUser, reason: str) -> None:
    """Remember who created stores and why; those of another worker have their history already."""
    told = set(Store.history.filter(id__in=[s.pk for s in stores]).values_list("id", flat=True))
    Store.history.bulk_history_create(
        [store for store in stores if store.pk not in told],
        default_user=by,
        default_change_reason=reason[:100],
    )


def type_by_name(name: str) -> str:
    """What a new store of this name most likely is."""
    name = plain_name(name).casefold()
    if name in WEB_NAMES:
        return Store.Type.WEB
    return Store.Type.HEAD_OFFICE if name in HEAD_OFFICE_NAMES else Store.Type.PHYSICAL
