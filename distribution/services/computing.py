"""Computing a distribution: database ids to indices, the classic arithmetic, and back."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.queries import skus_of, store_names, stores_asked
from distribution import classic
from distribution.models import Reason
from distribution.queries import sales_run_of
from distribution.services.results import Columns, Names, digest_of, write_results
from runs.kinds import Report, Result
from runs.models import Run
from sales.queries import sales_columns
from stock.queries import Position, counting_runs, stock_position


def compute_distribution(run: Run, report: Report, prepared: None = None) -> Result:
    """Compute the run from its sales run and the stock: as of now, or as of when it was first.

    A run that was computed before carries the position of the ledger it was made from and the
    store names of that day, so computing it again gives the same result for ever.
    """
    mode = classic.MODES[run.mode]
    report(_("Reading the sales"))
    sales = sales_columns(sales_run_of(run))
    products, product = np.unique(sales.product, return_inverse=True)
    stores, store = np.unique(sales.store, return_inverse=True)
    names = _names(products, stores, run.parameters.get("store_names"))
    report(_("Reading the stock"))
    position = stock_position(products.tolist(), mark=run.parameters.get("stock_posting"))

    report(_("Computing"), 0, len(sales.units))
    demand = classic.weekly_demand(product, store, sales.day, sales.units, mode.window)
    asked = run.parameters.get("stores_asked")
    asked = stores_asked(run.store_filter) if asked is None else asked
    excluded = _excluded(demand, mode, names, asked)
    kept = excluded == ""
    predictions = _predictions(demand, kept, mode, names, position)
    remainders = _remainders(predictions)
    exclusions = {
        "product": demand.product[~kept],
        "store": demand.store[~kept],
        "weeks": demand.weeks[~kept],
        "reason": excluded[~kept],
    }
    lines, sending = len(predictions["suggested"]), predictions["suggested"] > 0
    report(_("Writing"), 0, lines)
    return Result(
        write=lambda run: write_results(
            run,
            names,
            predictions,
            remainders,
            exclusions,
            lambda done: report(_("Writing"), done, lines),
        ),
        digest=digest_of(names, predictions, remainders, exclusions),
        rows=lines,
        units=int(predictions["suggested"].sum()),
        skus=len(np.unique(predictions["product"])),
        stores=len(np.unique(predictions["store"])),
        sources=counting_runs(position.mark),
        parameters={
            "stock_posting": position.mark,
            "stores_asked": asked,
            "store_names": dict(zip(map(str, stores.tolist()), names.store_names, strict=True)),
        },
        metadata={
            "excluded": int((~kept).sum()),
            "reasons": _counts(predictions["reason"], exclusions["reason"]),
            "cd_left": int(remainders["left"].sum()),
            "sending": {
                "skus": len(np.unique(predictions["product"][sending])),
                "stores": len(np.unique(predictions["store"][sending])),
            },
        },
        warnings=_warnings(predictions, demand, mode),
    )


def _names(products: np.ndarray, stores: np.ndarray, recorded: Mapping | None) -> Names:
    skus = skus_of(products.tolist())
    known = store_names(stores.tolist()) if recorded is None else recorded
    texts = {int(pk): name for pk, name in known.items()}
    return Names(
        products,
        [skus[pk] for pk in products.tolist()],
        stores,
        [texts[pk] for pk in stores.tolist()],
    )


def _excluded(
    demand: classic.Demand, mode: classic.Mode, names: Names, asked: list[str]
) -> np.ndarray:
    """Why a pair gets no prediction, or "" when it gets one. The filter comes first."""
    wanted = np.array([not asked or name in asked for name in names.store_names], dtype=bool)
    return np.select(
        [~wanted[demand.store], demand.weeks < mode.least],
        [Reason.OUTSIDE_FILTER.value, Reason.LITTLE_HISTORY.value],
        default="",
    )


def _predictions(
    demand: classic.Demand,
    kept: np.ndarray,
    mode: classic.Mode,
    names: Names,
    position: Position,
) -> Columns:
    product, store = demand.product[kept], demand.store[kept]
    mean = classic.rounded_mean(demand.window_units[kept], mode.window)
    in_store = _store_stock(product, store, names, position)
    counted = in_store if mode.deducts_store_stock else np.zeros_like(in_store)
    need = np.maximum(mean - counted, 0)
    cd_stock = _cd_stock(names, position)[product]
    sent = classic.serve_largest_first(product, need, names.place_of_name[store], cd_stock)
    return {
        "product": product,
        "store": store,
        "suggested": sent.units,
        "need": need,
        "window_units": demand.window_units[kept],
        "window_weeks": np.full(len(need), mode.window),
        "weeks": demand.weeks[kept],
        "store_stock": in_store,
        "cd_stock": cd_stock,
        "cd_before": sent.before,
        "rank": sent.turn,
        "reason": _reasons(mean, need, sent.units),
    }


def _reasons(mean: np.ndarray, need: np.ndarray, units: np.ndarray) -> np.ndarray:
    return np.select(
        [(need == 0) & (mean <= 0), need == 0, units == need, units > 0],
        [
            Reason.NO_DEMAND.value,
            Reason.COVERED.value,
            Reason.SENT.value,
            Reason.CD_SHORT.value,
        ],
        default=Reason.NO_CD_STOCK.value,
    )


def _store_stock(
    product: np.ndarray, store: np.ndarray, names: Names, position: Position
) -> np.ndarray:
    """The stock of each pair; 0 where none is known."""
    known = np.isin(position.store_product, names.products) & np.isin(position.store, names.stores)
    row = np.searchsorted(names.products, position.store_product[known])
    column = np.searchsorted(names.stores, position.store[known])
    width = max(len(names.stores), 1)
    keys = row * width + column
    order = np.argsort(keys)
    return _looked_up(
        product * width + store, keys[order], position.store_units[known][order], absent=0
    )


def _cd_stock(names: Names, position: Position) -> np.ndarray:
    """The CD's stock of each product as recorded; UNKNOWN where there is no record."""
    order = np.argsort(position.cd_product)
    return _looked_up(
        names.products,
        position.cd_product[order],
        position.cd_units[order],
        absent=classic.UNKNOWN,
    )


def _looked_up(
    wanted: np.ndarray, keys: np.ndarray, values: np.ndarray, *, absent: int
) -> np.ndarray:
    """For each wanted key its value among sorted distinct keys, or `absent`."""
    if not len(keys):
        return np.full(len(wanted), absent, dtype=np.int64)
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return np.where(keys[place] == wanted, values[place], absent)


def _remainders(predictions: Columns) -> Columns:
    """Per product with predictions and a CD record: before, assigned, left."""
    known = predictions["cd_stock"] != classic.UNKNOWN
    products, first, index = np.unique(
        predictions["product"][known], return_index=True, return_inverse=True
    )
    assigned = np.zeros(len(products), dtype=np.int64)
    np.add.at(assigned, index, predictions["suggested"][known])
    before = np.maximum(predictions["cd_stock"][known][first], 0)
    return {
        "product": products,
        "before": before,
        "assigned": assigned,
        "left": before - assigned,
    }


def _counts(*columns: np.ndarray) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for column in columns:
        counts.update(column.tolist())
    return dict(counts)


def _warnings(predictions: Columns, demand: classic.Demand, mode: classic.Mode) -> list[str]:
    said = []
    if unknown := int((predictions["cd_stock"] == classic.UNKNOWN).sum()):
        text = ngettext(
            "%(count)s line has no CD stock record: it was not limited.",
            "%(count)s lines have no CD stock record: they were not limited.",
            unknown,
        )
        said.append(text % {"count": unknown})
    most = int(demand.weeks.max(initial=0))
    if most < mode.least:
        text = _(
            "This mode needs %(least)s weeks with sales of a SKU in a store; the file has "
            "%(most)s at most. Generate again with a mode of fewer weeks."
        )
        said.append(text % {"least": mode.least, "most": most})
    return said
