"""What to buy: how far the forecast errs, the target that covers it, the order, the budget.

Every function takes and gives columns, a value per SKU.
What the formulas achieve is measured in docs/forecast-accuracy.md.
"""

from .budget import budget_order
from .classes import abc, xyz
from .demand import at_least, fill_rate, lost, survival
from .orders import to_order
from .variance import DEFAULT_LAW, errors, law, spread

__all__ = [
    "DEFAULT_LAW",
    "abc",
    "at_least",
    "budget_order",
    "errors",
    "fill_rate",
    "law",
    "lost",
    "spread",
    "survival",
    "to_order",
    "xyz",
]
