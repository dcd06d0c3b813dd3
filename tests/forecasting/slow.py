"""SES3 and its purchase once more, slowly and exactly: written from science.md alone."""

import math
from collections.abc import Sequence
from decimal import Decimal, localcontext
from fractions import Fraction

ALPHAS = [Fraction(n, 100) for n in (5, 10, 20, 30, 50, 70)]
SLOW, FAST = ALPHAS[0], ALPHAS[4]
LAW = (-1.2, 1.7)  # of retailers too small to have one of their own


def smoothings(sales: Sequence[int | None]) -> dict[str, Fraction]:
    """Slow, fast and tuned smoothing after the last week; None is a missing week."""
    levels: dict[Fraction, Fraction] = {}
    squares = dict.fromkeys(ALPHAS, Fraction(0))
    for units in sales:
        if units is None:
            continue
        for alpha in ALPHAS:
            if alpha not in levels:
                levels[alpha] = Fraction(units)
                continue
            error = units - levels[alpha]
            squares[alpha] += error * error
            levels[alpha] += alpha * error
    best = min(ALPHAS, key=lambda alpha: (squares[alpha], alpha))
    return {"slow": levels[SLOW], "fast": levels[FAST], "tuned": levels[best]}


def level(sales: Sequence[int | None]) -> Fraction:
    return max(sum(smoothings(sales).values()) / 3, Fraction(0))


def variance(stores: Sequence[Sequence[int]], periods: int) -> float:
    """v* of the demand of `periods` weeks of a SKU, whose stores all began in the first week."""
    weeks = len(stores[0])
    squares = []
    for origin in range(weeks - periods):
        forecast = sum(level(store[: origin + 1]) for store in stores) * periods
        sold = sum(sum(store[origin + 1 : origin + 1 + periods]) for store in stores)
        squares.append((sold - forecast) ** 2)
    demand = float(sum(map(level, stores)) * periods)
    v = float(sum(squares) / len(squares)) if squares else 0.0
    seen = len(squares) / periods
    alike = math.exp(LAW[0] + LAW[1] * math.log(demand))
    shrunk = (seen * v + 4 * alike) / (seen + 4) * (1 + 1 / max(seen, 1))
    return max(shrunk, demand)


def least(mean: float, variance: float, service: str) -> int:
    """The least k with NB(mean, variance) cdf ≥ service level, in sixty digits."""
    with localcontext() as context:
        context.prec = 60
        m, v = Decimal(mean), Decimal(variance)
        assert v > m
        p, r = m / v, m * m / (v - m)
        chance = below = p**r
        k = 0
        while below < Decimal(service):
            chance *= (r + k) / (k + 1) * (1 - p)
            below += chance
            k += 1
        return k
