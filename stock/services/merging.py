"""A store that was created by mistake, out of another spelling of its name."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Store
from catalog.services import merge_names
from runs.errors import Conflict, Refused
from runs.services import require
from stock.models import Location, StockLevel


@transaction.atomic
def merge_store(store: Store, into: Store, *, by: AbstractBaseUser) -> Store:
    """Make a store another name of the right one, as if it had been an alias from the start.

    Refused while it holds stock, which would stay behind. Rows of runs are never rewritten: those
    that were loaded for it keep it, and a distribution of them has to be generated anew.
    """
    require(by, "catalog.change_store")
    if store.pk == into.pk or into.merged_into_id or store.merged_into_id:
        raise Refused(
            _("Nothing was changed: choose another store, which is not itself another name.")
        )
    Location.objects.lock_ledger()
    held = StockLevel.objects.known().filter(location__store=store).exclude(units=0)
    if count := held.count():
        raise Conflict(
            ngettext(
                "Nothing was changed: %(store)s holds stock of %(count)s SKU, which would stay "
                "behind. Archive the upload that counted it there, then try again.",
                "Nothing was changed: %(store)s holds stock of %(count)s SKUs, which would stay "
                "behind. Archive the upload that counted it there, then try again.",
                count,
            )
            % {"store": store.name, "count": localize(count)}
        )
    merge_names(store, into, by=by)
    return into
