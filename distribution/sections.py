"""What the page of a distribution run shows."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from distribution.exports import EXCLUSIONS, PREDICTIONS, REMAINDER, SALES_OF_SOURCE
from distribution.filters import ExclusionFilter, LineFilter, RemainderFilter
from distribution.models import Prediction
from distribution.queries import exclusions, lines, remainders, top_sales_of_source
from distribution.services import compute_distribution
from distribution.tables import ExclusionTable, PredictionTable, RemainderTable
from runs.kinds import Comparable, Kind, Link, Parameter, Section
from runs.models import Run
from sales.filters import ComparisonFilter
from sales.sections import TOP_SALES

LINES = Section(
    name="predictions",
    title=_("Suggested distribution"),
    rows=lines,
    table=PredictionTable,
    filterset=LineFilter,
    export="predictions",
    empty=_("No pair of SKU and store has enough history for this mode: try one with fewer weeks."),
    total=lambda run: run.row_count,
)
REMAINDERS = Section(
    name="remainder",
    title=_("CD remainder"),
    rows=remainders,
    table=RemainderTable,
    filterset=RemainderFilter,
    export="remainder",
    empty=_("No SKU of this distribution has a CD stock record. Upload the CD stock."),
)
TOP_SALES_OF_SOURCE = replace(TOP_SALES, rows=top_sales_of_source, export="sales")
DISTRIBUTION_KIND = Kind(
    run_type=Run.Type.DISTRIBUTION,
    compute=compute_distribution,
    sections=(
        LINES,
        REMAINDERS,
        TOP_SALES_OF_SOURCE,
        Section(
            name="exclusions",
            title=_("Excluded"),
            rows=exclusions,
            table=ExclusionTable,
            filterset=ExclusionFilter,
            export="exclusions",
            empty=_("Every SKU and store of the sales got a line."),
            total=lambda run: run.metadata.get("excluded"),
        ),
    ),
    exports=(PREDICTIONS, REMAINDER, EXCLUSIONS, SALES_OF_SOURCE),
    comparable=Comparable(Prediction, "final", ComparisonFilter),
    parameters={"target_week": Parameter(_("Target week"))},
)
GENERATE = Link(
    title=_("Generate distribution"),
    address=lambda run: f"{reverse('distribution:new')}?sales_run={run.pk}",
    permission="runs.generate_run",
    is_main=True,
)
SEE_IN_DASHBOARD = Link(
    title=_("See in the dashboard"),
    address=lambda run: f"{reverse('dashboard')}?run_id={run.pk}",
    is_main=True,
)
