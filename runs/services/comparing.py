"""Two runs of one type: whether they can be compared, their rows, and what they were made from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format, localize
from django.utils.translation import gettext as _

from runs.errors import Conflict, Refused
from runs.kinds import Comparable, Parameter, how_compared, mode_in_words, parameter_of
from runs.models import Run
from runs.services.compared import ComparedRows

DESCRIBED = ("folio", "responsable", "categoria", "store_filter", "fecha_doc", "file_name")
NOTHING = "—"
# Shown in other words, or of no use to a reader.
NOT_SHOWN = {"stores", "store_names", "stores_asked", "stock_posting"}


@dataclass(frozen=True)
class Difference:
    """Something that is not the same of two runs; sources are runs, anything else is text."""

    name: str
    left: str | Sequence[Run]
    right: str | Sequence[Run]
    is_runs: bool = False


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
    """What two runs were made from, where it is not the same, in words."""
    found = [
        (str(Run._meta.get_field(name).verbose_name), getattr(left, name), getattr(right, name))
        for name in DESCRIBED
    ]
    modes = (run.model_name or mode_in_words(run) for run in (left, right))
    found.append((_("mode"), *modes))
    for name in sorted((left.parameters.keys() | right.parameters.keys()) - NOT_SHOWN):
        parameter = parameter_of(left, name)
        values = (run.parameters.get(name) for run in (left, right))
        found.append((str(parameter.label), *(_in_words(parameter, value) for value in values)))
    different = [Difference(name, _text(a), _text(b)) for name, a, b in found if a != b]
    sources = [list(run.sources.order_by("number")) for run in (left, right)]
    if sources[0] != sources[1]:
        different.append(Difference(_("sources"), *sources, is_runs=True))
    return different


def _in_words(parameter: Parameter, value: object) -> object:
    return parameter.words.get(value, value) if isinstance(value, str) else value


def _text(value: object) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case int() | float():
            return localize(value)
        case date():
            return date_format(value, "Y-m-d")
        case list():
            return ", ".join(map(_text, value)) or NOTHING
        case dict():
            return ", ".join(f"{name}: {_text(each)}" for name, each in value.items()) or NOTHING
        case _:
            return str(value) if value else NOTHING
