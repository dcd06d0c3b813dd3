"""With so much money: what to buy first."""

import re
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from django.utils.translation import gettext as _

from forecasting import purchase
from forecasting.queries import BUDGET, to_buy
from runs.errors import Conflict, Refused
from runs.models import Run

MOST = Decimal(10) ** 13
WRITTEN = [
    re.compile(pattern, re.ASCII)
    for pattern in (
        r"(?P<whole>\d+)([.,](?P<cents>\d{1,2}))?",
        r"(?P<whole>[1-9]\d{0,2}(\.\d{3})+)(,(?P<cents>\d{1,2}))?",
        r"(?P<whole>[1-9]\d{0,2}(,\d{3})+)(\.(?P<cents>\d{1,2}))?",
    )
]


@dataclass(frozen=True)
class Bought:
    rank: int
    sku: str
    product: str
    units: int
    suggested: int
    cost: Decimal
    spent: Decimal  # with all that ranks before


@dataclass(frozen=True)
class Budget:
    """What a sum of money buys, the most valuable first, and what is left of it."""

    money: Decimal
    lines: list[Bought]
    without_cost: int  # SKUs to buy that nobody knows the cost of

    @property
    def left(self) -> Decimal:
        return self.money - (self.lines[-1].spent if self.lines else 0)


def amount(text: str) -> Decimal:
    """A sum of money as a person writes it, in Chile (10.000,50) or in English (10,000.50).

    A single separator before three digits parts thousands: no sum has thousandths.
    """
    plain = "".join(text.replace("$", "").split())
    for pattern in WRITTEN:
        if found := pattern.fullmatch(plain):
            whole, cents = found["whole"], found["cents"] or "0"
            money = Decimal(f"{whole.replace('.', '').replace(',', '')}.{cents}")
            if 0 < money <= MOST:
                return money.quantize(Decimal("0.01"))
    raise Refused(_("“%s” is no sum of money. Write it like 10000 or 10.000,50.") % text[:40])


def within_budget(run: Run, money: Decimal) -> Budget:
    """Of a forecast, what a sum buys: pack by pack, whichever is most likely to sell."""
    if run.outcome != Run.Outcome.COMPLETED:
        raise Conflict(
            _("Nothing was computed: run %(run)s has no results, it is %(outcome)s.")
            % {"run": run.short_id, "outcome": run.get_outcome_display().lower()}
        )
    rows = to_buy(run)
    columns = dict(zip(BUDGET, zip(*rows, strict=True), strict=True)) if rows else {}
    columns = {name: columns.get(name, ()) for name in BUDGET}
    cents = [None if cost is None else int(cost * 100) for cost in columns["unit_cost"]]
    mean = np.array(columns["demand"], dtype=float).clip(min=0)
    spread = [np.nan if value is None else float(value) for value in columns["spread"]]
    variance = np.array(spread, dtype=float) ** 2
    bought, rank = purchase.budget_order(
        mean=mean,
        variance=np.where(np.isnan(variance), mean, variance),
        position=np.array(columns["position"], dtype=np.int64),
        pack=np.array(columns["pack"], dtype=np.int64),
        units=np.array(columns["suggested"], dtype=np.int64),
        cost=np.array([np.nan if cost is None else cost for cost in cents], dtype=float),
        money=float(money * 100),
        first=np.array(columns["moq"], dtype=np.int64),
    )
    lines, spent = [], Decimal(0)
    for row in np.argsort(rank, kind="stable").tolist():
        if not bought[row]:
            continue
        cost = columns["unit_cost"][row] * int(bought[row])
        spent += cost
        lines.append(
            Bought(
                rank=len(lines) + 1,
                sku=columns["product__sku"][row],
                product=columns["product__name"][row],
                units=int(bought[row]),
                suggested=columns["suggested"][row],
                cost=cost,
                spent=spent,
            )
        )
    return Budget(money, lines, cents.count(None))
