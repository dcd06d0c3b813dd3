"""Comparing two runs of one type, in the database."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from runs.errors import Conflict, Refused
from runs.kinds import Comparable, how_compared
from runs.models import Run
from runs.services.compared import ComparedRows

DESCRIBED = ("folio", "responsable", "categoria", "store_filter", "mode", "file_name")
NOT_SHOWN = {"stores", "store_names", "stock_posting", "unknown_stores"}


@dataclass(frozen=True)
class Difference:
    """Something that is not the same of two runs."""

    name: str
    left: str
    right: str


def comparable(left: Run, right: Run) -> Comparable:
    """How these two are compared, or a refusal."""
    if left.run_type != right.run_type:
        raise Refused(
            _("Nothing was compared: %(left)s is of type “%(a)s”, %(right)s of type “%(b)s”.")
            % {
                "left": left.short_id,
                "right": right.short_id,
                "a": left.get_run_type_display(),
                "b": right.get_run_type_display(),
            }
        )
    how = how_compared(left)
    if how is None:
        raise Refused(
            _("Nothing was compared: runs of type “%(type)s” are not compared.")
            % {"type": left.get_run_type_display()}
        )
    for run in (left, right):
        if run.outcome != Run.Outcome.COMPLETED:
            raise Conflict(
                _("Nothing was compared: run %(run)s has no results, it is %(outcome)s.")
                % {"run": run.short_id, "outcome": run.get_outcome_display().lower()}
            )
    return how


def compared_rows(left: Run, right: Run) -> ComparedRows:
    """Every (SKU, store) of either run, the largest change first; what is missing counts zero."""
    return ComparedRows(left, right, comparable(left, right))


def differences(left: Run, right: Run) -> list[Difference]:
    """What two runs were made from, where it is not the same."""
    pairs = [
        (str(Run._meta.get_field(name).verbose_name), getattr(left, name), getattr(right, name))
        for name in DESCRIBED
    ]
    names = sorted((left.parameters.keys() | right.parameters.keys()) - NOT_SHOWN)
    pairs += [(name, left.parameters.get(name), right.parameters.get(name)) for name in names]
    pairs.append((_("sources"), _sources(left), _sources(right)))
    return [Difference(name, _text(a), _text(b)) for name, a, b in pairs if a != b]


def _sources(run: Run) -> str:
    return ", ".join(f"{source.short_id} {source.file_name}" for source in run.sources.all())


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "—")
