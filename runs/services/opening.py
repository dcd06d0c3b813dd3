"""Opening a run: the record exists, its work is queued."""

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.translation import gettext as _

from runs.errors import Conflict, NotAllowed, Refused
from runs.models import Run, RunEvent, RunSource
from runs.services.queueing import enqueue
from runs.workflow import BORN, DRAFT

SYSTEM = "sistema"


def system_user() -> AbstractBaseUser:
    """Who acts when nobody in particular does: commands without --by."""
    user, created = get_user_model().objects.get_or_create(
        username=SYSTEM, defaults={"is_active": False, "first_name": "Sistema"}
    )
    if created:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user


def may(user: AbstractBaseUser, permission: str) -> bool:
    """Whether the user may. The system user may all that commands offer."""
    return user.username == SYSTEM or user.has_perm(permission)


def require(user: AbstractBaseUser, permission: str) -> None:
    """Raise NotAllowed unless the user may."""
    if not may(user, permission):
        raise NotAllowed(
            _("Nothing was done: your user lacks the permission. Ask an administrator for it.")
        )


@transaction.atomic
def open_run(
    run_type: str,
    *,
    by: AbstractBaseUser,
    sources: Iterable[Run] = (),
    queue: bool = True,
    about: Mapping[str, Any] | None = None,
    status: str = DRAFT,
    **fields: Any,
) -> Run:
    """Create a run with its lineage and first event, and queue its work.

    `about` holds the descriptive fields (folio, responsable, …), as a form or command gives
    them. A run is born a draft, or simulated (`status`). Work waits for sources that are not
    completed yet: it is queued when they are.
    With queue=False the caller processes the run itself, now: its sources must be completed.
    """
    if run_type not in BORN.get(status, ()):
        raise Refused(_("Nothing was done: a run of this type does not begin like that."))
    run = Run(
        run_type=run_type,
        status=status,
        created_by=by,
        software_version=settings.VERSION,
        **_descriptive(about or {}),
        **fields,
    )
    run.save(force_insert=True)
    # As they are now, and held: one that completes meanwhile finds its child, or is seen to have.
    sources = list(
        Run.objects.select_for_update(no_key=True).filter(pk__in=[source.pk for source in sources])
    )
    for source in sources:
        if source.outcome == Run.Outcome.FAILED:
            raise Conflict(
                _("Nothing was generated: its source %(run)s failed.") % {"run": source.short_id}
            )
        if not queue and source.outcome != Run.Outcome.COMPLETED:
            raise Conflict(
                _("Nothing was generated: its source %(run)s is not completed yet. Wait for it.")
                % {"run": source.short_id}
            )
        RunSource.objects.create(run=run, source=source)
    RunEvent.objects.create(
        run=run, by=by, action=RunEvent.Action.CREATED, to_status=run.status, note=run.notes
    )
    if queue and all(source.outcome == Run.Outcome.COMPLETED for source in sources):
        enqueue(run)
    return run


@functools.cache
def _text_limits() -> dict[str, int | None]:
    names = ("folio", "responsable", "categoria", "store_filter", "notes")
    return {name: Run._meta.get_field(name).max_length for name in names}


def _descriptive(about: Mapping[str, Any]) -> dict[str, Any]:
    """The descriptive fields, trimmed and checked: SQLite would store what PostgreSQL refuses."""
    fields = {"fecha_doc": about.get("fecha_doc") or None}
    for name, limit in _text_limits().items():
        text = str(about.get(name) or "").strip()
        label = Run._meta.get_field(name).verbose_name
        if limit and len(text) > limit:
            raise Refused(
                _("Nothing was done: %(field)s has more than %(limit)s characters. Shorten it.")
                % {"field": label, "limit": limit}
            )
        if "\0" in text:
            raise Refused(
                _("Nothing was done: %(field)s contains an invalid character. Remove it.")
                % {"field": label}
            )
        fields[name] = text
    return fields
