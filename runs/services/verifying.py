"""Proving that a stored run is what its inputs give."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from runs.errors import Conflict
from runs.kinds import Report, kind_of, silent
from runs.models import Run


@dataclass(frozen=True)
class Verification:
    stored: str
    computed: str

    @property
    def same(self) -> bool:
        return self.stored == self.computed


def verify(run: Run, report: Report = silent) -> Verification:
    """Compute a run again from its recorded inputs, writing nothing, and compare the digests."""
    if run.outcome != Run.Outcome.COMPLETED:
        raise Conflict(
            _("Nothing was verified: run %(run)s has no results, it is %(outcome)s.")
            % {"run": run.short_id, "outcome": run.get_outcome_display().lower()}
        )
    if not run.digest:
        raise Conflict(
            _("Nothing was verified: run %(run)s was imported, not computed here.")
            % {"run": run.short_id}
        )
    return Verification(run.digest, kind_of(run).compute(run, report).digest)
