"""Choosing the two runs of a comparison."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from runs.filters import RunFilter
from runs.kinds import compared_types, mode_in_words
from runs.models import Run, RunQuerySet
from runs.queries import begins_with

SELECTABLE = 50  # of each type, without scripts
FOUND = 20


@dataclass(frozen=True)
class Choice:
    """A run as it is offered: its label, and what tells runs of one label apart."""

    run: Run

    @property
    def text(self) -> str:
        return f"{self.run.label()} · {self.run.short_id}"

    @property
    def what(self) -> Any:
        return mode_in_words(self.run) or self.run.file_name


def choices(*chosen: Run | None) -> list[tuple[Any, list[Choice]]]:
    """The newest completed runs by type, those chosen among them; of one type once one is."""
    types = {run.run_type for run in chosen if run} or compared_types()
    groups = []
    for run_type in Run.Type.values:
        if run_type in types:
            runs = list(Run.objects.of_type(run_type).completed()[:SELECTABLE])
            runs += [run for run in chosen if run and run.run_type == run_type and run not in runs]
            groups.append((Run.Type(run_type).label, list(map(Choice, runs))))
    return groups


@require_safe
@permission_required("runs.view_run", raise_exception=True)
def search(request: HttpRequest) -> HttpResponse:
    """GET /runs/choices/?q=&beside=: runs that can be compared, as options of a list box.

    `beside` is the id of the run on the other side: only runs of its type are compared to it.
    """
    offered = _beside(request.GET.get("beside", ""))
    filterset = RunFilter({"q": request.GET.get("q", "")}, offered)
    found = filterset.qs[: FOUND + 1] if filterset.form.is_valid() else []
    context = {"choices": list(map(Choice, found[:FOUND])), "has_more": len(found) > FOUND}
    return render(request, "runs/compare_options.html", context)


def _beside(other: str) -> RunQuerySet:
    offered = Run.objects.completed().filter(run_type__in=compared_types())
    if other:
        same_type = Run.objects.filter(begins_with(other)).values("run_type")
        offered = offered.filter(run_type__in=same_type)
    return offered
