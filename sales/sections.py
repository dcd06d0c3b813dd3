"""What the page of a sales run shows."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from intake.exports import REJECTED as REJECTED_EXPORT
from intake.exports import REJECTED_ROWS
from intake.sections import REJECTED, WARNED
from intake.services import CREATE, FAIL, IGNORE
from runs.kinds import Comparable, Kind, Parameter, Section
from runs.models import Run
from sales.exports import SALES
from sales.filters import ComparisonFilter, SalesFilter, TopSalesFilter
from sales.models import SalesRecord
from sales.queries import top_sales
from sales.services import compute_sales
from sales.tables import SalesTable, TopSalesTable


def _sales(run: Run) -> QuerySet:
    rows = SalesRecord.objects.of(run).order_by("-date", "product__sku", "store__name", "line")
    return rows.values("line", "product__sku", "product__name", "store__name", "date", "quantity")


TOP_SALES = Section(
    name="top",
    title=_("Top sales"),
    rows=top_sales,
    table=TopSalesTable,
    filterset=TopSalesFilter,
    empty=_("The file has no sales."),
)
SALES_KIND = Kind(
    run_type=Run.Type.SALES_UPLOAD,
    compute=compute_sales,
    permission="runs.upload_run",
    sections=(
        TOP_SALES,
        Section(
            name="rows",
            title=_("Sales"),
            rows=_sales,
            table=SalesTable,
            filterset=SalesFilter,
            export="sales",
            total=lambda run: run.row_count,
        ),
        REJECTED,
        WARNED,
    ),
    exports=(SALES, REJECTED_EXPORT, REJECTED_ROWS),
    comparable=Comparable(SalesRecord, "quantity", ComparisonFilter),
    parameters={
        "unknown_stores": Parameter(
            _("Stores the catalogue does not know"),
            {
                FAIL: _("Stop and list them"),
                CREATE: _("Create them as new stores"),
                IGNORE: _("Leave their rows out"),
            },
        )
    },
)
