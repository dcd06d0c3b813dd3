"""What the page of a forecast run shows."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forecasting.exports import BUDGET, FORECAST, LEFT_OUT
from forecasting.filters import LeftOutFilter, SuggestionFilter
from forecasting.methods import METHODS
from forecasting.queries import left_out, suggestions
from forecasting.services import compute_forecast
from forecasting.tables import LeftOutTable, SuggestionTable
from runs.kinds import Kind, Link, Section
from runs.models import Run

SUGGESTIONS = Section(
    name="forecast",
    title=_("Suggested purchase"),
    rows=suggestions,
    table=SuggestionTable,
    filterset=SuggestionFilter,
    export="forecast",
    empty=_("No SKU got a forecast: see what was left out, and why."),
    total=lambda run: run.row_count,
)
LEFT_OUTS = Section(
    name="exclusions",
    title=_("Left out"),
    rows=left_out,
    table=LeftOutTable,
    filterset=LeftOutFilter,
    export="exclusions",
    empty=_("Every SKU of the sales got a forecast."),
    total=lambda run: run.metadata.get("left_out"),
)
FORECAST_KIND = Kind(
    run_type=Run.Type.FORECAST_V2,
    compute=compute_forecast,
    sections=(SUGGESTIONS, LEFT_OUTS),
    exports=(FORECAST, LEFT_OUT, BUDGET),
    modes={name: method.title for name, method in METHODS.items()},
)
FORECAST_OF_SALES = Link(
    title=_("Purchase forecast"),
    address=lambda run: f"{reverse('forecast_new')}?sales_run={run.pk}",
    permission="runs.generate_run",
)
SEE_FORECAST = Link(
    title=_("See the forecast"),
    address=lambda run: f"{reverse('forecast')}?run_id={run.pk}",
    is_main=True,
)
