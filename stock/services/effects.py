"""What archiving an upload does to the stock."""

from django.contrib.auth.models import AbstractBaseUser
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from runs.kinds import Effect
from runs.models import Run
from stock.models import StockPosting
from stock.queries import is_of_orders, orders_run
from stock.services.reversal import named, post_reversal, sent_since, what_goes_back


def moves_stock(run: Run) -> bool:
    """Whether an upload did anything to the stock that was not taken back."""
    kinds = set(StockPosting.objects.filter(run=run).values_list("kind", flat=True))
    return bool(kinds) and StockPosting.Kind.REVERSAL not in kinds


def take_back(run: Run, by: AbstractBaseUser) -> None:
    if moves_stock(run):
        post_reversal(run, by=by)


def before_taking_back(run: Run) -> list[str]:
    """What would happen now, in sentences."""
    if is_of_orders(run):
        return _before_dropping_orders(run)
    if not moves_stock(run):
        return []
    back = what_goes_back(run)
    added, removed = back.change[back.change > 0].sum(), -back.change[back.change < 0].sum()
    said = [
        _(
            "Takes its stock back: %(added)s units are added and %(removed)s removed, at "
            "%(pairs)s pairs of SKU and place."
        )
        % {
            "added": localize(int(added)),
            "removed": localize(int(removed)),
            "pairs": localize(int((back.change != 0).sum())),
        }
    ]
    if back.settled:
        said.append(
            ngettext(
                "%(pairs)s pair stays as a later upload counted it.",
                "%(pairs)s pairs stay as a later upload counted them.",
                back.settled,
            )
            % {"pairs": localize(back.settled)}
        )
    if unknown := int(back.is_unknown.sum()):
        said.append(
            ngettext(
                "Of %(pairs)s pair nothing is known afterwards: only this upload told of it.",
                "Of %(pairs)s pairs nothing is known afterwards: only this upload told of them.",
                unknown,
            )
            % {"pairs": localize(unknown)}
        )
    if lacking := sent_since(run, back):
        said.append(
            _("It would be refused: the CD has sent units of these SKUs since: %(skus)s.")
            % {"skus": named(lacking)}
        )
    if used := run.children.count():
        said.append(
            ngettext(
                "%(count)s run was made from it and stays as it is.",
                "%(count)s runs were made from it and stay as they are.",
                used,
            )
            % {"count": used}
        )
    return said


def _before_dropping_orders(run: Run) -> list[str]:
    """Orders move no stock: without the newest upload of them an older one says what there is."""
    if orders_run() != run:
        return []
    if before := orders_run(but_for=run):
        text = _("What is on order is then what run %(run)s (%(label)s) says.")
        return [text % {"run": before.short_id, "label": before.label()}]
    return [_("Nothing is known to be on order afterwards: no other upload tells of it.")]


ARCHIVING = Effect(take_back, before_taking_back)
