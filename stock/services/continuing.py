"""Corrected cells of a stock file: what its run could not read is said now, and nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product as every_pair

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.queries import own_names_of_stores
from intake.reading import Codes
from runs.errors import Conflict, Refused
from runs.models import Run
from runs.queries import run_by_id
from stock.queries import is_of_orders
from stock.services.files import CD_NAME, StockFile, stock_file_of

Pair = tuple[str, str]  # SKU and the store's own name, or CD_NAME
NAMED_AT_MOST = 10


def run_to_continue(text: str, place: str = "") -> Run:
    """The run whose rejected cells were corrected; of one that continues another, that one.

    `place` is what the file is said to hold. Raises Refused.
    """
    run = run_by_id(text, run_type=Run.Type.STOCK_UPLOAD)
    run = run_by_id(run.parameters.get("continues") or str(run.pk))
    if run.outcome != Run.Outcome.COMPLETED or run.status == Run.Status.ARCHIVED:
        raise Conflict(
            _("Nothing was loaded: run %(run)s is archived or has no results. Choose another one.")
            % {"run": run.short_id}
        )
    if is_of_orders(run):
        raise Refused(
            _(
                "Nothing was loaded: a file of open orders is always the whole list of them. "
                "Upload the whole file again."
            )
        )
    if place and place != run.parameters["place"]:
        raise Refused(
            _("Nothing was loaded: run %(run)s is of another place. Choose the same as there.")
            % {"run": run.short_id}
        )
    return run


def continued(stock: StockFile, before: Run) -> StockFile:
    """Of a file only the cells that a run could not read. Other cells may say the same again.

    Raises Refused when one says anything else: it may be older than what the run said.
    """
    old, new = Said.by(_by_names_of_today(stock_file_of(before))), Said.by(stock)
    missing = old.unread - old.units.keys()
    found, others = {}, []
    for pair, units in new.cells():
        if pair in missing:
            found[pair] = units
        elif old.units_of(pair) != units:
            others.append(pair)
    if others:
        raise Refused(_why_not(others, before))
    if not found:
        raise Refused(
            _(
                "Nothing was loaded: the file has no quantity that run %(run)s could not read. "
                "Correct the rejected rows of that run."
            )
            % {"run": before.short_id}
        )
    return _only(stock, found, new.unread & missing, new.skus)


def _by_names_of_today(stock: StockFile) -> StockFile:
    """The file of a run whose stores may have been renamed since."""
    own = own_names_of_stores(stock.stores.values())
    return replace(stock, stores={name: own.get(was, was) for name, was in stock.stores.items()})


@dataclass(frozen=True)
class Said:
    """What a stock file says, cell by cell."""

    units: dict[Pair, int]
    unread: set[Pair]
    skus: dict[str, str]  # of its rows: product names
    places: list[str]
    is_matrix: bool  # then a cell that is not among `units` says zero

    @classmethod
    def by(cls, stock: StockFile) -> "Said":
        counts, table = stock.counts, stock.reading.table
        cells = zip(counts.sku.tolist(), counts.place.tolist(), counts.units.tolist(), strict=True)
        units = {(table.skus[sku], counts.places[place]): number for sku, place, number in cells}
        unread = {(sku, stock.stores.get(store, CD_NAME)) for sku, store in table.unread}
        is_matrix = "quantity" not in stock.reading.mapping
        names = dict(zip(table.skus, table.names, strict=True))
        return cls(units, unread, names, counts.places, is_matrix)

    def cells(self) -> Iterator[tuple[Pair, int]]:
        if not self.is_matrix:
            yield from self.units.items()
            return
        for pair in every_pair(self.skus, self.places):
            if pair in self.units or pair not in self.unread:
                yield pair, self.units.get(pair, 0)

    def units_of(self, pair: Pair) -> int | None:
        """None where nothing is said, or not all of it could be read."""
        if pair in self.unread:
            return None
        is_cell = self.is_matrix and pair[0] in self.skus and pair[1] in self.places
        return self.units.get(pair, 0 if is_cell else None)


def _why_not(others: list[Pair], before: Run) -> str:
    named = ", ".join(f"{sku} ({place or 'CD'})" for sku, place in sorted(others)[:NAMED_AT_MOST])
    text = ngettext(
        "Nothing was loaded: run %(run)s did not reject the quantity of %(named)s, and it says "
        "something else. Leave it out, or upload the whole file again.",
        "Nothing was loaded: run %(run)s did not reject the quantities of %(count)s SKUs and "
        "places, and they say something else: %(named)s. Leave them out, or upload the whole "
        "file again.",
        len(others),
    )
    more = "…" if len(others) > NAMED_AT_MOST else ""
    return text % {"run": before.short_id, "count": len(others), "named": named + more}


def _only(
    stock: StockFile, found: dict[Pair, int], unread: set[Pair], names: dict[str, str]
) -> StockFile:
    """The file with these cells and no others, each store by one of its names in the file."""
    table = stock.reading.table
    in_file = {own: name for name, own in stock.stores.items()}
    pairs, each = sorted(found), np.arange(len(found))
    sku = Codes.of([sku for sku, _own in pairs], each)
    kept = replace(
        table,
        sku=sku,
        store=table.store and Codes.of([in_file[own] for _sku, own in pairs], each),
        units=np.array([found[pair] for pair in pairs], np.int64),
        skus=sku.values,
        names=[names[text] for text in sku.values],
        unread=[(sku, in_file.get(own, "")) for sku, own in sorted(unread)],
    )
    return StockFile(replace(stock.reading, table=kept), stock.stores)
