"""What is to be said of a forecast: its figures, and what a buyer must not overlook."""

from datetime import date, timedelta

import numpy as np
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalog.models import Product
from forecasting.methods import CLASSIC, METHODS
from forecasting.models import Decision, Reason
from forecasting.services.computation import Computation
from forecasting.services.outlook import loses_to_naive
from forecasting.services.results import UNKNOWN
from stock.queries import counting_runs


def figures_of(done: Computation) -> dict:
    """What is kept with the run for its pages: sums, the weeks looked at, the accuracy."""
    columns = done.tables.suggestions
    units, cost, demand = columns["suggested"], columns["cost"], columns["demand"]
    priced = cost != UNKNOWN
    weeks = done.weeks
    return {
        "left_out": len(done.tables.left_out["product"]),
        "without_sales": _without_sales(done),
        "to_buy": int((units > 0).sum()),
        "to_review": columns["decision"].count(Decision.REVIEW.value),
        "cost": f"{int(cost[priced].sum()) / 100:.2f}",
        "without_cost": int(((units > 0) & ~priced).sum()),
        "stock_outs": int(((100 * columns["position"] < demand) & (demand > 0)).sum()),
        "transfer": int(columns["transfer_units"].sum()),
        "weeks": {
            "first": weeks.monday.isoformat(),
            "count": weeks.count,
            "known": int((~weeks.gaps).sum()),
        },
        "accuracy": done.accuracy,
    }


def _without_sales(done: Computation) -> int:
    """Active merchandise that no upload says anything of."""
    products = Product.objects.filter(is_active=True, is_merchandise=True)
    return len(set(products.values_list("pk", flat=True)) - set(done.history.products.tolist()))


def warnings_of(done: Computation, figures: dict) -> list[str]:
    """What a buyer must not overlook; `figures` are those of `figures_of`."""
    return [*_of_sales(done), *_of_stock(done), *_of_history(done), *_of_results(done, figures)]


def _of_sales(done: Computation) -> list[str]:
    said, weeks = [], done.weeks
    if superseded := done.history.superseded:
        text = ngettext(
            "%(count)s row of an older upload was left out: a newer one names the same SKU, "
            "store and day.",
            "%(count)s rows of older uploads were left out: newer ones name the same SKU, store "
            "and day.",
            superseded,
        )
        said.append(text % {"count": superseded})
    newest = _newest_sale(done)
    if newest and weeks.after:
        old = (done.parameters.reference_day - newest).days // 7
        text = ngettext(
            "The newest sales are of %(day)s, %(weeks)s week before the reference day "
            "(%(reference)s): upload newer ones, or choose that day.",
            "The newest sales are of %(day)s, %(weeks)s weeks before the reference day "
            "(%(reference)s): upload newer ones, or choose that day.",
            old,
        )
        shown = {"day": _day(newest), "weeks": old, "reference": _reference(done)}
        said.append(text % shown)
    if gaps := int(weeks.gaps.sum()) - weeks.after - weeks.partial:
        text = ngettext(
            "%(count)s week lies between the uploads: its sales are unknown, not zero.",
            "%(count)s weeks lie between the uploads: their sales are unknown, not zero.",
            gaps,
        )
        said.append(text % {"count": gaps})
    if weeks.quiet:
        text = ngettext(
            "%(count)s week within the uploads has no sale at all: it counts as zero. Is a part of "
            "a file missing?",
            "%(count)s weeks within the uploads have no sale at all: they count as zero. Is a part "
            "of a file missing?",
            weeks.quiet,
        )
        said.append(text % {"count": weeks.quiet})
    if weeks.partial:
        text = ngettext(
            "%(count)s week at the edge of an upload is incomplete: it was left out.",
            "%(count)s weeks at the edges of uploads are incomplete: they were left out.",
            weeks.partial,
        )
        said.append(text % {"count": weeks.partial})
    return said


def _of_stock(done: Computation) -> list[str]:
    counted = {run.parameters["place"]: run for run in counting_runs(done.inputs.mark)}
    said = []
    if "cd" not in counted:
        said.append(_("No CD stock was uploaded yet: nothing of it is deducted."))
    newest = _newest_sale(done)
    for place, name in (("cd", "CD"), ("stores", _("stores"))):
        run = counted.get(place)
        day = run and timezone.localdate(run.created_at)
        if day and newest and day < newest - timedelta(days=7):
            text = _("The stock of the %(place)s is of %(day)s, older than the sales.")
            said.append(text % {"place": name, "day": _day(day)})
    return said


def _of_history(done: Computation) -> list[str]:
    if done.parameters.method in CLASSIC:
        return []
    known = int((~done.weeks.gaps).sum())
    needed = float(done.parameters.protection)
    if not known or known >= 2 * needed:
        return []
    text = ngettext(
        "There is %(known)s week of history: how far the forecast may err is taken from a general "
        "rule, and each suggestion should be looked at.",
        "There are %(known)s weeks of history, for a protection period of %(needed)s: how far the "
        "forecast may err is taken from a general rule, and each suggestion should be looked at.",
        known,
    )
    return [text % {"known": known, "needed": round(needed, 1)}]


def _of_results(done: Computation, figures: dict) -> list[str]:
    said = []
    if not len(done.tables.suggestions["product"]):
        text = _("No SKU got a forecast: see what was left out, and why.")
        if set(done.tables.left_out["reason"]) <= {Reason.NO_SALES.value}:
            text = _(
                "No SKU got a forecast: no upload has sales in the weeks before %(reference)s."
            )
            text %= {"reference": _reference(done)}
        said.append(text)
    if loses_to_naive(done.accuracy):
        text = _("In the trials “%(method)s” erred more than repeating the last week would have.")
        said.append(text % {"method": METHODS[done.parameters.method].title})
    if without := figures["without_cost"]:
        text = ngettext(
            "%(count)s SKU to buy has no unit cost: the total cost lacks it.",
            "%(count)s SKUs to buy have no unit cost: the total cost lacks them.",
            without,
        )
        said.append(text % {"count": without})
    return said


def _newest_sale(done: Computation) -> date | None:
    days = done.history.days
    days = days[days <= np.datetime64(done.parameters.reference_day)]
    return days.max().astype(date) if len(days) else None


def _reference(done: Computation) -> str:
    return _day(done.parameters.reference_day)


def _day(day: date) -> str:
    return date_format(day, "Y-m-d")
