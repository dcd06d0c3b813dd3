"""What the page of a forecast run shows."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from forecasting.exports import BUDGET, FORECAST, LEFT_OUT
from forecasting.filters import LeftOutFilter, SuggestionFilter
from forecasting.methods import METHODS
from forecasting.models import PurchaseSuggestion
from forecasting.queries import left_out, suggestions
from forecasting.services import compute_forecast
from forecasting.tables import LeftOutTable, SuggestionTable
from runs.filters import SkuComparisonFilter
from runs.kinds import Comparable, Kind, Link, Parameter, Section
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
PARAMETERS = {
    "method": Parameter(_("Method"), {name: method.title for name, method in METHODS.items()}),
    "reference_day": Parameter(_("Reference day")),
    "lead_time_days": Parameter(_("Lead time (days)")),
    "coverage_weeks": Parameter(_("Coverage (weeks)")),
    "safety_weeks": Parameter(_("Safety (weeks)")),
    "service_level": Parameter(_("Service level")),
    "horizon_weeks": Parameter(_("Horizon (weeks)")),
    "min_weeks_history": Parameter(_("Least history (weeks)")),
    "campaign": Parameter(_("Campaign")),
}


def facts_of_forecast(run: Run) -> list[tuple[Any, Any]]:
    """What a forecast was asked with."""
    return [
        (parameter.label, run.parameters.get(name))
        for name, parameter in PARAMETERS.items()
        if name != "method"
    ]


FORECAST_KIND = Kind(
    run_type=Run.Type.FORECAST_V2,
    compute=compute_forecast,
    sections=(SUGGESTIONS, LEFT_OUTS),
    exports=(FORECAST, LEFT_OUT, BUDGET),
    comparable=Comparable(PurchaseSuggestion, "suggested", SkuComparisonFilter, by_store=False),
    modes={name: method.title for name, method in METHODS.items()},
    parameters=PARAMETERS,
    facts=facts_of_forecast,
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
