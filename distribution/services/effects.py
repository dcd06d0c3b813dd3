"""What the steps of a distribution do to the stock."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from distribution.queries import final_units
from distribution.services import previews
from runs.errors import Refused
from runs.kinds import Effect
from runs.models import Run
from stock.services import post_dispatch, post_undo, release, reserve


def _approve(run: Run, by: AbstractBaseUser) -> None:
    product, _store, units = final_units(run)
    wanted = previews.wanted_of(product, units)
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


EFFECTS = {
    "approve": Effect(_approve, previews.before_approving),
    "revoke": Effect(_revoke, previews.before_revoking),
    "execute": Effect(_execute, previews.before_executing),
    "undo": Effect(_undo, previews.before_undoing),
}
