"""A forecast as it was computed, before it is told and written."""

from dataclasses import dataclass

from forecasting.series import Weekly
from forecasting.services.history import History, Weeks
from forecasting.services.inputs import Inputs
from forecasting.services.parameters import Parameters
from forecasting.services.results import Names, Tables


@dataclass(frozen=True)
class Computation:
    """All that one forecast is made from, and comes to."""

    parameters: Parameters
    history: History
    names: Names
    inputs: Inputs
    weeks: Weeks
    series: Weekly
    accuracy: dict
    tables: Tables
