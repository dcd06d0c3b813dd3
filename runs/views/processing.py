"""Buttons about the processing of a run: cancel it, try it again."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from runs import services
from runs.errors import Refused
from runs.models import Run
from runs.queries import run_by_id
from runs.views.base import refusal_page


@require_POST
def cancel(request: HttpRequest, run: str) -> HttpResponse:
    return _act(request, run, services.cancel, _("Run %s was cancelled."))


@require_POST
def retry(request: HttpRequest, run: str) -> HttpResponse:
    return _act(request, run, services.retry, _("Run %s is queued again."))


def _act(request: HttpRequest, run: str, act: Callable[..., Run], done: str) -> HttpResponse:
    back = None
    try:
        found = run_by_id(run)
        back = _("Back to the run"), found.get_absolute_url()
        found = act(found, by=request.user)
    except Refused as refusal:
        return refusal_page(request, refusal, back)
    messages.success(request, done % found.short_id)
    return redirect(found)
