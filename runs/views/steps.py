"""Taking a step with a run: its effect is shown before, its refusal is a page that says why."""

from itertools import chain
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from runs.errors import Refused
from runs.forms import StepForm
from runs.models import Run
from runs.queries import NoSuchRun, run_by_id
from runs.services import advance, effects_of, steps_for
from runs.views.base import Page, refusal_page
from runs.workflow import STEPS, Step


class StepsPage(Page):
    """The steps that are open to the user, as a page or as the piece a dialog shows."""

    template_name = "runs/steps.html"
    permission = "runs.view_run"

    def get_template_names(self) -> list[str]:
        piece = self.request.headers.get("HX-Request")
        return ["runs/steps_choice.html"] if piece else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        run = run_by_id(self.kwargs["run"])
        shown = kwargs | {
            "run": run,
            "steps": steps_for(run, self.request.user),
            "title": _("What to do with this run"),
            "trail": [(run.label(), run.get_absolute_url())],
            "next": self.request.GET.get("next", ""),
        }
        return super().get_context_data(**shown)


class StepPage(Page):
    """GET shows what a step would do, as a page or as the piece a dialog shows; POST takes it."""

    template_name = "runs/step.html"
    permission = "runs.view_run"

    @cached_property
    def run(self) -> Run:
        return run_by_id(self.kwargs["run"])

    @cached_property
    def step(self) -> Step:
        if self.kwargs["step"] not in STEPS:
            raise NoSuchRun(_("There is no such step. Go back to the run and choose one."))
        return STEPS[self.kwargs["step"]]

    def get_template_names(self) -> list[str]:
        piece = self.request.headers.get("HX-Request")
        return ["runs/step_form.html"] if piece else [self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        given = {"form": StepForm(self.step), "refusal": ""} | kwargs
        shown = given | {  # `run` and `step` come from the address, too: as texts
            "run": self.run,
            "step": self.step,
            "title": self.step.label,
            "trail": [(self.run.label(), self.run.get_absolute_url())],
            "effects": effects_of(self.run, self.step),
            "may": self.step in steps_for(self.run, self.request.user),
            "next": (self.request.POST or self.request.GET).get("next", ""),
        }
        return super().get_context_data(**shown)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = StepForm(self.step, request.POST)
        try:
            if not form.is_valid():
                raise Refused(" ".join(chain.from_iterable(form.errors.values())))
            return take(request, self.run, self.step.name, **form.cleaned_data)
        except Refused as refusal:
            self.run.refresh_from_db()
            context = self.get_context_data(form=form, refusal=str(refusal))
            return self.render_to_response(context, status=refusal.status_code)


@require_POST
def activate(request: HttpRequest, run: str) -> HttpResponse:
    try:
        return take(request, run_by_id(run), "activate")
    except Refused as refusal:
        return refusal_page(request, refusal)


def take(request: HttpRequest, run: Run, step: str, **how: str) -> HttpResponse:
    """Take the step, say how it went, and show the page it was asked from."""
    run = advance(run, step, by=request.user, **how)
    messages.success(
        request,
        _("%(step)s: run %(run)s is now %(status)s.")
        % {
            "step": STEPS[step].label,
            "run": run.short_id,
            "status": run.get_status_display().lower(),
        },
    )
    return redirect(_safe(request, request.POST.get("next", "")) or run)


def _safe(request: HttpRequest, address: str) -> str:
    is_safe = url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure())
    return address if is_safe else ""
