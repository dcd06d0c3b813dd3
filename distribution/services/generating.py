"""Asking for a distribution: a new run, made from one sales run."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from catalog.queries import stores_asked
from distribution.models import Mode
from intake.services import CREATE, StagedFile
from runs.errors import Conflict, Refused
from runs.models import Run
from runs.services import open_run, require
from runs.workflow import DRAFT
from sales.services import upload_sales

INHERITED = ("folio", "responsable", "categoria", "store_filter", "fecha_doc")


def generate_distribution(
    sales_run: Run,
    *,
    by: AbstractBaseUser,
    mode: str = Mode.SMA3_MIN3,
    about: Mapping[str, Any] | None = None,
    status: str = DRAFT,
    queue: bool = True,
) -> Run:
    """Open a distribution run on the sales of one run and the stock as it stands when computed.

    What `about` leaves out (folio, responsable, …) is taken over from the sales run. If its
    sales are still being loaded, the distribution waits for them.
    """
    _refuse_what_cannot_be(by, mode)
    if sales_run.run_type != Run.Type.SALES_UPLOAD:
        raise Refused(
            _("Nothing was generated: run %(run)s is no sales upload. Choose one.")
            % {"run": sales_run.short_id}
        )
    if sales_run.status == Run.Status.ARCHIVED:
        raise Conflict(
            _("Nothing was generated: run %(run)s is archived. Choose another sales upload.")
            % {"run": sales_run.short_id}
        )
    about = _inherit(about or {}, sales_run)
    if sales_run.outcome == Run.Outcome.COMPLETED:  # else its upload may create the stores
        stores_asked(about["store_filter"])
    return open_run(
        Run.Type.DISTRIBUTION,
        by=by,
        sources=[sales_run],
        about=about,
        status=status,
        queue=queue,
        mode=mode,
        model_name=Mode(mode).label,
        parameters={"target_week": next_monday(timezone.localdate()).isoformat()},
    )


def _refuse_what_cannot_be(by: AbstractBaseUser, mode: str) -> None:
    require(by, "runs.generate_run")
    if mode not in Mode.values:
        raise Refused(
            _("Nothing was generated: there is no mode “%(mode)s”. Choose one of: %(modes)s.")
            % {"mode": mode, "modes": ", ".join(Mode.values)}
        )


def next_monday(day: date) -> date:
    """The first Monday strictly after a day."""
    return day + timedelta(days=7 - day.weekday())


def _inherit(about: Mapping[str, Any], sales_run: Run) -> dict[str, Any]:
    return {**about, **{k: about.get(k) or getattr(sales_run, k) for k in INHERITED}}


@transaction.atomic
def upload_and_generate(
    file: StagedFile,
    *,
    by: AbstractBaseUser,
    mode: str = Mode.SMA3_MIN3,
    about: Mapping[str, Any] | None = None,
    status: str = DRAFT,
    unknown_stores: str,
    again: bool = False,
) -> Run:
    """Queue a sales upload and the distribution that waits for it, or neither.

    Returns the distribution; the upload is its source.
    """
    # Before the upload keeps its file, which no rollback would take away again.
    _refuse_what_cannot_be(by, mode)
    if unknown_stores != CREATE:
        stores_asked((about or {}).get("store_filter") or "")
    sales_run, _read = upload_sales(
        file, by=by, about=about, unknown_stores=unknown_stores, again=again
    )
    return generate_distribution(sales_run, by=by, mode=mode, about=about, status=status)
