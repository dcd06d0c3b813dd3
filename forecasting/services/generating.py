"""Asking for a forecast: a new run, made from one or several sales runs."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from catalog.queries import stores_asked
from forecasting.methods import METHODS
from forecasting.services.parameters import Parameters
from runs.errors import Conflict, Refused
from runs.models import Run
from runs.services import open_run, require
from runs.workflow import DRAFT


def generate_forecast(
    sales_runs: Sequence[Run] = (),
    *,
    by: AbstractBaseUser,
    asked: Mapping[str, Any] | None = None,
    about: Mapping[str, Any] | None = None,
    status: str = DRAFT,
    queue: bool = True,
) -> Run:
    """Open a forecast run on the sales of some runs, or of all that are completed and not archived.

    `asked` are Parameters by name; `about` describes the run (folio, responsable, …).
    """
    require(by, "runs.generate_run")
    parameters = Parameters.checked(asked or {})
    sales_runs = list(sales_runs) or list(usable_sales())
    if not sales_runs:
        raise Refused(_("Nothing was computed: there are no sales yet. Upload a sales file."))
    for run in sales_runs:
        _refuse_unusable(run)
    stores_asked((about or {}).get("store_filter") or "")
    return open_run(
        Run.Type.FORECAST_V2,
        by=by,
        sources=sales_runs,
        about=about,
        queue=queue,
        status=status,
        mode=parameters.method,
        model_name=METHODS[parameters.method].title,
        parameters=parameters.as_json(),
    )


def usable_sales():
    """The sales uploads that a forecast takes for its history unless told otherwise."""
    return Run.objects.usable().of_type(Run.Type.SALES_UPLOAD)


def _refuse_unusable(run: Run) -> None:
    if run.run_type != Run.Type.SALES_UPLOAD:
        raise Refused(
            _("Nothing was computed: run %(run)s is no sales upload. Choose one.")
            % {"run": run.short_id}
        )
    if run.status == Run.Status.ARCHIVED:
        raise Conflict(
            _("Nothing was computed: run %(run)s is archived. Choose another sales upload.")
            % {"run": run.short_id}
        )
