"""The methods that forecast: one file each, and one line here.

A method takes sales (weeks, series) as floats, NaN where a week is missing (before the first sale,
not uploaded, known to be out of stock), and treats each series by itself: what it says of one does
not depend, to the last bit, on which others stand beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .classic_rule import classic_rule
from .levels import Levels
from .mean4 import mean4
from .naive import naive
from .ses3 import ses3
from .sma import sma2, sma3

__all__ = ["CLASSIC", "DEFAULT", "METHODS", "NAIVE", "OFFERED", "Levels", "Method"]


@dataclass(frozen=True)
class Method:
    """`title` is how users know it: data that files carry, not translated.

    A classic method looks back some days and divides by weeks: its arithmetic is in
    `forecasting/classic.py`, `levels` is what it comes to week by week. What is not offered is
    there to be compared with.
    """

    title: str
    levels: Callable[[np.ndarray], Levels]
    days: int = 0
    divisor: int = 0
    is_offered: bool = True


METHODS = {
    "ses3": Method("Suavizado exponencial (lento, rápido y ajustado)", ses3),
    "sma3": Method("Promedio 3 semanas (clásico)", sma3, days=21, divisor=3),
    "sma2": Method("Promedio 2 semanas (clásico)", sma2, days=14, divisor=2),
    "last_week": Method("Última semana (clásico)", naive, days=7, divisor=1),
    "mean4": Method("Promedio 4 semanas", mean4, is_offered=False),
    "classic": Method("Promedio de 3 semanas con ventas", classic_rule, is_offered=False),
}
DEFAULT = "ses3"
NAIVE = "last_week"  # the least that others must beat
OFFERED = {name: method for name, method in METHODS.items() if method.is_offered}
CLASSIC = {name for name, method in METHODS.items() if method.divisor}
