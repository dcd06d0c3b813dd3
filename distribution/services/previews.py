"""What a step of a distribution would do to the stock as it stands now, in sentences."""

from collections.abc import Iterable

import numpy as np
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distribution.queries import drift_of, final_units, stores_below_zero_by_undoing
from runs.models import Run
from stock.queries import shortages
from stock.services import NAMED_AT_MOST, listed


def before_approving(run: Run) -> list[str]:
    wanted, text = _what_it_takes(run)
    return [
        _("Reserves in the CD: %(what)s.") % {"what": text},
        _feasible(wanted),
        *_drift(run, len(wanted)),
    ]


def before_revoking(run: Run) -> list[str]:
    return [_("Releases in the CD: %(what)s.") % {"what": _what_it_takes(run)[1]}]


def before_executing(run: Run) -> list[str]:
    wanted, text = _what_it_takes(run)
    return [
        _("Moves from the CD: %(what)s.") % {"what": text},
        _feasible(wanted, count_reserved=False),
        *_drift(run, len(wanted)),
    ]


def before_undoing(run: Run) -> list[str]:
    text = _("Moves back to the CD: %(what)s. The run is archived.")
    return [text % {"what": _what_it_takes(run)[1]}, _below_zero(run)]


def wanted_of(product: np.ndarray, units: np.ndarray) -> dict[int, int]:
    """Units per product id that lines take from the CD together."""
    products, index = np.unique(product, return_inverse=True)
    sums = np.zeros(len(products), dtype=np.int64)
    np.add.at(sums, index, units)
    return dict(zip(products.tolist(), sums.tolist(), strict=True))


def _what_it_takes(run: Run) -> tuple[dict[int, int], str]:
    product, store, units = final_units(run)
    wanted = wanted_of(product, units)
    text = _("%(units)s units of %(skus)s SKUs to %(stores)s stores") % {
        "units": localize(int(units.sum())),
        "skus": localize(len(wanted)),
        "stores": localize(len(np.unique(store))),
    }
    return wanted, text


def _feasible(wanted: dict[int, int], **how) -> str:
    """What of it the CD still has: stock may have changed since the run was computed."""
    lacking = shortages(wanted, **how)
    if not lacking:
        return _("The CD has all of it.")
    text = ngettext(
        "It would be refused: %(feasible)s of %(units)s units of %(skus)s SKUs can be sent; "
        "%(count)s SKU lacks units (available / wanted): %(list)s.",
        "It would be refused: %(feasible)s of %(units)s units of %(skus)s SKUs can be sent; "
        "%(count)s SKUs lack units (available / wanted): %(list)s.",
        len(lacking),
    )
    units = sum(wanted.values())
    return text % {
        "feasible": localize(units - sum(shortage.missing for shortage in lacking)),
        "units": localize(units),
        "skus": localize(len(wanted)),
        "count": localize(len(lacking)),
        "list": listed(lacking),
    }


def _drift(run: Run, skus: int) -> Iterable[str]:
    """What changed of the stock of its lines since the run was computed; not of imported runs."""
    drift = drift_of(run)
    if drift is None:
        return
    if not drift.cd_skus:
        yield _("The CD's stock of these SKUs has not changed since the run was computed.")
    else:
        text = _(
            "The CD's stock of %(changed)s of its %(skus)s SKUs changed since the run was computed."
        )
        yield text % {"changed": localize(drift.cd_skus), "skus": localize(skus)}
    if drift.lines:
        text = _("The stores' stock changed, too (lines: %(lines)s, stores: %(stores)s).")
        yield text % {"lines": localize(drift.lines), "stores": localize(drift.stores)}


def _below_zero(run: Run) -> str:
    stores = stores_below_zero_by_undoing(run)
    if not stores:
        return _("No store would hold less than zero afterwards.")
    named = ", ".join(f"{name} ({localize(skus)})" for name, skus in stores[:NAMED_AT_MOST])
    more = "…" if len(stores) > NAMED_AT_MOST else ""
    text = ngettext(
        "%(count)s store would hold less than zero afterwards (SKUs): %(list)s.",
        "%(count)s stores would hold less than zero afterwards (SKUs): %(list)s.",
        len(stores),
    )
    return text % {"count": localize(len(stores)), "list": named + more}
