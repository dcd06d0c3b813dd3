"""With a limited sum of money: what to buy first."""

import numpy as np

from forecasting.purchase.demand import lost

MOST_STEPS = 64  # in which what a SKU is asked for is bought


def budget_order(
    mean: np.ndarray,
    variance: np.ndarray,
    position: np.ndarray,
    pack: np.ndarray,
    units: np.ndarray,
    cost: np.ndarray,
    money: float,
    first: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Units bought per SKU within `money`, and its rank by its first purchase (1, 2, …; 0: none).

    What is asked for (`units`, whole packs) is bought pack by pack, whichever SKU's next pack is
    worth most: the chance that its units sell within the period, on average. That is worth per
    money spent if all SKUs earn the same share of their cost. Of equal ones the SKU given first is
    bought first. `first` is the least first purchase in units, for minimum orders; a pack if None.

    A SKU that needs more than 64 packs is bought in 64 steps of several packs. What no longer fits
    the money is bought in as many packs as fit, and then nothing more of that SKU. `cost` is that
    of a unit; a SKU whose cost is NaN is not bought. Whole numbers are reckoned exactly.
    """
    pack, units, position = (np.asarray(x, dtype=np.int64) for x in (pack, units, position))
    least = pack if first is None else np.maximum(np.asarray(first, np.int64), pack)
    least = np.minimum(-(-least // pack) * pack, units)
    stride = -(-np.maximum(units - least, 0) // (pack * (MOST_STEPS - 1))) * pack
    stride = np.maximum(stride, pack)
    steps = np.where(units > 0, 1 + -(-(units - least) // stride), 0)
    steps[np.isnan(cost)] = 0

    sku = np.repeat(np.arange(len(units)), steps)
    step = np.arange(len(sku)) - np.repeat(np.cumsum(steps) - steps, steps)
    before = np.where(step > 0, least[sku] + (step - 1) * stride[sku], 0)
    after = np.minimum(least[sku] + step * stride[sku], units[sku])
    beyond = lost(mean[sku], variance[sku], position[sku] + after)
    ahead = np.append(0.0, beyond)[:-1]
    ahead[step == 0] = lost(mean, variance, position)[steps > 0]
    worth = (ahead - beyond) / (after - before)
    order = np.lexsort((step, sku, -np.round(worth, 12)))
    return _buy(sku[order], (after - before)[order], step[order], cost, pack, money, len(units))


def _buy(
    sku: np.ndarray,
    amount: np.ndarray,
    step: np.ndarray,
    cost: np.ndarray,
    pack: np.ndarray,
    money: float,
    skus: int,
) -> tuple[np.ndarray, np.ndarray]:
    """Buy steps in the order given: as many as the money lasts, pass over one, and on."""
    bought = np.zeros(skus, dtype=np.int64)
    ranked = [np.zeros(0, dtype=np.int64)]
    while len(sku):
        spent = np.cumsum(amount * cost[sku])
        taken = int(np.searchsorted(spent, money, side="right"))
        np.add.at(bought, sku[:taken], amount[:taken])
        ranked.append(sku[:taken][step[:taken] == 0])
        if taken:
            money -= spent[taken - 1]
        if taken == len(sku):
            break
        dear = sku[taken]
        packs = int(money // (cost[dear] * pack[dear])) if step[taken] else 0
        bought[dear] += packs * pack[dear]
        money -= packs * pack[dear] * cost[dear]
        sku, amount, step = (column[taken:] for column in (sku, amount, step))
        closed = np.zeros(skus, dtype=bool)
        least = np.where(step > 0, pack[sku], amount)
        closed[sku[least * cost[sku] > money]] = True
        kept = ~closed[sku]
        sku, amount, step = sku[kept], amount[kept], step[kept]
    rank = np.zeros(skus, dtype=np.int64)
    order = np.concatenate(ranked)
    rank[order] = np.arange(1, len(order) + 1)
    return bought, rank
