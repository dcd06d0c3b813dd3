"""The classic modes once more, slowly: written from their description alone, to compare with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

WINDOW_AND_MINIMUM = {
    "sma3_min3": (3, 3),
    "sma2_min2": (2, 2),
    "sma1_no_min": (1, 1),
    "sma3_ignore_stock": (3, 3),
}
Pair = tuple[str, str]  # SKU, store


@dataclass
class Distribution:
    units: dict[Pair, int]
    remainder: dict[str, tuple[int, int, int]]  # before, assigned, left
    too_little_history: dict[Pair, int]  # weeks
    unlimited: set[Pair]


def distribute(
    sales: Iterable[tuple[str, str, date, int]],
    cd_stock: Mapping[str, int],
    store_stock: Mapping[Pair, int],
    mode: str,
) -> Distribution:
    window, minimum = WINDOW_AND_MINIMUM[mode]
    by_week: dict[Pair, dict[date, int]] = {}
    for sku, store, day, quantity in sales:
        monday = day - timedelta(days=day.weekday())
        weeks = by_week.setdefault((sku, store), {})
        weeks[monday] = weeks.get(monday, 0) + quantity

    suggested: dict[Pair, int] = {}
    too_little: dict[Pair, int] = {}
    for pair, weeks in by_week.items():
        if len(weeks) < minimum:
            too_little[pair] = len(weeks)
            continue
        last = [weeks[monday] for monday in sorted(weeks)[-window:]]
        mean = Fraction(sum(last), len(last))
        held = 0 if mode == "sma3_ignore_stock" else store_stock.get(pair, 0)
        suggested[pair] = max(half_to_even(mean) - held, 0)

    units: dict[Pair, int] = {}
    remainder: dict[str, tuple[int, int, int]] = {}
    unlimited: set[Pair] = set()
    for sku in {sku for sku, _store in suggested}:
        pairs = [pair for pair in suggested if pair[0] == sku]
        pairs.sort(key=lambda pair: (-suggested[pair], [ord(letter) for letter in pair[1]]))
        if sku not in cd_stock:
            units |= {pair: suggested[pair] for pair in pairs}
            unlimited.update(pairs)
            continue
        before = left = max(0, cd_stock[sku])
        for pair in pairs:
            units[pair] = min(suggested[pair], left)
            left -= units[pair]
        remainder[sku] = (before, before - left, left)
    return Distribution(units, remainder, too_little, unlimited)


def half_to_even(number: Fraction) -> int:
    below = number.numerator // number.denominator
    rest = number - below
    if rest == Fraction(1, 2):
        return below if below % 2 == 0 else below + 1
    return below if rest < Fraction(1, 2) else below + 1
