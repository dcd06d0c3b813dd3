"""What a file that is the whole stock of its places does not name: it becomes zero."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import Sum
from django.utils.formats import localize
from django.utils.translation import ngettext

from intake import services as intake
from stock.models import StockLevel
from stock.services.files import CD, CD_NAME, StockFile

Pair = tuple[str, str]  # SKU and the store's own name, or CD_NAME


def becoming_zero(stock: StockFile, place: str) -> list[str]:
    """A sentence about SKUs that have stock at the file's places, and that it leaves out."""
    lost = Counter[str]()
    for sku, units in _left_out(stock, place):
        lost[sku] += units
    if not lost:
        return []
    text = ngettext(
        "The file does not name %(count)s SKU that has stock there: it becomes zero "
        "(%(units)s units: %(skus)s).",
        "The file does not name %(count)s SKUs that have stock there: they become zero "
        "(%(units)s units: %(skus)s).",
        len(lost),
    )
    return [
        text
        % {
            "count": localize(len(lost)),
            "units": localize(lost.total()),
            "skus": intake.named([sku for sku, _units in lost.most_common()]),
        }
    ]


def _left_out(stock: StockFile, place: str) -> Iterable[tuple[str, int]]:
    """SKU and units above zero of what stands there now; what could not be read stays."""
    table, there = stock.reading.table, StockLevel.objects.filter(units__gt=0).order_by()
    if place == CD:
        there = there.filter(location__is_cd=True)
    else:
        there = there.filter(location__store__name__in=stock.counts.places)
    if place == CD or "quantity" not in stock.reading.mapping:  # then each SKU is named everywhere
        named = {*table.skus, *(sku for sku, _store in table.unread)}
        rows = there.values_list("product__sku").annotate(Sum("units")).iterator()
        return ((sku, units) for sku, units in rows if sku not in named)
    pairs = _pairs_of(stock)
    rows = there.values_list("product__sku", "location__store__name", "units").iterator()
    return ((sku, units) for sku, store, units in rows if (sku, store) not in pairs)


def _pairs_of(stock: StockFile) -> set[Pair]:
    """What a file of lines says, or tried to say."""
    counts, table = stock.counts, stock.reading.table
    cells = zip(counts.sku.tolist(), counts.place.tolist(), strict=True)
    read = {(table.skus[sku], counts.places[place]) for sku, place in cells}
    return read | {(sku, stock.stores.get(store, CD_NAME)) for sku, store in table.unread}
