"""A forecast as it was computed, before it is told and written."""

from dataclasses import dataclass

from forecasting.series import Weekly
from forecasting.services.history import History, Weeks
from forecasting.services.inputs import Inputs
from forecasting.services.outlook import Outlook
from forecasting.services.parameters import Parameters
from forecasting.services.results import Names, Tables
from runs.models import Run


@dataclass(frozen=True)
class Computation:
    """All that one forecast is made from, and comes to."""

    run: Run
    parameters: Parameters
    history: History
    names: Names
    inputs: Inputs
    weeks: Weeks
    series: Weekly
    outlook: Outlook
    accuracy: dict
    tables: Tables
