"""What the steps of a distribution do to the stock."""

import numpy as np
from django.contrib.auth.models import AbstractBaseUser
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from distribution.queries import final_units
from runs.errors import Refused
from runs.kinds import Effect
from runs.models import Run
from stock.queries import shortages
from stock.services import listed, post_dispatch, post_undo, release, reserve


def _wanted(run: Run) -> dict[int, int]:
    """Units per product id that a run would take from the CD."""
    product, _store, units = final_units(run)
    wanted: dict[int, int] = {}
    for pk, n in zip(product.tolist(), units.tolist(), strict=True):
        wanted[pk] = wanted.get(pk, 0) + n
    return wanted


def _approve(run: Run, by: AbstractBaseUser) -> None:
    wanted = _wanted(run)
    if not wanted:
        raise Refused(_("Nothing was approved: the distribution sends no unit."))
    reserve(run, wanted)


def _revoke(run: Run, by: AbstractBaseUser) -> None:
    release(run)


def _execute(run: Run, by: AbstractBaseUser) -> None:
    product, store, units = final_units(run)
    post_dispatch(run, by=by, product=product, store=store, units=units)
    release(run)


def _undo(run: Run, by: AbstractBaseUser) -> None:
    post_undo(run, by=by)


def _what_it_takes(run: Run) -> tuple[dict[int, int], str]:
    product, store, units = final_units(run)
    text = _("%(units)s units of %(skus)s SKUs to %(stores)s stores") % {
        "units": localize(int(units.sum())),
        "skus": localize(len(np.unique(product))),
        "stores": localize(len(np.unique(store))),
    }
    return _wanted(run), text


def _feasible(wanted: dict[int, int], **how) -> str:
    """Whether the CD still has it all: stock may have changed since the run was computed."""
    lacking = shortages(wanted, **how)
    if not lacking:
        return _("The CD has all of it.")
    text = ngettext(
        "It would be refused: the CD lacks units of %(count)s SKU (available / wanted): %(list)s.",
        "It would be refused: the CD lacks units of %(count)s SKUs (available / wanted): %(list)s.",
        len(lacking),
    )
    return text % {"count": len(lacking), "list": listed(lacking)}


def _before_approving(run: Run) -> list[str]:
    wanted, text = _what_it_takes(run)
    return [_("Reserves in the CD: %(what)s.") % {"what": text}, _feasible(wanted)]


def _before_revoking(run: Run) -> list[str]:
    return [_("Releases in the CD: %(what)s.") % {"what": _what_it_takes(run)[1]}]


def _before_executing(run: Run) -> list[str]:
    wanted, text = _what_it_takes(run)
    return [
        _("Moves from the CD: %(what)s.") % {"what": text},
        _feasible(wanted, count_reserved=False),
    ]


def _before_undoing(run: Run) -> list[str]:
    return [
        _("Moves back to the CD: %(what)s. The run is archived.") % {"what": _what_it_takes(run)[1]}
    ]


EFFECTS = {
    "approve": Effect(_approve, _before_approving),
    "revoke": Effect(_revoke, _before_revoking),
    "execute": Effect(_execute, _before_executing),
    "undo": Effect(_undo, _before_undoing),
}
