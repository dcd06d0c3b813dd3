"""The classic purchase forecast once more, slowly: written from its description alone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

DAYS_AND_DIVISOR = {"sma3": (21, 3), "sma2": (14, 2), "last_week": (7, 1)}
Sale = tuple[str, str, date, int]  # SKU, store, day, units


@dataclass(frozen=True)
class Line:
    sku: str
    demand_per_week: Fraction
    required_units: Fraction
    available_cd: int
    suggested: int


@dataclass(frozen=True)
class Asked:
    method: str
    reference_day: date
    lead_time_days: int = 14
    coverage_weeks: Fraction = Fraction(4)
    safety_weeks: Fraction = Fraction(1)
    min_weeks_history: int = 1
    store_filter: str = ""


@dataclass(frozen=True)
class Purchase:
    lines: list[Line]  # in their order
    left_out: dict[str, tuple[str, int]]  # reason, weeks with rows in the window


def purchase(sales: Iterable[Sale], cd_stock: Mapping[str, int], asked: Asked) -> Purchase:
    days, divisor = DAYS_AND_DIVISOR[asked.method]
    first = asked.reference_day - timedelta(days=days)
    lines, left_out = [], {}
    sales = [row for row in sales if asked.store_filter in ("", row[1])]
    for sku in {row[0] for row in sales}:
        window = [row for row in sales if row[0] == sku and first <= row[2] <= asked.reference_day]
        weeks = {row[2].isocalendar()[:2] for row in window}
        if not weeks:
            left_out[sku] = ("no_sales", 0)
        elif len(weeks) < asked.min_weeks_history:
            left_out[sku] = ("little_history", len(weeks))
        else:
            demand = Fraction(sum(row[3] for row in window), divisor)
            cover = asked.coverage_weeks + asked.safety_weeks + Fraction(asked.lead_time_days, 7)
            required, available = demand * cover, cd_stock.get(sku, 0)
            suggested = max(round(required) - available, 0)
            lines.append(Line(sku, demand, required, available, suggested))
    return Purchase(sorted(lines, key=lambda line: (-line.suggested, line.sku)), left_out)


def shown(number: Fraction) -> str:
    """With two decimals, halves to even."""
    hundredths = round(100 * number)
    whole, rest = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{rest:02}"
