"""Stores as any file names them."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from catalog.models import Store, plain_name

WEB_NAMES = {"web", "online", "tienda online", "ecommerce", "e-commerce"}
HEAD_OFFICE_NAMES = {"casa matriz", "oficina central", "head office"}


def stores_with_names(names: Iterable[str], *, by: AbstractBaseUser, reason: str) -> dict[str, int]:
    """Ids of the stores with exactly these names; those that are missing are created."""
    wanted = set(names)
    found = dict(Store.objects.filter(name__in=wanted).values_list("name", "pk"))
    for name in sorted(wanted - found.keys()):
        found[name] = _created(name, by, reason)
    return found


def _created(name: str, by: AbstractBaseUser, reason: str) -> int:
    """The id of a new store, or of that which another worker has created at the same moment."""
    store = Store(name=name, type=type_by_name(name))
    store._history_user, store._change_reason = by, reason[:100]
    try:
        with transaction.atomic():
            store.save()
    except IntegrityError:
        return Store.objects.get(name=name).pk
    return store.pk


def type_by_name(name: str) -> str:
    """What a new store of this name most likely is."""
    name = plain_name(name).casefold()
    if name in WEB_NAMES:
        return Store.Type.WEB
    return Store.Type.HEAD_OFFICE if name in HEAD_OFFICE_NAMES else Store.Type.PHYSICAL
