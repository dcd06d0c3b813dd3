"""What can be done with forecasts."""

from forecasting.services.budgeting import Bought, Budget, amount, within_budget
from forecasting.services.computing import compute_forecast
from forecasting.services.generating import generate_forecast, usable_sales
from forecasting.services.parameters import Parameters
from forecasting.services.uplifting import remove_uplift, set_uplift

__all__ = [
    "Bought",
    "Budget",
    "Parameters",
    "amount",
    "compute_forecast",
    "generate_forecast",
    "remove_uplift",
    "set_uplift",
    "usable_sales",
    "within_budget",
]
