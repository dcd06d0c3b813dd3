"""The Runs Center: every run, newest first, and those that wait for approval."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from runs.filters import RunFilter
from runs.models import Run
from runs.queries import waiting_runs
from runs.services import steps_for
from runs.tables import RunTable
from runs.views.base import Page, TablePage
from runs.views.parts import Tab
from runs.workflow import STEPS

# Long texts and JSON that no list shows.
NOT_LISTED = ("error", "notes", "metadata", "parameters", "warnings", "progress", "submit_note")


def _tabs(active: str) -> list[Tab]:
    return [
        Tab(_("All runs"), reverse("runs:list"), active == "all"),
        Tab(_("To approve"), reverse("runs:queue"), active == "queue", waiting_runs().count()),
    ]


class RunsCenter(TablePage):
    template_name = "runs/center.html"
    permission = "runs.view_run"
    title = _("Runs Center")
    table_class = RunTable
    filterset_class = RunFilter
    empty = _("Upload a sales file: it becomes the first run.")

    def rows(self) -> QuerySet:
        return Run.objects.defer(*NOT_LISTED).order_by("-number")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(tabs=_tabs("all"), **kwargs)


class ApprovalQueue(Page):
    """What was submitted, with what a manager needs to decide, and the decision in place."""

    template_name = "runs/queue.html"
    permission = "runs.view_run"
    title = _("Runs Center")
    decisions = ("approve", "reject", "withdraw")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        runs = list(waiting_runs().select_related("submitted_by"))
        for run in runs:
            mine = steps_for(run, self.request.user)
            run.steps = [STEPS[name] for name in self.decisions if STEPS[name] in mine]
        return super().get_context_data(tabs=_tabs("queue"), waiting=runs, **kwargs)
