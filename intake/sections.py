"""What the pages of uploads show of their files."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from intake.filters import FindingFilter
from intake.models import RejectedRow, WarnedRow
from intake.tables import FindingTable
from runs.kinds import Section
from runs.models import Run


def _rejected(run: Run) -> QuerySet:
    return RejectedRow.objects.of(run).order_by("row", "pk")


def _warned(run: Run) -> QuerySet:
    return WarnedRow.objects.of(run).order_by("row", "pk")


REJECTED = Section(
    name="rejected",
    title=_("Rejected rows"),
    rows=_rejected,
    table=FindingTable,
    filterset=FindingFilter,
    export="rejected",
    also=((_("To correct"), "rejected_rows"),),
    empty=_("Every row of the file was loaded."),
)
WARNED = Section(
    name="warnings",
    title=_("Warnings"),
    rows=_warned,
    table=FindingTable,
    filterset=FindingFilter,
    empty=_("Nothing in the file needs a look."),
)
