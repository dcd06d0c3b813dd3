"""Finding runs."""

import re
import uuid

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from runs.errors import Refused
from runs.models import Run, RunQuerySet

SELECTABLE = 50


class NoSuchRun(Refused):
    status_code = 404


def begins_with(text: str) -> Q:
    """Runs whose id begins with these 8 to 32 hexadecimal digits; no run for any other text."""
    digits = text.strip().lower().replace("-", "")
    if not re.fullmatch("[0-9a-f]{8,32}", digits):
        return Q(pk__in=[])
    first, last = uuid.UUID(digits.ljust(32, "0")), uuid.UUID(digits.ljust(32, "f"))
    return Q(id__gte=first, id__lte=last)


def run_by_id(text: str, *, run_type: str | None = None) -> Run:
    """The run with this id, given in full or by a unique beginning of 8 or more characters."""
    found = list(Run.objects.filter(begins_with(text))[:2])
    if not found:
        raise NoSuchRun(
            _(
                "There is no run “%(text)s”. Copy the id from the Runs Center: "
                "at least its first 8 characters."
            )
            % {"text": text[:64]}
        )
    if len(found) > 1:
        raise Refused(
            _("Several runs begin with %(text)s. Give more characters of the id.") % {"text": text}
        )
    (run,) = found
    if run_type and run.run_type != run_type:
        raise Refused(
            _("Run %(run)s is of type “%(type)s”; one of type “%(wanted)s” is needed.")
            % {
                "run": run.short_id,
                "type": run.get_run_type_display(),
                "wanted": Run.Type(run_type).label,
            }
        )
    return run


def current_run(run_type: str) -> Run | None:
    """The active run of a type, else its latest completed one that is not archived."""
    usable = Run.objects.usable().of_type(run_type)
    return usable.filter(is_active=True).first() or usable.first()


def last_run(run_type: str, **parameters) -> Run | None:
    """The newest usable run of a type that was made with these parameters."""
    usable = Run.objects.usable().of_type(run_type)
    return usable.filter(**{f"parameters__{k}": v for k, v in parameters.items()}).first()


def selectable_runs(run_type: str) -> RunQuerySet:
    """The last runs of a type a page offers to choose from, newest first."""
    return Run.objects.of_type(run_type).completed()[:SELECTABLE]


def run_of_same_file(sha256: str, run_type: str, **parameters) -> Run | None:
    """The newest run that loaded, or is loading, exactly this file in the same way."""
    return (
        Run.objects.of_type(run_type)
        .filter(file_sha256=sha256, **{f"parameters__{k}": v for k, v in parameters.items()})
        .exclude(status=Run.Status.ARCHIVED)
        .exclude(outcome=Run.Outcome.FAILED)
        .first()
    )


def run_of_same_content(
    digest: str, run_type: str, *, but_for: Run | None = None, **parameters
) -> Run | None:
    """The newest run whose results say exactly this; of a run's, only those before it."""
    same = Run.objects.usable().of_type(run_type).filter(digest=digest)
    if but_for is not None and but_for.number:
        same = same.filter(number__lt=but_for.number)
    return same.filter(**{f"parameters__{k}": v for k, v in parameters.items()}).first()


def waiting_runs() -> RunQuerySet:
    """Runs submitted for approval, the most urgent first, then the one that waits longest."""
    urgency = Case(
        When(urgency=Run.Urgency.URGENT, then=0),
        When(urgency=Run.Urgency.MEDIUM, then=1),
        default=2,
    )
    waiting = Run.objects.filter(submitted_at__isnull=False)
    return waiting.annotate(order=urgency).order_by("order", "submitted_at")
