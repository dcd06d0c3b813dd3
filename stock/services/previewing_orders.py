"""What a file of open purchase orders would do, told before anything of it is stored."""

from datetime import date

from django.utils.translation import gettext as _

from intake import services as intake
from intake.reading import Reading
from runs.models import Run
from runs.queries import last_run, run_of_same_content
from stock.queries import orders_by_name
from stock.queries.orders import ORDERS
from stock.services.orders import OrdersFile


def preview_orders(reading: Reading) -> intake.Preview:
    """What loading a file of open orders that was read would do: it names no stores."""
    orders, table = OrdersFile(reading), reading.table
    new, said = intake.new_products(table.sku.values)
    last = last_run(Run.Type.STOCK_UPLOAD, place=ORDERS)
    units = int(table.units.sum())
    return intake.Preview(
        rows=reading.rows,
        rejected=reading.rejected_rows,
        ignored=sum(reading.ignored.values()),
        units=units,
        skus=len(table.sku.values),
        identical=_identical(orders, last),
        dates=(table.due.min().astype(object), table.due.max().astype(object)),
        day_first=reading.day_first,
        new_products=new,
        last=last,
        same_as=run_of_same_content(orders.digest(), Run.Type.STOCK_UPLOAD, place=ORDERS),
        warnings=[
            *(intake.unlike_the_last(units, last.units, last, _("Units")) if last else []),
            *said,
            *intake.warning_sentences(reading),
        ],
        findings=reading.rejected,
    )


def _identical(orders: OrdersFile, last: Run | None) -> int | None:
    """How many rows say what the last upload said; those of one SKU and day are one."""
    if last is None:
        return None
    theirs = orders_by_name(last)
    different = sum(theirs.get(key, 0) != units for key, units in _by_name(orders).items())
    return max(orders.reading.rows - different, 0)


def _by_name(orders: OrdersFile) -> dict[tuple[str, date], int]:
    table = orders.reading.table
    skus = (table.sku.values[code] for code in table.sku.codes.tolist())
    days = table.due.astype(object).tolist()
    return dict(zip(zip(skus, days, strict=True), table.units.tolist(), strict=True))
