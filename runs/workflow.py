"""The workflow of runs, as one table: what each step is, where it starts and ends, who may."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

DRAFT, SIMULATED, APPROVED, EXECUTED, ARCHIVED = (
    "DRAFT",
    "SIMULATED",
    "APPROVED",
    "EXECUTED",
    "ARCHIVED",
)
RESULTS = ("distribution", "forecast_v2")
NOT_STOCK = (*RESULTS, "sales_upload")  # a count is taken back by counting again
EVERY_TYPE = (*NOT_STOCK, "stock_upload")
BORN = {DRAFT: EVERY_TYPE, SIMULATED: RESULTS}  # how a run begins, and of which types
CHANGE, SUBMIT, ACTIVATE = "runs.change_status_run", "runs.submit_run", "runs.activate_run"


@dataclass(frozen=True)
class Step:
    """A step of the workflow. `ends` None leaves the status as it is.

    `pending` says whether it needs a submission (True), forbids one (False) or does not care;
    a step that changes the status ends a submission in any case.
    """

    name: str
    label: Promise
    starts: tuple[str, ...]
    ends: str | None
    permission: str
    run_types: tuple[str, ...] = RESULTS
    needs_note: bool = False
    pending: bool | None = None
    is_by_another: bool = False  # not by the author, where four eyes are asked for
    is_grave: bool = False  # shown as something that cannot simply be taken back


STEPS = {
    step.name: step
    for step in (
        Step("submit", _("Submit for approval"), (DRAFT, SIMULATED), None, SUBMIT, pending=False),
        Step("withdraw", _("Withdraw"), (DRAFT, SIMULATED), None, SUBMIT, pending=True),
        Step("simulate", _("Mark as simulated"), (DRAFT,), SIMULATED, CHANGE, pending=False),
        Step("reopen", _("Reopen as draft"), (SIMULATED,), DRAFT, CHANGE, pending=False),
        Step(
            "approve",
            _("Approve"),
            (DRAFT, SIMULATED),
            APPROVED,
            CHANGE,
            is_by_another=True,
        ),
        Step(
            "reject",
            _("Reject"),
            (DRAFT, SIMULATED),
            DRAFT,
            CHANGE,
            needs_note=True,
            pending=True,
        ),
        Step("revoke", _("Revoke approval"), (APPROVED,), DRAFT, CHANGE, needs_note=True),
        Step("execute", _("Execute"), (APPROVED,), EXECUTED, CHANGE, is_grave=True),
        Step(
            "undo",
            _("Undo"),
            (EXECUTED,),
            ARCHIVED,
            CHANGE,
            needs_note=True,
            is_grave=True,
        ),
        Step(
            "archive",
            _("Archive"),
            (DRAFT, SIMULATED, EXECUTED),
            ARCHIVED,
            CHANGE,
            NOT_STOCK,
            is_grave=True,
        ),
        Step(
            "activate",
            _("Activate"),
            (DRAFT, SIMULATED, APPROVED, EXECUTED),
            None,
            ACTIVATE,
            EVERY_TYPE,
        ),
    )
}
