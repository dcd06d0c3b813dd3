"""What a stock file would do, told before anything of it is stored."""

from collections.abc import Mapping
from dataclasses import replace

from django.utils.translation import gettext as _

from intake import services as intake
from intake.reading import Reading
from runs.errors import Refused
from runs.models import Run
from runs.queries import last_run, run_of_same_content
from stock.queries import counts_by_name
from stock.queries.orders import ORDERS
from stock.services.continuing import continued, run_to_continue
from stock.services.counts import REPLACE
from stock.services.files import CD, CD_NAME, StockFile, decide_stock
from stock.services.left_out import becoming_zero
from stock.services.previewing_orders import preview_orders


def preview_stock(
    reading: Reading,
    place: str,
    decided: Mapping[str, str | None] | None = None,
    *,
    mode: str = REPLACE,
    continues: str = "",
) -> intake.Preview:
    """What loading a file that was read would do, with the stores as far as they are decided.

    Of a file that corrects a run (`continues`, its id) only what that one could not read counts.
    """
    if place == ORDERS:
        preview = preview_orders(reading)
        return _as_correction(preview, None, place, continues) if continues else preview
    decided, table = decided or {}, reading.table
    rows_by_name = {} if place == CD else dict(zip(table.stores, table.rows_of_stores, strict=True))
    unknown = intake.unknown_stores(rows_by_name, decided)
    left_out = sum(n for name, n in rows_by_name.items() if decided.get(name, "") is None)
    stock = _as_far_as_known(reading, place, decided)
    new, said = intake.new_products(table.skus)
    last = None
    if not continues:
        last = last_run(Run.Type.STOCK_UPLOAD, place=place, continues__isnull=True)
    is_whole = mode == REPLACE and not continues and stock is not None
    units = int(table.units.sum())
    preview = intake.Preview(
        rows=reading.rows - left_out,
        rejected=reading.rejected_rows + left_out,
        ignored=sum(reading.ignored.values()),
        units=units,
        skus=len(table.skus),
        stores=len(set(stock.stores.values())) if stock else 0,
        identical=_identical(stock, last, set(new)),
        new_products=new,
        unknown_stores=unknown,
        last=last,
        same_as=_same_as(stock, place, unknown),
        warnings=[
            *(intake.same_stores(stock.stores) if stock else []),
            *(intake.unlike_the_last(units, last.units, last, _("Units")) if last else []),
            *(becoming_zero(stock, place) if is_whole else []),
            *said,
            *intake.warning_sentences(reading),
        ],
        findings=reading.rejected,
    )
    return _as_correction(preview, stock, place, continues) if continues else preview


def _as_correction(
    preview: intake.Preview, stock: StockFile | None, place: str, continues: str
) -> intake.Preview:
    """With the number of quantities it would correct, once its stores are decided, or why none."""
    try:
        before = run_to_continue(continues, place)
        if stock is None or preview.waiting:
            return preview
        return replace(preview, corrects=len(continued(stock, before).counts.units))
    except Refused as refusal:
        return replace(preview, refusal=refusal)


def _as_far_as_known(
    reading: Reading, place: str, decided: Mapping[str, str | None]
) -> StockFile | None:
    """The counts whose store is known; None when there are none."""
    if place != CD and not intake.decide_stores(reading.table.stores, intake.IGNORE, decided):
        return None
    return decide_stock(reading, place, intake.IGNORE, decided)


def _same_as(stock: StockFile | None, place: str, unknown: list[intake.UnknownStore]) -> Run | None:
    if stock is None or not all(each.is_decided for each in unknown):
        return None
    return run_of_same_content(stock.digest(), Run.Type.STOCK_UPLOAD, place=place)


def _identical(stock: StockFile | None, last: Run | None, new: set[str]) -> int | None:
    """How many rows (cells of a matrix) say what the last upload said; zeros that neither wrote
    down are equal, but for products that are new."""
    if last is None:
        return None
    if stock is None:
        return 0
    counts, skus = stock.counts, stock.reading.table.skus
    mine = {
        (skus[sku], counts.places[place]): units
        for sku, place, units in zip(
            counts.sku.tolist(), counts.place.tolist(), counts.units.tolist(), strict=True
        )
    }
    theirs = counts_by_name(last, CD_NAME)
    known, places = set(skus), set(counts.places)
    different = sum(pair[0] in new or units != theirs.get(pair, 0) for pair, units in mine.items())
    if "quantity" not in stock.reading.mapping:  # a matrix: its zeros are not among `mine`
        said = [*mine, *stock.reading.table.unread]
        different += len(new) * len(counts.places) - sum(sku in new for sku, _place in said)
    different += sum(
        bool(units) and pair not in mine and pair[0] in known and pair[1] in places
        for pair, units in theirs.items()
    )
    return max(stock.reading.rows - different, 0)
