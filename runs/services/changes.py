"""What changed most from one run to another, by SKU or by store."""

from collections.abc import Callable, Mapping
from heapq import nlargest

from django.db.models import Sum

from runs.kinds import Comparable, Sums, how_compared
from runs.models import Run
from runs.services.compared import identity, related_model
from runs.services.comparing import comparable
from runs.services.keeping import kept

MANY = 500  # names that are asked for by their ids
NAMES = {"product": "sku", "store": "name"}


def largest_changes(left: Run, right: Run, by: str, most: int) -> list[tuple[str, int]]:
    """(name, delta) of what changed most, by "product" or "store"; equal ones by code point."""
    how = comparable(left, right)
    if by == "store" and not how.by_store:
        return []
    rows = related_model(how, by).objects.order_by("pk").values_list("pk", NAMES[by])
    # Stores are renamed, SKUs are not.
    stores = list(rows) if by == "store" else []

    def names(keys: list[int]) -> dict[int, str]:
        return dict(stores or (rows.filter(pk__in=keys) if len(keys) <= MANY else rows))

    found = kept(
        ["changes", by, most, *identity(how, left, right), stores],
        lambda: _largest(_sums(how, left, by), _sums(how, right, by), names, most),
    )
    shown = names([key for key, _delta in found])
    return [(shown[key], delta) for key, delta in found]


def keep_sums(run: Run, known: Sums | None = None) -> None:
    """Add up a finished run by SKU and by store, so that no page has to; or it is `known`."""
    if how := how_compared(run):
        for by in ("product", "store") if how.by_store else ("product",):
            _sums(how, run, by, known)


def _sums(how: Comparable, run: Run, by: str, known: Sums | None = None) -> dict[int, int]:
    """Units of a run by product id or store id."""

    def work() -> list[list[int]]:
        if known:
            return [column.tolist() for column in known[by]]
        rows = how.model.objects.of(run).order_by().values_list(f"{by}_id")
        sums = rows.annotate(in_all=Sum(how.units))
        return [[key for key, _units in sums], [int(units) for _key, units in sums]]

    return dict(zip(*kept(["sums", by, *identity(how, run)], work), strict=True))


def _largest(left: dict, right: dict, names: Callable[[list], Mapping], most: int) -> list:
    """(id, delta); names are asked for those only that could be among the first."""
    deltas = {key: right.get(key, 0) - left.get(key, 0) for key in left.keys() | right.keys()}
    sizes = nlargest(most, map(abs, deltas.values()))
    edge = max(sizes[-1], 1) if sizes else 1
    large = [(key, delta) for key, delta in deltas.items() if abs(delta) >= edge]
    named = names([key for key, _delta in large])
    return sorted(large, key=lambda pair: (-abs(pair[1]), named[pair[0]]))[:most]
