"""The sales of several uploads as one history, in the order of SKUs and names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from catalog.models import Store
from catalog.queries import skus_of, store_names
from forecasting.series import DAYS_FROM_MONDAY, week_of
from runs.models import Run
from sales.queries import SalesColumns, sales_history

MOST_WEEKS = 104
USUAL_SHARE = 0.75  # of the days that weeks usually have sales on: with fewer a week is a part


@dataclass(frozen=True)
class History:
    """`sales` has indices instead of ids: products by SKU, stores by name, both by code point.

    So neither the numbers nor their order depend on what ids a database gave.
    """

    products: np.ndarray  # ids
    skus: list[str]
    stores: np.ndarray  # ids
    store_names: list[str]
    scope: dict[int, str]  # names by id of the stores asked for; of those that sold, if none was
    sales: SalesColumns
    superseded: int  # rows of older uploads that newer ones say again
    days: np.ndarray  # distinct days with a sale, in any store
    spans: list[tuple[np.datetime64, np.datetime64]]  # first and last day of each upload


def read_history(
    runs: Sequence[Run], asked: Sequence[str], names: Mapping[str, str] | None = None
) -> History:
    """Each sale of the runs once, of the stores asked for (all, if none is named).

    `names` are the stores' names by id as they were when a run was first computed.
    """
    history = sales_history(runs)
    sales = history.sales
    days = np.unique(sales.day)
    scope = _scope(sales, asked, names)
    if asked:
        sales = sales.only(np.isin(sales.store, list(scope)))
    products, skus, product = _by_text(sales.product, skus_of)
    stores, own_names, store = _by_text(sales.store, lambda ids: {pk: scope[pk] for pk in ids})
    indexed = SalesColumns(product, store, sales.day, sales.units)
    return History(
        products, skus, stores, own_names, scope, indexed, history.superseded, days, history.spans
    )


def _scope(
    sales: SalesColumns, asked: Sequence[str], recorded: Mapping[str, str] | None
) -> dict[int, str]:
    if recorded is not None:
        return {int(pk): name for pk, name in recorded.items()}
    if asked:
        return dict(Store.objects.filter(name__in=asked).values_list("pk", "name"))
    return store_names(np.unique(sales.store).tolist())


def _by_text(ids: np.ndarray, texts_of) -> tuple[np.ndarray, list[str], np.ndarray]:
    """Distinct ids in the order of their texts, the texts, and each row's place among them."""
    distinct, codes = np.unique(ids, return_inverse=True)
    texts = texts_of(distinct.tolist())
    order = sorted(range(len(distinct)), key=lambda code: texts[int(distinct[code])])
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return distinct[order], [texts[int(distinct[code])] for code in order], place[codes]


@dataclass(frozen=True)
class Weeks:
    """The complete weeks before a reference day that a history is looked at in."""

    first: int  # number of the week, from 1970
    gaps: np.ndarray  # (weeks,) true: no upload tells of it, or of a part of it only
    partial: int  # of the gaps: weeks of which only some days were uploaded
    after: int  # of the gaps: weeks between the last upload and the reference day
    quiet: int = 0  # of the others: weeks within an upload in which nothing was sold at all

    @property
    def count(self) -> int:
        return len(self.gaps)

    @property
    def monday(self) -> date:
        return monday_of(self.first)

    def are_known(self, day: np.ndarray) -> np.ndarray:
        """Which days lie in one of these weeks that is there as a whole."""
        index = week_of(day) - self.first
        within = (index >= 0) & (index < self.count)
        return within & ~np.append(self.gaps, True)[np.where(within, index, self.count)]


def monday_of(week: int) -> date:
    return np.datetime64(7 * week - DAYS_FROM_MONDAY, "D").astype(date)


def weeks_before(reference_day: date, history: History) -> Weeks:
    """The weeks before the one of the reference day, since the first sale, two years at most.

    A week that no upload reaches is missing, not zero; so is one at the edge of an upload of
    which too few days are there, measured by how many days other weeks have sales on.
    """
    last = int(week_of(np.array([reference_day], "datetime64[D]"))[0]) - 1
    numbers = week_of(history.days)
    if not len(numbers) or numbers.min() > last:
        return Weeks(last + 1, np.zeros(0, dtype=bool), 0, 0)
    first = max(int(numbers.min()), last - MOST_WEEKS + 1)
    gaps = np.ones(last - first + 1, dtype=bool)
    edges = [tuple((week_of(np.array(span)) - first).tolist()) for span in history.spans]
    for begin, end in edges:
        gaps[max(begin, 0) : max(end + 1, 0)] = False
    days = np.bincount(np.maximum(numbers - first + 1, 0), minlength=len(gaps) + 2)[1:]
    days = days[: len(gaps)]
    usual = np.median(days[days > 0]) if days.any() else 0
    at_edge = np.zeros(len(gaps), dtype=bool)
    at_edge[[week for edge in edges for week in edge if 0 <= week < len(gaps)]] = True
    partial = at_edge & ~gaps & (days < USUAL_SHARE * usual)
    if partial.sum() < (~gaps).sum():  # else there is nothing better
        gaps |= partial
    else:
        partial[:] = False
    known = np.flatnonzero(~gaps | partial)
    after = len(gaps) - 1 - int(known.max()) if len(known) else len(gaps)
    quiet = int((~gaps & (days == 0)).sum())
    return Weeks(first, gaps, int(partial.sum()), after, quiet)
