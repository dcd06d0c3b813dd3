"""Sales that are deducted from the stock of the stores, where an upload was asked to."""

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from runs.kinds import Effect
from runs.models import Run
from sales.queries import net_units
from stock.services import before_taking_back, moves_stock, post_sales, take_back


def _deduct(run: Run, by: AbstractBaseUser) -> None:
    """Deduct the units of a run, once, and say in the run how many."""
    if not run.parameters.get("deduct_stock"):
        return
    product, store, units = _units_to_deduct(run)
    done = post_sales(run, by=by, product=product, store=store, units=units)
    run.metadata["deducted"] = int(units[done].sum())
    if left := int((~done).sum()):
        run.warnings.append(
            ngettext(
                "%(count)s pair of SKU and store has no stock that is known: nothing was "
                "deducted there.",
                "%(count)s pairs of SKU and store have no stock that is known: nothing was "
                "deducted there.",
                left,
            )
            % {"count": left}
        )


def _units_to_deduct(run: Run) -> np.ndarray:
    """Net units by product and store; of a run that continues another only what that one lacks,
    if it has deducted its own."""
    ours = net_units(run)
    before = run.sources.filter(run_type=Run.Type.SALES_UPLOAD).first()
    if before is None or not moves_stock(before):
        return ours
    theirs = net_units(before)
    pairs, index = np.unique(
        np.concatenate([ours[:2], theirs[:2]], axis=1), axis=1, return_inverse=True
    )
    left = np.zeros(pairs.shape[1], np.int64)
    np.add.at(left, index.ravel(), np.concatenate([ours[2], -theirs[2]]))
    return np.vstack([pairs, left])[:, left != 0]


def _before_deducting(run: Run) -> list[str]:
    return [_("Deducts its units from the stock of the stores.")]


def _before_archiving(run: Run) -> list[str]:
    said = [_("Its sales stay with it, and are used by nothing any more.")]
    return said + before_taking_back(run)


DEDUCTING = Effect(_deduct, _before_deducting)
ARCHIVING = Effect(take_back, _before_archiving)
