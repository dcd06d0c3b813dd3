"""Verifying a run from its page: a worker computes it again, the page shows how far it is."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from runs.errors import Refused
from runs.models import Run, RunEvent
from runs.queries import last_verification, run_by_id
from runs.services import ask_to_verify
from runs.views.base import refusal_page


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("runs.view_run", raise_exception=True)
def verification(request: HttpRequest, run: str) -> HttpResponse:
    """POST asks for it; GET says how it stands: a piece for the run's page, else JSON."""
    try:
        found = run_by_id(run)
        if request.method == "POST":
            ask_to_verify(found, by=request.user)
            messages.success(request, _("A worker computes the run again: see how far it is."))
            return redirect(found)
    except Refused as refusal:
        return refusal_page(request, refusal)
    event = last_verification(found)
    waits = event is not None and event.action == RunEvent.Action.VERIFYING
    if not request.headers.get("HX-Request"):
        return JsonResponse(_facts(found, event, waits))
    response = render(request, "runs/verifying.html", {"run": found})
    if not waits:
        response["HX-Refresh"] = "true"
    return response


def _facts(run: Run, event: RunEvent | None, waits: bool) -> dict:
    return {
        "run_id": str(run.pk),
        "waits": waits,
        "result": event.action if event and not waits else None,
        "at": event and event.at,
        "by": event and str(event.by),
        **{key: run.progress.get(key) for key in ("stage", "done", "total")},
    }
