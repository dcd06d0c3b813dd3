"""Two runs of one type side by side."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from runs.errors import Refused
from runs.exports import filtered
from runs.kinds import Export
from runs.models import Run
from runs.queries import run_by_id
from runs.services import comparable, compared_rows, differences, largest_changes
from runs.tables import ComparisonTable
from runs.views.base import Page, refusal_page
from runs.views.exporting import file_of
from runs.views.listing import Listing, listing
from runs.views.parts import BarChart

SELECTABLE = 100
BARS = 10
COMPARISON = Export(
    what="comparison",
    sheet="Comparacion",
    file_stem="comparacion",
    headers=("SKU", "Producto", "Tienda", "Izquierda", "Derecha", "Delta"),
    rows=lambda run, rows: rows,
)


@dataclass(frozen=True)
class Side:
    """A figure of both runs, and how far it moved."""

    label: Any
    left: int
    right: int

    @property
    def delta(self) -> int:
        return self.right - self.left


class ComparePage(Page):
    template_name = "runs/compare.html"
    permission = "runs.view_run"
    title = _("Compare Runs")

    @cached_property
    def sides(self) -> tuple[Run | None, Run | None]:
        return _asked(self.request.GET)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left, right = self.sides
        types = [run.run_type for run in self.sides if run] or COMPARED
        context = super().get_context_data(
            left=left, right=right, choices=_choices(types, left, right), **kwargs
        )
        if not (left and right):
            return context
        comparable(left, right)
        swapped = self.request.GET.copy()
        swapped.pop("run", None)
        swapped["left"], swapped["right"] = str(right.pk), str(left.pk)
        return context | {
            "figures": [
                Side(_("Units"), left.units, right.units),
                Side(_("SKUs"), left.skus, right.skus),
                Side(_("Stores"), left.stores, right.stores),
                Side(_("Rows"), left.row_count, right.row_count),
            ],
            "differences": differences(left, right),
            "charts": _charts(left, right),
            "listing": self.listing(left, right),
            "swap_url": f"?{swapped.urlencode()}",
        }

    def listing(self, left: Run, right: Run) -> Listing:
        return listing(
            self.request,
            compared_rows(left, right),
            ComparisonTable,
            filterset_class=comparable(left, right).filterset,
            title=_("Differences by SKU and store"),
            empty=_("Neither run has a row."),
            export="comparison",
            carried={"left": str(left.pk), "right": str(right.pk)},
        )


COMPARED = (Run.Type.DISTRIBUTION, Run.Type.SALES_UPLOAD)


def _asked(query: QueryDict) -> tuple[Run | None, Run | None]:
    """Left and right as named; of two marked runs the older one is left."""
    if marked := query.getlist("run"):
        if len(marked) != 2:
            raise Refused(_("Nothing was compared: mark exactly two runs."))
        older, newer = sorted(map(run_by_id, marked), key=lambda run: run.number)
        return older, newer
    left, right = query.get("left", "").strip(), query.get("right", "").strip()
    return (run_by_id(left) if left else None, run_by_id(right) if right else None)


def _choices(types: list[str], *asked: Run | None) -> list[tuple[str, list[Run]]]:
    """Completed runs by type, the newest first, those asked for in any case among them."""
    groups = []
    for run_type in dict.fromkeys(types):
        runs = list(Run.objects.of_type(run_type).completed()[:SELECTABLE])
        runs += [run for run in asked if run and run.run_type == run_type and run not in runs]
        groups.append((Run.Type(run_type).label, runs))
    return groups


def _charts(left: Run, right: Run) -> list[BarChart]:
    charts = []
    for title, by in (
        (_("Largest changes by store"), "store"),
        (_("Largest changes by SKU"), "product"),
    ):
        if changes := largest_changes(left, right, by, BARS):
            labels, values = zip(*changes, strict=True)
            charts.append(BarChart(title, labels, values, _("units")))
    return charts


@require_safe
@permission_required("runs.view_run", raise_exception=True)
def export_comparison(request: HttpRequest) -> HttpResponse:
    """GET /export/comparison/?left=&right=&format=, and the page's filters."""
    try:
        left, right = _asked(request.GET)
        if not (left and right):
            raise Refused(_("Nothing was exported: name two runs, left and right."))
        filterset = comparable(left, right).filterset
        rows = filtered(filterset, request.GET, compared_rows(left, right))
        return file_of(COMPARISON, right, rows.rows(), request.GET)
    except Refused as refusal:
        return refusal_page(request, refusal)
