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
from runs.tables import ComparisonTable, SkuComparisonTable
from runs.views.base import Page, refusal_page
from runs.views.choosing import choices
from runs.views.exporting import file_of
from runs.views.listing import Listing, listing
from runs.views.parts import ChangeChart

BARS = 10
COMPARISON = Export(
    what="comparison",
    sheet="Comparacion",
    file_stem="comparacion",
    headers=("SKU", "Producto", "Tienda", "Izquierda", "Derecha", "Delta"),
    rows=lambda run, rows: rows,
)


@dataclass(frozen=True)
class Figure:
    """A figure of both runs, and how far it moved."""

    label: Any
    left: int
    right: int

    @property
    def delta(self) -> int:
        return self.right - self.left

    @property
    def percent(self) -> float | None:
        return 100 * self.delta / abs(self.left) if self.left else None


class ComparePage(Page):
    template_name = "runs/compare.html"
    permission = "runs.view_run"
    title = _("Compare Runs")

    @cached_property
    def sides(self) -> tuple[Run | None, Run | None]:
        return _asked(self.request.GET)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        left, right = self.sides
        context = super().get_context_data(
            left=left, right=right, choices=choices(left, right), **kwargs
        )
        if not (left and right):
            return context
        how = comparable(left, right)
        return context | {
            "figures": _figures(left, right, with_stores=how.by_store),
            "differences": differences(left, right),
            "charts": _charts(left, right),
            "listing": self.listing(left, right),
            "swap_url": self.swap_url(left, right),
        }

    def listing(self, left: Run, right: Run) -> Listing:
        how = comparable(left, right)
        by_store = _("Differences by SKU and store")
        return listing(
            self.request,
            compared_rows(left, right),
            ComparisonTable if how.by_store else SkuComparisonTable,
            filterset_class=how.filterset,
            title=by_store if how.by_store else _("Differences by SKU"),
            empty=_("Neither run has a row."),
            export=COMPARISON.what,
            carried={"left": str(left.pk), "right": str(right.pk)},
        )

    def swap_url(self, left: Run, right: Run) -> str:
        query = self.request.GET.copy()
        for name in ("run", "page"):
            query.pop(name, None)
        query["left"], query["right"] = str(right.pk), str(left.pk)
        return f"?{query.urlencode()}"


def _asked(query: QueryDict) -> tuple[Run | None, Run | None]:
    """Left and right as named; of two marked runs the older one is left."""
    if marked := query.getlist("run"):
        if len(marked) != 2:
            raise Refused(_("Nothing was compared: mark exactly two runs."))
        older, newer = sorted(map(run_by_id, marked), key=lambda run: run.number)
        return older, newer
    left, right = query.get("left", "").strip(), query.get("right", "").strip()
    return (run_by_id(left) if left else None, run_by_id(right) if right else None)


def _figures(left: Run, right: Run, *, with_stores: bool) -> list[Figure]:
    figures = [(_("Units"), "units"), (_("SKUs"), "skus")]
    if with_stores:
        figures += [(_("Stores"), "stores")]
    figures += [(_("Rows"), "row_count")]
    return [Figure(label, getattr(left, name), getattr(right, name)) for label, name in figures]


def _charts(left: Run, right: Run) -> list[ChangeChart]:
    charts = []
    for title, by in (
        (_("Largest changes by store"), "store"),
        (_("Largest changes by SKU"), "product"),
    ):
        if changes := largest_changes(left, right, by, BARS):
            labels, values = zip(*changes, strict=True)
            charts.append(ChangeChart(title, labels, values, _("units")))
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
