"""Deciding what a name in a file means that no store has."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from catalog.models import Store, StoreAlias, plain_name
from catalog.queries import own_names_of_stores
from runs.errors import Conflict
from runs.services import may


@dataclass(frozen=True)
class StoreDecision:
    """A name in a file means an existing store, becomes one of a type, or (neither) is ignored."""

    name: str
    store: int | None = None
    type: str = ""


@transaction.atomic
def decide_store_names(
    decisions: Iterable[StoreDecision], *, by: AbstractBaseUser, reason: str
) -> dict[str, str | None]:
    """Do what was decided, and say the store's own name by name in the file; None: ignored.

    Names that came to be known meanwhile keep what they mean. A mapping is remembered as an
    alias by those who may keep aliases; for others it counts this once.
    """
    decisions = list(decisions)
    known = own_names_of_stores(decision.name for decision in decisions)
    stores = Store.objects.in_bulk([d.store for d in decisions if d.store is not None])
    found: dict[str, str | None] = {}
    for decision in decisions:
        name = plain_name(decision.name)
        if decision.name in known:
            found[decision.name] = known[decision.name]
        elif decision.store is not None:
            store = stores.get(decision.store)
            if store is None:
                raise Conflict(
                    _("Nothing was loaded: the store chosen for “%(name)s” is not there any more.")
                    % {"name": decision.name}
                )
            if may_remember(by):
                _save(StoreAlias(alias=name, store=store), by, reason)
            found[decision.name] = store.name
        elif decision.type:
            _save(Store(name=name, type=decision.type), by, reason)
            found[decision.name] = name
        else:
            found[decision.name] = None
    return found


def may_remember(by: AbstractBaseUser) -> bool:
    """Whether what this user says of a name may be kept as an alias."""
    return may(by, "catalog.add_storealias")


def _save(made: Store | StoreAlias, by: AbstractBaseUser, reason: str) -> None:
    made._history_user, made._change_reason = by, reason[:100]
    made.save()


@transaction.atomic
def merge_names(store: Store, into: Store, *, by: AbstractBaseUser) -> None:
    """A store by mistake becomes another name of the right one; so do its aliases.

    No row of any run is rewritten: what was loaded for it stays its own. Whether it may be merged
    the caller has asked.
    """
    reason = _("merged into %(store)s") % {"store": into.name}
    for alias in store.aliases.all():
        alias.store = into
        _save(alias, by, reason)
    for one in [store, *store.merged.all()]:
        one.merged_into, one.is_active = into, False
        _save(one, by, reason)
