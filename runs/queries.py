"""Finding runs."""

import re
import uuid
from collections.abc import Callable

from django.db.models import Case, Q, When
from django.utils.translation import gettext as _

from runs.errors import Refused
from runs.models import Run, RunEvent, RunQuerySet

SELECTABLE = 50
IN_EVERY_LABEL = {"folio", "resp", "|", "—", "·"}


class NoSuchRun(Refused):
    status_code = 404


def begins_with(text: str) -> Q:
    """Runs whose id begins with these 8 to 32 hexadecimal digits; no run for any other text."""
    digits = text.strip().lower().replace("-", "")
    if not re.fullmatch("[0-9a-f]{8,32}", digits):
        return Q(pk__in=[])
    first, last = uuid.UUID(digits.ljust(32, "0")), uuid.UUID(digits.ljust(32, "f"))
    return Q(id__gte=first, id__lte=last)


def described_by(word: str) -> Q:
    """Runs that a word describes: it stands in what was said of them, or in their label.

    The label's day and time are local, as it shows them.
    """
    if word.casefold() in IN_EVERY_LABEL:
        return Q()
    if day := re.fullmatch(r"((?:19|20)\d\d)-(\d\d)(?:-(\d\d))?", word):
        parts = zip(("year", "month", "day"), day.groups(), strict=True)
        return Q(**{f"created_at__{name}": int(number) for name, number in parts if number})
    if moment := re.fullmatch(r"(\d\d):(\d\d)", word):
        hour, minute = map(int, moment.groups())
        return Q(created_at__hour=hour, created_at__minute=minute)
    fields = ("folio", "responsable", "categoria", "store_filter", "notes", "file_name")
    found = begins_with(word)
    for field in fields:
        found |= Q(**{f"{field}__icontains": word})
    return found


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


def current_run_with(run_type: str, applies: Callable[[Run], bool]) -> Run | None:
    """The current run of a type among those that something applies to."""
    usable = Run.objects.usable().of_type(run_type)
    active = usable.filter(is_active=True).first()
    if active and applies(active):
        return active
    return next(filter(applies, usable.iterator(chunk_size=SELECTABLE)), None)


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


def newer_run_of_same_file(run: Run) -> Run | None:
    """A later upload of the same file in the same place, if it has not failed."""
    place = {name: run.parameters[name] for name in ("place",) if name in run.parameters}
    same = run_of_same_file(run.file_sha256, run.run_type, **place) if run.file_sha256 else None
    return same if same and same.number > run.number else None


def last_verification(run: Run) -> RunEvent | None:
    """The newest event of a run about its verification: asked for, or how it ended."""
    action = RunEvent.Action
    about = (action.VERIFYING, action.SAME, action.DIFFERENT, action.UNVERIFIED)
    return run.events.filter(action__in=about).select_related("by").order_by("-pk").first()


def waiting_runs() -> RunQuerySet:
    """Runs submitted for approval, the most urgent first, then the one that waits longest."""
    urgency = Case(
        When(urgency=Run.Urgency.URGENT, then=0),
        When(urgency=Run.Urgency.MEDIUM, then=1),
        default=2,
    )
    waiting = Run.objects.filter(submitted_at__isnull=False)
    return waiting.annotate(order=urgency).order_by("order", "submitted_at")
