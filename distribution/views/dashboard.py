"""The dashboard: one distribution run, and nothing of any other."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import localize
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from distribution.filters import DashboardFilter
from distribution.queries import cd_left, lines, sending, totals_of_lines, units_by
from distribution.sections import LINES, REMAINDERS, TOP_SALES_OF_SOURCE
from runs.kinds import Section
from runs.models import Run
from runs.queries import current_run, run_by_id, selectable_runs
from runs.views import BarChart, Kpi, Listing, Page, section_listing, with_units

BARS = 12


class Dashboard(Page):
    template_name = "distribution/dashboard.html"
    permission = "runs.view_run"
    title = _("Dashboard")

    @cached_property
    def run(self) -> Run | None:
        """The run asked for, else the active one, else the latest."""
        asked = self.request.GET.get("run_id", "").strip()
        if asked:
            return run_by_id(asked, run_type=Run.Type.DISTRIBUTION)
        return current_run(Run.Type.DISTRIBUTION)

    @cached_property
    def filterset(self) -> DashboardFilter:
        return DashboardFilter(self.request.GET, lines(self.run))

    @cached_property
    def lines(self) -> QuerySet:
        return self.filterset.qs if self.filterset.form.is_valid() else lines(self.run).none()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        runs = list(selectable_runs(Run.Type.DISTRIBUTION))
        if self.run and self.run not in runs:
            runs.append(self.run)
        context |= {"run": self.run, "runs": runs}
        if self.run is None or not self.run.is_finished or self.run.error:
            return context
        predictions = self.section(replace(LINES, filterset=DashboardFilter))
        return context | {
            "form": self.filterset.form,
            "is_filtered": predictions.is_filtered,
            "clear_url": f"?run_id={self.run.pk}",
            "kpis": self.kpis(predictions.is_filtered),
            "charts": self.charts(),
            "listings": [
                replace(predictions, filterset=None),
                replace(self.section(REMAINDERS), filterset=None),
                replace(self.section(TOP_SALES_OF_SOURCE), filterset=None),
            ],
        }

    def section(self, section: Section) -> Listing:
        named = {"name": section.name, "title": section.title}
        return section_listing(self.request, section, self.run, **named)

    def kpis(self, is_filtered: bool) -> list[Kpi]:
        """Of the whole run as they were stored with it; of filtered lines, summed."""
        run = self.run
        totals = (
            totals_of_lines(self.lines)
            if is_filtered
            else {"units": run.units, "skus": run.skus, "stores": run.stores}
        )
        sent = sending(self.lines) if is_filtered else run.metadata.get("sending", {})
        form = self.filterset.form
        before, left = cd_left(run, form.cleaned_data["sku"] if form.is_valid() else "")
        return [
            Kpi(_("Units suggested"), totals["units"]),
            Kpi(_("SKUs"), totals["skus"], hint=with_units(sent.get("skus"))),
            Kpi(_("Stores"), totals["stores"], hint=with_units(sent.get("stores"))),
            Kpi(_("CD stock available"), left, hint=gettext("of %s before") % localize(before)),
        ]

    def charts(self) -> list[BarChart]:
        charts = []
        for title, name in (
            (_("Units by store"), "store__name"),
            (_("Units by SKU"), "product__sku"),
        ):
            groups = units_by(self.lines, name, BARS)
            if groups:
                labels, values = zip(*groups, strict=True)
                charts.append(BarChart(title, labels, values, _("units")))
        return charts
