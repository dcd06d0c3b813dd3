"""Speaking for units in the CD, and letting go of them."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from runs.bulk import insert_columns
from runs.models import Run
from stock.errors import NotEnoughStock
from stock.models import Location, StockReservation
from stock.queries import Shortage, shortages

NAMED_AT_MOST = 20


@transaction.atomic
def reserve(run: Run, wanted: Mapping[int, int]) -> None:
    """Reserve units of products (ids) in the CD for a run: all of them, or nothing.

    Raises NotEnoughStock naming what lacks, after what other runs have reserved.
    """
    Location.objects.lock_ledger()
    refuse_if_short(shortages(wanted))
    if not wanted:
        return
    products = sorted(wanted)
    insert_columns(
        StockReservation,
        {
            "run": run.number,
            "product": products,
            "units": [wanted[product] for product in products],
        },
    )


def release(run: Run) -> None:
    StockReservation.objects.filter(run=run).delete()


def refuse_if_short(lacking: list[Shortage]) -> None:
    if lacking:
        raise NotEnoughStock(
            _(
                "Nothing was moved or reserved: the CD lacks units of %(count)s SKUs "
                "(available / wanted): %(list)s. Count the CD's stock, or send less."
            )
            % {"count": len(lacking), "list": listed(lacking)}
        )


def listed(lacking: list[Shortage]) -> str:
    more = "…" if len(lacking) > NAMED_AT_MOST else ""
    return ", ".join(map(str, lacking[:NAMED_AT_MOST])) + more
