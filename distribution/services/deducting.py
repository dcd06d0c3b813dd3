"""Sales that are deducted from the stock of the stores, where an upload was asked to."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from runs.kinds import Effect
from runs.models import Run
from sales.queries import net_units
from stock.services import before_taking_back, post_sales, take_back


def _deduct(run: Run, by: AbstractBaseUser) -> None:
    """Deduct the units of a run, once, and say in the run how many."""
    if not run.parameters.get("deduct_stock"):
        return
    product, store, units = net_units(run)
    done = post_sales(run, by=by, product=product, store=store, units=units)
    run.refresh_from_db(fields=["metadata", "warnings"])
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
    run.save(update_fields=["metadata", "warnings"])


def _before_deducting(run: Run) -> list[str]:
    return [_("Deducts its units from the stock of the stores.")]


def _before_archiving(run: Run) -> list[str]:
    said = [_("Its sales stay with it, and are used by nothing any more.")]
    return said + before_taking_back(run)


DEDUCTING = Effect(_deduct, _before_deducting)
ARCHIVING = Effect(take_back, _before_archiving)
