"""The stores a file names, and what becomes of those that nobody knows."""

from collections.abc import Iterable

from django.utils.translation import ngettext

from catalog.models import plain_name
from catalog.queries import own_names_of_stores
from intake.errors import UnknownStores

UNKNOWN_STORES = CREATE, FAIL, IGNORE = "create", "fail", "ignore"
NAMED_AT_MOST = 30


def decide_stores(names: Iterable[str], policy: str) -> dict[str, str]:
    """The store's own name by each name in a file: exact, by an alias, or to be created.

    Names that are no store's and no alias wait for a decision: with FAIL the upload is
    refused and names them; with IGNORE they are absent from the result.
    """
    names = list(names)
    found = own_names_of_stores(names)
    unknown = [name for name in names if name not in found]
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
