"""The stores a file names, and what becomes of those that nobody knows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import plain_name
from catalog.queries import own_names_of_stores
from catalog.services import StoreDecision, decide_store_names
from intake.errors import UnknownStores

UNKNOWN_STORES = CREATE, FAIL, IGNORE = "create", "fail", "ignore"
NAMED_AT_MOST = 30


def decide_stores(
    names: Iterable[str], policy: str, decided: Mapping[str, str | None] | None = None
) -> dict[str, str]:
    """The store's own name by each name in a file: exact, by an alias, decided, or to be created.

    `decided` is what somebody said of names: a store's own name, or None to ignore it. Other
    names that are no store's and no alias wait for a decision: with FAIL the upload is refused
    and names them; with IGNORE they are absent from the result.
    """
    names, decided = list(names), decided or {}
    found = own_names_of_stores(names)
    found |= {
        name: own for name in names if name not in found and (own := decided.get(name)) is not None
    }
    unknown = [name for name in names if name not in found and name not in decided]
    if unknown and policy == FAIL:
        shown = ", ".join(unknown[:NAMED_AT_MOST]) + ("…" if len(unknown) > NAMED_AT_MOST else "")
        raise UnknownStores(
            ngettext(
                "Nothing was loaded: this store is unknown: %(names)s. Add it or an alias "
                "for it to the catalogue, or choose to create it.",
                "Nothing was loaded: these %(count)s stores are unknown: %(names)s. Add them or "
                "aliases for them to the catalogue, or choose to create them.",
                len(unknown),
            )
            % {"names": shown, "count": len(unknown)},
            unknown,
        )
    if policy == CREATE:
        found |= {name: plain_name(name) for name in unknown}
    return found


def decide_names(decisions: Iterable[StoreDecision], by: AbstractBaseUser) -> dict[str, str | None]:
    """What names of a file were said to mean, kept where it may be; {} when nothing was said."""
    decisions = list(decisions)
    return decide_store_names(decisions, by=by, reason=_("upload")) if decisions else {}


def same_stores(stores: Mapping[str, str]) -> list[str]:
    """Of each store that a file names in several ways, a sentence that says so."""
    names = defaultdict(list)
    for name, own in stores.items():
        names[own].append(name)
    return [
        _("Several names of the file are the store %(store)s: %(names)s. Is that right?")
        % {"store": own, "names": ", ".join(sorted(said))}
        for own, said in sorted(names.items())
        if len(said) > 1
    ]
