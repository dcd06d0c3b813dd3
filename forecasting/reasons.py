"""“¿Por qué?”: a stored suggestion in words a buyer uses. Nothing here is computed anew."""

from decimal import Decimal
from typing import Any

from django.utils.formats import localize
from django.utils.translation import gettext as _

PERCENT = Decimal(100)


def explanation(row: Any) -> list[str]:
    """Why a suggestion (a PurchaseSuggestion) has its quantity, sentence by sentence."""
    said = [_demand(row)]
    if row.uplift:
        said.append(
            _("The planner's uplift of %(percent)s %% (%(why)s) makes it %(demand)s.")
            % {
                "percent": localize(row.uplift),
                "why": row.uplift_reason,
                "demand": localize(row.weekly_demand),
            }
        )
    said += [_target(row), _position(row), _quantity(row)]
    return said


def _demand(row: Any) -> str:
    if row.window_units is not None:
        return _("%(units)s units were sold in the days looked back at: %(demand)s a week.") % {
            "units": localize(row.window_units),
            "demand": localize(row.base_demand),
        }
    if row.is_new:
        return _(
            "It has no sales yet: it is expected to sell like the others of “%(category)s”, "
            "%(demand)s a week."
        ) % {"category": row.category, "demand": localize(row.base_demand)}
    return _(
        "It sells %(demand)s a week: the mean of a slow (%(slow)s), a fast (%(fast)s) and a tuned "
        "(%(tuned)s) smoothing of %(weeks)s weeks, %(sold)s of them with sales."
    ) % {
        "demand": localize(row.base_demand),
        "slow": localize(row.slow),
        "fast": localize(row.fast),
        "tuned": localize(row.tuned),
        "weeks": row.weeks,
        "sold": row.weeks_sold,
    }


def _target(row: Any) -> str:
    given = {"weeks": localize(row.periods), "demand": localize(row.demand), "target": row.target}
    if row.spread is None:
        return _(
            "Over %(weeks)s weeks (lead time, coverage and safety) that is %(demand)s units, "
            "%(target)s in whole ones."
        ) % (given | {"target": localize(row.target)})
    return _(
        "Over the %(weeks)s weeks until an order placed later could arrive, %(demand)s units "
        "are expected, and with 95 %% certainty between %(low)s and %(high)s. To serve %(level)s "
        "%% of such periods without a stock-out, %(target)s are needed: %(safety)s of them are "
        "safety stock."
    ) % (
        given
        | {
            "low": localize(row.demand_low),
            "high": localize(row.demand_high),
            "level": localize((row.service_level * PERCENT).normalize()),
            "target": localize(row.target),
            "safety": localize(row.safety_stock),
        }
    )


def _position(row: Any) -> str:
    cd = _("no record of it") if row.cd_stock is None else localize(row.cd_stock)
    if row.spread is None:
        return _("The CD has %(cd)s.") % {"cd": cd}
    return _(
        "There are %(position)s: CD %(cd)s, less %(reserved)s reserved; stores %(stores)s; "
        "on order %(ordered)s."
    ) % {
        "position": localize(row.position),
        "cd": cd,
        "reserved": localize(row.reserved),
        "stores": localize(row.store_stock),
        "ordered": localize(row.on_order),
    }


def _quantity(row: Any) -> str:
    if not row.suggested:
        return _("That is enough: nothing is to be bought.")
    lacking = row.target - row.position
    if row.spread is None or (row.pack == 1 and row.suggested == lacking):
        return _("To buy: %(units)s.") % {"units": localize(row.suggested)}
    return _(
        "%(lacking)s are lacking; in packs of %(pack)s and at least %(moq)s, that is "
        "%(units)s to buy."
    ) % {
        "lacking": localize(lacking),
        "pack": localize(row.pack),
        "moq": localize(row.moq),
        "units": localize(row.suggested),
    }
