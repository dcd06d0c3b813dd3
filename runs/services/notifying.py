"""E-mail about approvals: to who may decide when a run is submitted, and back when it is decided.

Only where e-mail is configured. It is queued with the step and sent by a worker afterwards, so
that neither a slow nor a broken mail server holds up a step.
"""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.utils import translation
from django.utils.formats import localize
from django.utils.translation import gettext as _

from runs.models import Run
from runs.services.queueing import enqueue_mail
from runs.workflow import CHANGE

HOLDERS = "django.contrib.auth.backends.ModelBackend"


def notify(
    run: Run, step: str, *, by: AbstractBaseUser, note: str, submitter: AbstractBaseUser | None
) -> None:
    """Queue what others are to hear about a step that was just taken, if anything."""
    if not settings.EMAIL_URL:
        return
    with translation.override(settings.LANGUAGE_CODE):
        if step == "submit":
            told = get_user_model().objects.with_perm(
                CHANGE, include_superusers=False, backend=HOLDERS
            )
            what = _("waits for approval (urgency: %(urgency)s)")
            what %= {"urgency": run.get_urgency_display().lower()}
        elif step in ("approve", "reject") and submitter:
            told = [submitter]
            what = _("was approved") if step == "approve" else _("was rejected")
        else:
            return
        if to := _addresses(told, but=by):
            enqueue_mail(_subject(run, what), _text(run, what, by, note), to)


def _addresses(users: Iterable[AbstractBaseUser], *, but: AbstractBaseUser) -> list[str]:
    return sorted({user.email for user in users if user.is_active and user.email and user != but})


def _subject(run: Run, what: str) -> str:
    return " ".join(f"FastDSO: {run.label()} {what}".split())


def _text(run: Run, what: str, by: AbstractBaseUser, note: str) -> str:
    figures = _("%(units)s units, %(skus)s SKUs, %(stores)s stores.")
    lines = [
        f"{run.get_run_type_display()} · {run.label()} {what}.",
        _("By: %(who)s") % {"who": by},
        _("Note: %(note)s") % {"note": note} if note else "",
        figures % {name: localize(getattr(run, name)) for name in ("units", "skus", "stores")},
        f"{settings.SITE_URL}{run.get_absolute_url()}",
    ]
    return "\n\n".join(line for line in lines if line) + "\n"
