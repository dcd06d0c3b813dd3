"""What changed most from one run to another, by SKU or by store."""

from collections import Counter
from collections.abc import Mapping
from heapq import nsmallest

from django.db.models import Sum

from runs.kinds import Comparable, how_compared
from runs.models import Run
from runs.services.compared import identity, related_model
from runs.services.comparing import comparable
from runs.services.keeping import kept

NAMES = {"product": "sku", "store": "name"}


def largest_changes(left: Run, right: Run, by: str, most: int) -> list[tuple[str, int]]:
    """(name, delta) of what changed most, by "product" or "store"; equal ones by code point."""
    how = comparable(left, right)
    if by == "store" and not how.by_store:
        return []
    rows = related_model(how, by).objects.order_by("pk").values_list("pk", NAMES[by])
    # Stores are renamed, SKUs are not.
    names = list(rows) if by == "store" else []
    found = kept(
        ["changes", by, most, *identity(how, left, right), names],
        lambda: _largest(_sums(how, left)[by], _sums(how, right)[by], dict(names or rows), most),
    )
    shown = dict(names or rows.filter(pk__in=[key for key, _delta in found]))
    return [(shown[key], delta) for key, delta in found]


def keep_sums(run: Run) -> None:
    """Add up a finished run by SKU and by store, so that no page has to."""
    if how := how_compared(run):
        _sums(how, run)


def _sums(how: Comparable, run: Run) -> dict[str, list]:
    """Units by product id and by store id: pairs."""
    rows = how.model.objects.of(run).order_by()
    by = ("product", "store") if how.by_store else ("product",)
    return kept(
        ["sums", *identity(how, run)],
        lambda: {
            key: [
                (pk, int(units))
                for pk, units in rows.values_list(f"{key}_id").annotate(Sum(how.units))
            ]
            for key in by
        },
    )


def _largest(left: list, right: list, names: Mapping[int, str], most: int) -> list:
    deltas = Counter(dict(map(tuple, right)))
    deltas.subtract(dict(map(tuple, left)))
    changed = ((key, delta) for key, delta in deltas.items() if delta)
    return nsmallest(most, changed, key=lambda pair: (-abs(pair[1]), names[pair[0]]))
