"""The Runs Center: every run, newest first."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from runs.filters import RunFilter
from runs.models import Run
from runs.tables import RunTable
from runs.views.base import TablePage


class RunsCenter(TablePage):
    permission = "runs.view_run"
    title = _("Runs Center")
    table_class = RunTable
    filterset_class = RunFilter
    empty = _("Upload a sales file: it becomes the first run.")

    def rows(self) -> QuerySet:
        return Run.objects.order_by("-number")
